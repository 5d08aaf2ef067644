"""Rows that can be told as 典型案例: found in the sealed rows of a campaign."""

from collections import defaultdict

from reporting.indicators import SEALED
from reporting.models import SealedProject
from reporting.rules import Form

from . import lists_campaign
from .figures import Books
from .list_rows import Listed, Narrow, Row

MOST = 6
COMPLETE, SOLVED = "手续办齐", "问题解决"
HEAD = ("项目", "单位", "案例", "经过", "最近一步")
OF_SEALS = Narrow(SEALED)


def case_list(books: Books, only: Narrow) -> Listed:
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
    done = lists_campaign.done_since(books, OF_SEALS)
    whole = {row.href for row in lists_campaign.complete(books, OF_SEALS).rows}
    by_project: dict[str, list[Row]] = defaultdict(list)
    for row in done.rows:
        if row.href in whole:
            by_project[row.href].append(row)
    ordered = sorted(by_project.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [
        Row(
            (
                rows[0].texts[0],
                rows[0].texts[1],
                COMPLETE,
                "、".join(row.texts[2] for row in sorted(rows, key=lambda row: row.texts[3])),
                max(row.texts[3] for row in rows),
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
