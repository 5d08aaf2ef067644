"""Numbers that are the length of a list: who is late, what moved, what stands still, what blocks.

Each opens its rows like a figure does, under /lists/<key>/, at the moment its reference names.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from reporting.references import Printed, Reference, rows_digest

from .figures import Books
from .moves import movers, standing_still


@dataclass(frozen=True)
class Row:
    cells: tuple[str, ...]
    href: str = ""  # of the first cell
    count: int = 1  # what the row adds to the number


@dataclass(frozen=True)
class Listed:
    key: str
    title: str
    word: str  # 项, 个, 家
    definition: str  # in words
    head: tuple[str, ...]
    reference: Reference
    rows: list[Row] = field(default_factory=list)

    @property
    def number(self) -> int:
        return sum(row.count for row in self.rows)

    @property
    def printed(self) -> Printed:
        digest = rows_digest((*row.cells, row.count) for row in self.rows)
        return Printed(self.reference, self.title, str(self.number), str(self.number), "", digest)


def listed(books: Books, key: str, source: str) -> Listed:
    """KeyError for an unknown list."""
    return LISTS[key](books, source)


def _moved(books: Books, source: str) -> Listed:
    figure = books.figure("permit_rate", source=source)
    return Listed(
        key="moved",
        title="新办结手续",
        word="项",
        definition="封存：本期已办结、上期还没有办结的手续。实时：七天内办结的手续。",
        head=("项目", "单位", "手续"),
        reference=books.reference("/lists/moved/", source),
        rows=[
            Row((m.project.name, m.unit, "、".join(m.kinds)), _page(m.project.number), len(m.kinds))
            for m in movers(books, figure)
        ],
    )


def _still(books: Books, source: str) -> Listed:
    figure = books.figure("permit_rate", source=source)
    return Listed(
        key="still",
        title="三周没有进展的项目",
        word="个",
        definition="列入满三周、手续没有办齐、三周内没有任何办理记录的新建项目。",
        head=("项目", "单位", "已办/应办"),
        reference=books.reference("/lists/still/", source),
        rows=[
            Row((s.project.name, s.unit, f"{s.done}/{s.required}"), _page(s.project.number))
            for s in standing_still(books.county, figure.facts)
        ],
    )


def _page(number: str) -> str:
    return f"/projects/{number}/"


LISTS: dict[str, Callable[[Books, str], Listed]] = {"moved": _moved, "still": _still}
