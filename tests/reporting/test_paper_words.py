"""The Word file: no digit without a reference, the measures of GB/T 9704, pages as LibreOffice
sets them.
"""

import re
import subprocess
from datetime import date
from io import BytesIO

import pytest
from docx import Document as read_docx
from docx.oxml.ns import qn
from pypdf import PdfReader

from reporting.documents.paper import title_lines
from reporting.models import FigureReference
from reporting.papers.blocks import from_json, numbers_of, words
from reporting.papers.tokens import typed_digits
from reporting.rules import PaperKind
from reporting.selectors import papers as selectors
from reporting.services import papers
from tests.factories import at
from tests.reporting import paper_county
from workplace import clock

KINDS = [PaperKind.WEEKLY, PaperKind.CIRCULAR, PaperKind.PACK, PaperKind.RANKING]
AFTER = at("2022-12-16 15:00")
SITE = "https://xm.example.test"
ORDINALS = {"序号", "名次"}
ORDINAL = re.compile(r"^(附件：|　+)?\d+．")  # of entries and attachments


@pytest.fixture
def issued(cast, settings):
    settings.SITE_URL = SITE
    round_ = paper_county.compiled(cast)
    with clock.standing_at(AFTER):
        papers.switch_ranking(is_on=True, ground="督查办来函", by=cast.office)

    def make(kind):
        with clock.standing_at(AFTER):
            paper = papers.draft_paper(kind=kind, round_id=round_.pk, by=cast.centre)
            return papers.issue_paper(
                paper_id=paper.pk, number=2, dated_on=date(2022, 12, 16), seen=1, by=cast.office
            )

    return make


def parts(paragraph):
    """(text outside links, [(address, text) of each link])."""
    links = [
        (paragraph.part.rels[link.get(qn("r:id"))].target_ref,
         "".join(t.text or "" for t in link.iter(qn("w:t"))))
        for link in paragraph._p.iter(qn("w:hyperlink"))
    ]  # fmt: skip
    plain = "".join(
        t.text or "" for run in paragraph._p.iterchildren(qn("w:r")) for t in run.iter(qn("w:t"))
    )
    return plain, links


@pytest.mark.parametrize("kind", KINDS)
def test_every_digit_of_the_file_leads_to_its_reference(issued, kind):
    """Outside of links there are only dates, periods, document numbers, ordinals, sources."""
    paper = issued(kind)
    docx = read_docx(BytesIO(selectors.docx(paper)))
    known = {row.code: row for row in FigureReference.objects.all()}
    shown = {(n.ref, n.shown) for n in numbers_of(from_json(paper.body).blocks)}
    *tables, sources = docx.tables
    texts = [parts(p) for p in docx.paragraphs]
    for table in tables:
        heads = [cell.text for cell in table.rows[0].cells]
        for row in table.rows[1:]:
            cells = zip(heads, row.cells, strict=True)
            texts += [parts(c.paragraphs[0]) for head, c in cells if head not in ORDINALS]

    linked = [link for _, links in texts for link in links]
    assert len(linked) > 15
    for address, text in linked:
        assert address.startswith(f"{SITE}/f/")
        code = address.removeprefix(f"{SITE}/f/").rstrip("/")
        assert code in known
        assert (code, text) in shown
    bare = [ORDINAL.sub("", text) for text, _ in texts]
    assert [text for text in bare if typed_digits(words(text))] == []
    listed = {row.cells[0].text for row in sources.rows[1:]}
    assert listed == {code for code, _ in shown}
    assert selectors.wrong_numbers(paper) == []


def test_without_an_address_of_its_own_the_file_has_no_links(issued, settings):
    paper = issued(PaperKind.WEEKLY)
    settings.SITE_URL = "http://127.0.0.1:8000"
    docx = read_docx(BytesIO(selectors.docx(paper)))
    assert not list(docx.element.body.iter(qn("w:hyperlink")))
    assert "数据出处" in "".join(p.text for p in docx.paragraphs)


def test_names_that_mean_harm_stand_as_they_are(issued):
    docx = read_docx(BytesIO(selectors.docx(issued(PaperKind.WEEKLY))))
    everything = "".join(docx.element.body.itertext())
    for text in (paper_county.HOSTILE, paper_county.LONG, paper_county.ISSUE):
        assert text in everything


def test_the_sheet_is_the_standard_s(issued):
    docx = read_docx(BytesIO(selectors.docx(issued(PaperKind.CIRCULAR))))
    first = docx.sections[0]
    measured = [first.page_width, first.page_height, first.top_margin, first.left_margin]
    assert [round(length.mm) for length in measured] == [210, 297, 37, 28]
    body = next(p for p in docx.paragraphs if p.text.startswith("按照《工作方案》"))
    assert body.paragraph_format.line_spacing.pt == pytest.approx(28.95)
    assert {run.font.size.pt for run in body.runs} == {16}
    texts = [p.text for p in docx.paragraphs]
    assert "各乡镇，县直各有关部门：" in texts
    assert texts.index("县领导小组办公室") + 1 == texts.index("2022年12月16日")


def test_a_number_looks_like_the_text_around_it(issued):
    docx = read_docx(BytesIO(selectors.docx(issued(PaperKind.WEEKLY))))
    link = next(docx.element.body.iter(qn("w:hyperlink")))
    fonts = link.find(f".//{qn('w:rFonts')}")
    assert fonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert link.find(f".//{qn('w:color')}") is None


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("重点项目推进联席会议材料", 1),
        ("关于2023年新建项目前期手续办理情况的通报", 2),
        ("一" * 45, 1),
    ],
)
def test_a_long_title_breaks_between_words(title, lines):
    made = title_lines(title)
    assert made.replace("\n", "") == title
    assert made.count("\n") + 1 == lines
    assert not made.endswith("\n报")


@pytest.mark.office
@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_sets_it(issued, kind, tmp_path):
    path = tmp_path / "paper.docx"
    path.write_bytes(selectors.docx(issued(kind)))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    pages = PdfReader(tmp_path / "paper.pdf").pages
    across = [leaf.mediabox.width > leaf.mediabox.height for leaf in pages]
    assert 3 <= len(pages) <= 12
    assert not across[0]
    assert across[-1]
    assert across == sorted(across)
    said = ["".join(leaf.extract_text().split()) for leaf in pages]
    assert "编码名称文中的数" in said[-1]
    assert all(len(page) > 20 for page in said)  # none is empty
    signed = said[across.index(True) - 1]
    assert "2022年12月16日" in signed
