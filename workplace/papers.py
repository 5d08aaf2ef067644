"""The text of a PDF, read in a child (`python -m workplace.papers`) as workbooks are (S13).

Nothing of the project's settings is loaded here: the child needs pypdf alone.
"""

import tempfile
from dataclasses import dataclass, replace
from typing import Any

from sheets.child import run, serve
from sheets.intake import LIMITS, MIB, Limits
from sheets.text import CellError

FIRST, LAST = 6, 2  # pages read: a 批复 says all on the first ones, and is signed on the last
MOST_PAGES = 300
MOST_TEXT = 20_000  # signs of a page
PAPER = replace(LIMITS, memory=512 * MIB, cpu_seconds=8, wall_seconds=12)
TOO_HEAVY = "PDF 内容太大或已损坏，没有读出文字。文号和日期请照文件填"
DAMAGED = "PDF 已损坏，读不出文字。文号和日期请照文件填，或重新导出后上传"
LOCKED = "PDF 有密码，读不出文字。文号和日期请照文件填，或去掉密码后上传"
TOO_LONG = f"PDF 超过 {MOST_PAGES} 页，不像一份批复，没有读。文号和日期请照文件填"


@dataclass(frozen=True)
class Page:
    number: int  # from 1
    text: str


def read_pages(body: bytes) -> list[Page]:
    """The pages that were read, those without text too; CellError (code `file`) in words."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(body)
        file.flush()
        answer = run("workplace.papers", {"path": file.name}, PAPER, too_heavy=TOO_HEAVY)
    return [Page(**page) for page in answer["pages"]]


def _work(ask: dict[str, Any], limits: Limits) -> dict[str, Any]:
    from pypdf import PdfReader  # the child alone needs it
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(ask["path"], strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise CellError("file", LOCKED)
    except DependencyError:  # a cipher that pypdf does not bring along
        raise CellError("file", LOCKED) from None
    count = reader.get_num_pages()
    if count > MOST_PAGES:
        raise CellError("file", TOO_LONG)
    wanted = [number for number in range(count) if number < FIRST or number >= count - LAST]
    texts = [(number, reader.pages[number].extract_text() or "") for number in wanted]
    return {"pages": [{"number": n + 1, "text": text[:MOST_TEXT]} for n, text in texts]}


if __name__ == "__main__":
    serve(_work, too_heavy=TOO_HEAVY, damaged=DAMAGED)
