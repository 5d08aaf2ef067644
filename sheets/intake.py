"""What an uploaded file is, by its content; whatever is not a workbook gets one sentence (S9–S13).

Cheap checks only (magic, the zip's directory): they run in the web process, before the child
that reads. `check_members` decompresses and therefore runs in the child.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .text import CellError

MIB = 1024 * 1024
HEAD = 4096
OLE_SCAN = 1 * MIB
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EXTENSIONS = frozenset({"", ".xlsx", ".xlsm"})

ASK_XLSX = "请在 Excel 里另存为 .xlsx 后重新上传"
DAMAGED = f"文件已损坏，读不出来。{ASK_XLSX}"
BOMB = "压缩得太厉害，不像正常的工作簿。请把内容复制到新的工作簿，再上传"
ENCRYPTED = "文件打不开：有密码。请在 Excel 里去掉密码后重新上传"

_MAGIC = (
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"GIF8", "图片"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
)
_NESTED = re.compile(r"\.(?:zip|rar|7z|gz|tar|xlsx|xlsm|xlsb|docx|pptx|jar)$", re.IGNORECASE)
_XML = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s{1,9}html|html|head|meta|table|body|script)[\s>]", re.I)
_ENCODING = re.compile(rb"""encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._-]{1,40})["']""")
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
# Of a document that is kept as it is: its main part and how [Content_Types].xml calls it.
_DOCUMENTS = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
BROKEN_ZIP = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, zlib.error)


@dataclass(frozen=True)
class Limits:
    """Stated here because the reading child loads nothing of the project's settings."""

    size: int = 20 * MIB
    rows: int = 5_000
    columns: int = 200
    members: int = 500
    unpacked: int = 200 * MIB
    ratio: int = 100
    text: int = 32_767
    memory: int = 1024 * MIB
    cpu_seconds: int = 30
    wall_seconds: int = 35


LIMITS = Limits()  # puxian_projects/limits.py holds the same numbers; a test compares them


def check_workbook(path: str | Path, *, name: str = "", limits: Limits = LIMITS) -> None:
    """CellError (code `file`) unless `path` holds an .xlsx or .xlsm within the limits."""
    path = Path(path)
    size = path.stat().st_size
    if size == 0:
        raise _refuse("文件是空的。请重新选择")
    if size > limits.size:
        raise _refuse(f"文件太大。最大 {limits.size // MIB} MB，请删去图片或多余的工作表")
    with path.open("rb") as file:
        head = file.read(HEAD)
    _check_magic(path, head)
    suffix = Path(name or path.name).suffix.lower()
    if suffix not in EXTENSIONS or "\0" in name:
        raise _refuse(f"文件名以 {suffix[:10]} 结尾，内容却是 .xlsx。{ASK_XLSX}")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive, limits)
            _check_kind(archive)
    except BROKEN_ZIP:
        raise _refuse(DAMAGED) from None
    except (KeyError, ValueError, UnicodeError) as error:
        raise error if isinstance(error, CellError) else _refuse(DAMAGED) from None


def check_document(file: IO[bytes], *, limits: Limits = LIMITS) -> str:
    """`docx` or `xlsx`: what a zip that will be kept unread is; CellError for anything else."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check_directory(archive, limits)
            kind = _document_kind(archive)
        check_members(file)
    except BROKEN_ZIP:
        raise _refuse(DAMAGED) from None
    except (KeyError, ValueError, UnicodeError) as error:
        raise error if isinstance(error, CellError) else _refuse(DAMAGED) from None
    return kind


def check_members(path: str | Path | IO[bytes]) -> None:
    """No DTD, no foreign encoding that could hide one, no archive inside (S11, S12)."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            with archive.open(info) as member:
                head = member.read(HEAD)
                if head.startswith((ZIP, b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
                    raise _refuse("里面嵌有压缩包或别的文档。请删掉后重新上传")
                if _XML.search(info.filename):
                    _check_xml(head, member)


def _check_magic(path: Path, head: bytes) -> None:
    if head.startswith(ZIP):
        return
    if head.startswith(OLE):
        with path.open("rb") as file:
            inside = file.read(OLE_SCAN)
        if "EncryptedPackage".encode("utf-16-le") in inside:
            raise _refuse(ENCRYPTED)
        raise _refuse(f"是旧版 Office 文件（.xls）。{ASK_XLSX}")
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise _refuse(f"不是 Excel 工作簿，是{what}。请选择 .xlsx 文件")
    if _HTML.search(head):
        raise _refuse(f"内容是网页，不是 Excel 工作簿。{ASK_XLSX}")
    if head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<?xml"):
        raise _refuse(f"是 XML 文件，不是 Excel 工作簿。{ASK_XLSX}")
    if b"\0" not in head:
        raise _refuse(f"是文本文件（如 .csv），不是 Excel 工作簿。{ASK_XLSX}")
    raise _refuse("不是 Excel 工作簿。请选择 .xlsx 文件")


def _check_directory(archive: zipfile.ZipFile, limits: Limits) -> None:
    """The central directory alone: counts, names, sizes, ratios, overlaps."""
    members = archive.infolist()
    if len(members) > limits.members:
        raise _refuse(f"工作簿里的部件太多（最多 {limits.members} 个）。{ASK_XLSX}")
    names = {info.filename.lower() for info in members}
    if len(names) != len(members) or any(_is_bad_name(name) for name in names):
        raise _refuse(DAMAGED)
    if any(_NESTED.search(name) for name in names):
        raise _refuse("里面嵌有压缩包或别的文档。请删掉后重新上传")
    if any(info.flag_bits & 1 for info in members):
        raise _refuse(ENCRYPTED)
    unpacked = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members)
    if unpacked > limits.unpacked or unpacked > limits.ratio * max(packed, 1):
        raise _refuse(BOMB)
    for info in members:
        if info.file_size > MIB and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise _refuse(BOMB)
    end = 0
    for info in sorted(members, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise _refuse(DAMAGED)
        end = info.header_offset + 30 + len(info.filename.encode()) + info.compress_size


def _is_bad_name(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _check_kind(archive: zipfile.ZipFile) -> None:
    """By [Content_Types].xml: a workbook, or which other Office file it is."""
    try:
        with archive.open("[Content_Types].xml") as member:
            types = member.read(MIB)
    except KeyError:
        raise _refuse("是压缩包，不是 Excel 工作簿。请选择 .xlsx 文件") from None
    if b"sheet.binary" in types:
        raise _refuse(f"是 .xlsb 工作簿。{ASK_XLSX}")
    for word, what in ((b"wordprocessingml", "Word 文档"), (b"presentationml", "演示文稿")):
        if word in types and b"spreadsheetml" not in types:
            raise _refuse(f"不是 Excel 工作簿，是 {what}。请选择 .xlsx 文件")
    if b"sheet.main+xml" not in types and b"sheet.macroEnabled.main+xml" not in types:
        raise _refuse("不是 Excel 工作簿。请选择 .xlsx 文件")


def _document_kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        raise _refuse("是压缩包。请解开后上传里面的文件")
    with archive.open("[Content_Types].xml") as member:
        types = member.read(MIB)
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names):
        raise _refuse("带有宏。请另存为不带宏的文件后上传")
    for kind, (part, content_type) in _DOCUMENTS.items():
        if part in names and content_type in types:
            return kind
    raise _refuse("不是 Word 或 Excel 文件。请转成 PDF 后上传")


def _check_xml(head: bytes, member: object) -> None:
    declared = _ENCODING.search(head[:200])
    plain = not declared or declared[1].lower() in {b"utf-8", b"us-ascii", b"ascii"}
    if not plain or b"\0" in head[:200] or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refuse(DAMAGED)
    block = head
    while block:
        if any(word in block for word in _FORBIDDEN):
            raise _refuse(DAMAGED)
        tail = block[-16:]
        block = member.read(MIB)  # type: ignore[attr-defined]
        block = tail + block if block else b""


def _refuse(message: str) -> CellError:
    return CellError("file", message)
