"""PDFs as a bureau makes them: text that can be read, and some that mean harm."""

import io
import zlib

from pypdf import PdfReader, PdfWriter

LINES_A_PAGE = 40

APPROVAL = """蒲县发展和改革局文件
蒲发改审批〔2023〕 12 号
关于{name}
可行性研究报告的批复
蒲县水利局：
你单位报来的《关于{name}可行性研究报告的请示》（蒲水字[2022]45号）收悉。
项目代码：2211-141033-89-01-123456
二〇二二年十二月三日
蒲县发展和改革局办公室 2022年12月5日印发"""


def pdf(*texts: str, compress: bool = False) -> bytes:
    """One page for each text, in a Type0 font whose ToUnicode map says what the signs are."""
    signs = sorted({sign for text in texts for sign in text if sign != "\n"})
    codes = {sign: number + 1 for number, sign in enumerate(signs)}
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", *_font(codes)]
    pages = []
    for text in texts:
        stream = _drawn(text, codes)
        if compress:
            stream = zlib.compress(stream, 9)
        extra = b"/Filter/FlateDecode" if compress else b""
        objects.append(_stream(stream, extra))
        pages.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            b"/Contents %d 0 R>>" % len(objects)
        )
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids)
    return _written(objects)


def _drawn(text: str, codes: dict[str, int]) -> bytes:
    lines = [
        "<" + "".join(f"{codes[sign]:04x}" for sign in line) + "> Tj 0 -20 Td"
        for line in text.split("\n")
    ]
    return ("BT /F 12 Tf 50 800 Td " + " ".join(lines) + " ET").encode()


def _font(codes: dict[str, int]) -> list[bytes]:
    pairs = "".join(
        f"<{code:04x}> <{sign.encode('utf-16-be').hex()}>\n" for sign, code in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}endbfchar\nendcmap end end"
    ).encode()
    return [
        b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H"
        b"/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>/DW 1000>>",
        _stream(cmap),
    ]


def _stream(body: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(body), extra, body)


def _written(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return (
        out + head + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    )


def locked(body: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(body)))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb(megabytes: int = 400) -> bytes:
    """A page whose content unpacks to this much, twice compressed."""
    body = zlib.compress(zlib.compress(b"BT " + b" " * (megabytes << 20) + b" ET", 9), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        _stream(body, b"/Filter[/FlateDecode/FlateDecode]"),
    ]
    return _written(objects)
