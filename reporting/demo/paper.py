"""A one-page PDF with Chinese text that a program can read, and no font in it.

Every reader knows the standard font STSong-Light; the signs go in as GBK.
"""

from collections.abc import Sequence
from dataclasses import dataclass

TOP, LEADING = 770, 1.9
FONT = b"""<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /GBK-EUC-H
/DescendantFonts [5 0 R] >>"""
CID_FONT = b"""<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light
/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>
/DW 1000 /W [814 [500]] /FontDescriptor 6 0 R >>"""
DESCRIPTOR = b"""<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6
/FontBBox [-25 -254 1000 880] /ItalicAngle 0
/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"""
PAGE = b"""<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]
/Resources << /Font << /F1 4 0 R >> >> /Contents 7 0 R >>"""


@dataclass(frozen=True)
class Line:
    text: str = ""
    size: int = 13
    left: int = 80
    red: bool = False


def pdf(lines: Sequence[Line]) -> bytes:
    drawn = _drawn(lines)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        FONT,
        CID_FONT,
        DESCRIPTOR,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    count = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


def _drawn(lines: Sequence[Line]) -> bytes:
    height, parts = float(TOP), []
    for line in lines:
        if line.text:
            colour = "0.8 0.1 0.1 rg" if line.red else "0 0 0 rg"
            signs = line.text.encode("gbk").hex()
            parts.append(
                f"{colour} BT /F1 {line.size} Tf {line.left} {height:.0f} Td <{signs}> Tj ET"
            )
        height -= line.size * LEADING
    return "\n".join(parts).encode()
