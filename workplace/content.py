"""What an attachment is, by its content: a PDF, a photo, a Word or Excel file (S10, S11, S17).

The type a browser declares counts for nothing; the ending must agree with the content. A photo
is drawn anew, so that nothing but its pixels is kept: no place, no camera, no hidden archive.
"""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, cast

from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from puxian_projects import limits
from sheets.intake import ENCRYPTED, OLE, ZIP, check_document
from sheets.text import CellError

from . import files
from .imports import LIMITS
from .pictures import picture_hash

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": files.XLSX,
}
ACCEPT = "image/*,application/pdf,.pdf,.jpg,.jpeg,.png,.docx,.xlsx"
KINDS_WORD = "PDF、jpg、png、docx 或 xlsx"
PHOTO_ENDINGS = frozenset({".jpg", ".jpeg", ".jfif", ".png"})
ENDINGS = {
    "pdf": frozenset({".pdf"}),
    "docx": frozenset({".docx"}),
    "xlsx": frozenset({".xlsx"}),
    # phones and chat programs call one what the other is; it gets its own ending
    "jpg": PHOTO_ENDINGS,
    "png": PHOTO_ENDINGS,
}
FORMATS = {"jpg": "JPEG", "png": "PNG"}
QUALITY = 88
HEAD = 1024
# Pillow meets a broken picture in more ways than it names.
BROKEN = (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, EOFError,
          ArithmeticError, MemoryError, struct.error, zlib.error)  # fmt: skip
FLOODS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
MEGAPIXELS = limits.IMAGE_PIXELS // 1_000_000
FLOOD = f"照片太大，超过 {MEGAPIXELS:,} 百万像素。请缩小后上传"
DAMAGED = "已损坏，打不开。请重新导出或重新拍照后上传"

Image.MAX_IMAGE_PIXELS = limits.IMAGE_PIXELS


@dataclass(frozen=True)
class Content:
    """A file as it will be kept: `name` is shown, `file` is read from its beginning."""

    kind: str
    name: str
    file: IO[bytes]
    picture_hash: str = ""  # of a photo: what it looks like (workplace.pictures)


def examine(upload: UploadedFile) -> Content:
    """CellError (code `file`) in words unless it is one of the five kinds."""
    name = files.shown_name(upload.name or "")
    if not upload.size:
        raise _refuse("是空的。请重新选择")
    if upload.size > limits.UPLOAD:
        raise _refuse(f"太大。每个文件最大 {limits.UPLOAD // limits.MIB} MB，请压缩后上传")
    file = cast("IO[bytes]", upload)
    kind = _kind(file)
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ENDINGS[kind] | {""}:
        raise _refuse(f"名称以 {ending[:10]} 结尾，内容却是 {kind}。请改正名称后上传")
    if ending != f".{kind}" and (kind, ending) != ("jpg", ".jpeg"):
        stem = name.removesuffix(PurePosixPath(name).suffix)
        name = f"{stem[: files.NAME_LENGTH - len(kind) - 1]}.{kind}"
    if kind not in FORMATS:
        return Content(kind, name, file)
    redrawn, looks = _redrawn(file, kind)
    return Content(kind, name, redrawn, looks)


def _kind(file: IO[bytes]) -> str:
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"%PDF-"):
        _check_pdf(file)
        return "pdf"
    if head.startswith(ZIP):
        if b"%PDF-" in head:
            raise _refuse("既像压缩包又像 PDF。请重新导出后上传")
        file.seek(0)
        return check_document(file, limits=LIMITS)
    if head.startswith(OLE):
        raise _refuse(_of_old_office(file))
    if b"ftyphei" in head[:16] or b"ftypmif" in head[:16]:
        raise _refuse("是 HEIC 照片。请在手机上转成 jpg 后上传")
    raise _refuse(f"不是 {KINDS_WORD}。请转成其中一种后上传")


def _check_pdf(file: IO[bytes]) -> None:
    """It ends as a PDF ends, and no program takes it for an archive."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 2 * HEAD))
    tail = file.read()
    if b"%%EOF" not in tail[-HEAD:] or b"startxref" not in tail:
        raise _refuse("不完整，没有结尾。请重新导出 PDF 后上传")
    if zipfile.is_zipfile(file):
        raise _refuse("里面藏有压缩包。请重新导出 PDF 后上传")


def _of_old_office(file: IO[bytes]) -> str:
    file.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in file.read(limits.MIB):
        return ENCRYPTED.removeprefix("文件")
    return "是旧版 Office 文件（.doc、.xls）。请另存为 .docx、.xlsx 后上传"


def _redrawn(file: IO[bytes], kind: str) -> tuple[IO[bytes], str]:
    """The picture upright, with nothing of the old file but its pixels; and its hash."""
    file.seek(0)
    out = BytesIO()
    try:
        with Image.open(file, formats=[FORMATS[kind]]) as image:
            if image.width * image.height > limits.IMAGE_PIXELS:
                raise _refuse(FLOOD)
            # in place where it can be: a copy of the largest picture is 150 MB
            ImageOps.exif_transpose(image, in_place=True)
            mode = _mode(image, kind)
            clean = image if image.mode == mode else image.convert(mode)
            clean.info = {}
            clean.save(out, FORMATS[kind], quality=QUALITY)
            looks = picture_hash(clean)
    except CellError:
        raise
    except FLOODS:
        raise _refuse(FLOOD) from None
    except BROKEN:
        raise _refuse(DAMAGED) from None
    out.seek(0)
    return out, looks


def _mode(image: Image.Image, kind: str) -> str:
    if kind == "png" and image.has_transparency_data:
        return "RGBA"
    return "L" if image.mode in {"1", "L"} else "RGB"


def _refuse(message: str) -> CellError:
    return CellError("file", message)
