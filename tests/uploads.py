"""Files as a clerk, or somebody with worse intentions, hands them in."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.%s"/></Types>'
WORD, EXCEL, SLIDES = (
    TYPES % b"wordprocessingml.document.main+xml",
    TYPES % b"spreadsheetml.sheet.main+xml",
    TYPES % b"presentationml.presentation.main+xml",
)
MACROS = (
    b'<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def handed(name: str, body: bytes) -> SimpleUploadedFile:
    """Declared as what it is not: nobody may believe it."""
    return SimpleUploadedFile(name, body, content_type="text/html")


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return packed({"[Content_Types].xml": WORD, "word/document.xml": b"<w:document/>", **more})


def xlsx(**more: bytes) -> bytes:
    return packed({"[Content_Types].xml": EXCEL, "xl/workbook.xml": b"<workbook/>", **more})


def photo(
    kind: str = "JPEG",
    size: tuple[int, int] = (40, 20),
    colour: str = "red",
    mode: str = "RGB",
    **how: object,
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour if mode in {"RGB", "RGBA", "L"} else 0).save(out, kind, **how)
    return out.getvalue()


def from_a_phone() -> bytes:
    """Held upright (turn it by 90°), with the place where it was taken and the camera's name."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x0110] = "Phone of Zhang San"
    exif[0x8825] = {1: "N", 2: (36.0, 24.0, 43.0), 3: "E", 4: (111.0, 5.0, 48.0)}
    return photo(exif=exif, comment=b"taken by Zhang San")


def flood(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of 60 bytes that says it is 3,600,000,000 pixels large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checksum

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )
