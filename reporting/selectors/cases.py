"""典型案例: what went well enough to be told, found in the sealed rows, for the media centre."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from reporting.indicators import SEALED
from reporting.models import SealedProject
from reporting.papers.blocks import Block, Heading, words
from reporting.rules import Form

from . import lists_campaign
from .figures import Books
from .lists import LISTS, Listed, Row
from .paper_numbers import Ledger
from .paper_parts import short_day, text

MOST = 6
RECEIVER = "县融媒体中心"
COMPLETE, SOLVED = "手续办齐", "问题解决"
HEAD = ("项目", "单位", "案例", "经过", "最近一步")


def case_list(books: Books, source: str) -> Listed:
    """Projects that became complete in the campaign, then those whose problem is gone."""
    rows = [*_complete(books), *_solved(books)]
    definition = (
        "活动期间办结手续并全部办齐的项目；以前封存的表里有需协调的问题、最近一期没有了的项目。"
    )
    return Listed(
        key="cases",
        title="可以作典型案例的事例",
        word="个",
        definition=definition,
        head=HEAD,
        reference=books.reference("/lists/cases/", SEALED),
        rows=rows[:MOST],
    )


def _complete(books: Books) -> list[Row]:
    done = lists_campaign.done_since(books, SEALED)
    whole = {row.href for row in lists_campaign.complete(books, SEALED).rows}
    by_project: dict[str, list[Row]] = defaultdict(list)
    for row in done.rows:
        if row.href in whole:
            by_project[row.href].append(row)
    ordered = sorted(by_project.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [
        Row(
            (
                rows[0].cells[0],
                rows[0].cells[1],
                COMPLETE,
                "、".join(row.cells[2] for row in sorted(rows, key=lambda row: row.cells[3])),
                max(row.cells[3] for row in rows),
            ),
            href,
        )
        for href, rows in ordered
    ]


def _solved(books: Books) -> list[Row]:
    """The last problem sealed in an earlier round, of a project whose newest row has none."""
    book, now = books.sealed, books.sealed.at(books.county.as_of)
    if now is None:
        return []
    listed = {fact.project_id for fact in books.round_facts(Form.PERMITS, now).projects}
    seals = {seal.pk for found in book.rounds for seal in found.seals.values()}
    rows = SealedProject.objects.filter(seal__in=seals, project__in=listed)
    newest: dict[int, SealedProject] = {}
    last: dict[int, SealedProject] = {}
    for row in rows.select_related("seal").order_by("seal__cutoff_on", "seal__sealed_at"):
        newest[row.project_id] = row
        if row.issue:
            last[row.project_id] = row
    return [
        Row(
            (row.name, row.unit_name, SOLVED, row.issue, f"{newest[key].seal.cutoff_on}"),
            f"/projects/{row.number}/",
        )
        for key, row in sorted(last.items(), key=lambda pair: pair[1].number)
        if not newest[key].issue
    ]


def compose_cases(led: Ledger, next_due: datetime | None) -> tuple[str, str, Sequence[Block]]:
    """A heading and a paragraph a case; whoever issues it tells how, and strikes what is weak."""
    found = led.list("cases")
    if not found.rows:
        return _title(), RECEIVER, [text("到目前还没有可以作典型案例的事例。")]
    blocks: list[Block] = [
        text("前期手续办理月活动中的典型事例", led.number(found), "个，供宣传报道选用。")
    ]
    for place, row in enumerate(found.rows):
        name = led.quote(found, place, 0)
        blocks.append(_head(led, found, place))
        day = short_day(date.fromisoformat(row.cells[4]))
        if row.cells[2] == COMPLETE:
            said = ["活动以来，", row.cells[1], "推动", name, f"先后办结{row.cells[3]}，"]
            blocks.append(text(*said, f"应办手续到{day}全部办齐。（请补充：谁牵头、怎样办成。）"))
        else:
            said = [row.cells[1], "的", name, "曾上报需协调的问题：", led.quote(found, place, 3)]
            blocks.append(text(*said, f"。到{day}的报表，这一问题已经解决。（请补充：怎样解决。）"))
    return _title(), RECEIVER, blocks


def _head(led: Ledger, found: Listed, place: int) -> Block:
    name, row = led.quote(found, place, 0), found.rows[place]
    tail = "手续全部办齐" if row.cells[2] == COMPLETE else "问题得到解决"
    return Heading(words(name, tail))


def _title() -> str:
    return "前期手续办理月活动典型案例"


LISTS["cases"] = case_list
