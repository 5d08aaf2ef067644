"""The text of a 批复 read and looked through; the minutes of a meeting with 30 subjects."""

import io
from datetime import date

from docx import Document
from pypdf import PdfReader

from accounts.models import Unit, User
from procedures import papers
from procedures.documents.meeting import minutes
from procedures.models import AgendaItem, Meeting
from procedures.rules import MeetingStatus, Outcome
from projects.models import Project
from tests.papers import APPROVAL, pdf
from workplace import clock
from workplace.papers import read_pages

from .measure import Line, timed

PAGES, ITEMS = 8, 30
NAME = "昕水河治理工程"


def lines(people: dict[str, User]) -> list[Line]:
    return [reading(), writing(people["XMZX"].unit, people["ZRZY"].unit)]


def reading() -> Line:
    """In a child with limits, as a stranger's file must be; beside pypdf in this process."""
    page = APPROVAL.format(name=NAME)
    body = pdf(*["\n".join([page, *page.splitlines()[5:] * 3])] * PAGES)
    today = date(2022, 12, 9)

    def guarded() -> None:
        found = papers.read([(page.number, page.text) for page in read_pages(body)], today)
        assert found.numbers
        assert NAME in found.text

    def bare() -> None:
        for page in PdfReader(io.BytesIO(body)).pages:
            page.extract_text()

    what = f"读批复 PDF {PAGES} 页（{len(body) / 1000:.0f} kB），找文号、日期、项目"
    return Line(what, timed(guarded, times=3), 0, "pypdf 不设防护，只取文字", timed(bare, times=3))


def writing(centre: Unit, bureau: Unit) -> Line:
    meeting = Meeting(
        centre=centre, year=2022, number=1, title="重点项目前期手续联席会议",
        held_on=date(2022, 12, 9), status=MeetingStatus.CLOSED, attendees="各成员单位负责人",
    )  # fmt: skip
    items = [
        AgendaItem(
            meeting=meeting, order=n, title=f"第{n}号工程用地指标未落实",
            project=Project(name=f"第{n}号供水工程", unit=bureau), notes="会议听取了汇报。" * 8,
            outcome=Outcome.DECIDED, decision="由自然资源局落实指标", unit=bureau,
            due_on=date(2022, 12, 20),
        )
        for n in range(1, ITEMS + 1)
    ]  # fmt: skip
    ours = timed(lambda: minutes(meeting, items, clock.now()), times=5)
    return Line(f"会议纪要 Word {ITEMS} 个议题", ours, 0, "python-docx 不设格式",
                timed(lambda: plainly(items), times=5))  # fmt: skip


def plainly(items: list[AgendaItem]) -> None:
    """The same words without 公文格式."""
    paper = Document()
    table = paper.add_table(rows=len(items), cols=6)
    for row, item in zip(table.rows, items, strict=True):
        for text in (item.title, item.notes, item.decision):
            paper.add_paragraph(text)
        said = (item.order, item.title, item.project, item.decision, item.unit, item.due_on)
        for cell, value in zip(row.cells, said, strict=True):
            cell.text = str(value)
    paper.save(io.BytesIO())
