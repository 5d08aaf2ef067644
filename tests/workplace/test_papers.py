"""The text of a PDF in a limited child: what is read, and what is refused in words (S13)."""

import time

import pytest

from sheets.text import CellError
from tests.papers import APPROVAL, bomb, locked, pdf
from tests.uploads import PDF
from workplace import papers

PAPER = APPROVAL.format(name="昕水河治理工程")


def test_the_text_comes_page_by_page():
    pages = papers.read_pages(pdf(PAPER, "第二页"))
    assert [page.number for page in pages] == [1, 2]
    assert "蒲发改审批〔2023〕 12 号" in pages[0].text.splitlines()
    assert pages[1].text.strip() == "第二页"


def test_of_a_long_paper_the_first_and_the_last_pages_are_read():
    pages = papers.read_pages(pdf(*(f"{number}" for number in range(1, 31))))
    assert [page.number for page in pages] == [1, 2, 3, 4, 5, 6, 29, 30]


def test_a_scan_has_pages_and_no_text():
    assert [page.text for page in papers.read_pages(pdf("", ""))] == ["", ""]


ENDLESS = pdf("a").replace(b"/Kids[7 0 R]", b"/Kids[2 0 R]")
HOSTILE = {
    "locked": (locked(pdf(PAPER)), "有密码"),
    "10,000 pages": (pdf(*["x"] * 10_000), "超过 300 页"),
    "cut": (pdf(PAPER)[:200] + b"\nstartxref\n9\n%%EOF", "已损坏"),
    "noise": (b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\nstartxref\n9\n%%EOF", "已损坏"),
    "no pages": (PDF, "已损坏"),
    "a tree that holds itself": (ENDLESS, "已损坏|太大"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_pdf_is_told_in_words_and_soon(what):
    body, words = HOSTILE[what]
    begun = time.perf_counter()
    with pytest.raises(CellError, match=words) as refused:
        papers.read_pages(body)
    assert refused.value.code == "file"
    assert "文号和日期请照文件填" in refused.value.message
    assert time.perf_counter() - begun < papers.PAPER.wall_seconds + 3


def test_a_bomb_is_over_soon_and_gives_nothing():
    """pypdf stops unpacking at its own limit; the child's memory and seconds are the second one."""
    begun = time.perf_counter()
    try:
        found = "".join(page.text for page in papers.read_pages(bomb())).strip()
    except CellError as error:
        found = error.message
    assert found in ("", papers.TOO_HEAVY, papers.DAMAGED)
    assert time.perf_counter() - begun < papers.PAPER.wall_seconds + 3
