"""The chosen set as a workbook for the meeting; it says on every sheet that it is 测算."""

from reporting.formulas import ItemFact
from reporting.indicators import SEALED
from sheets.book import TableBook, TableGroup, TableRow, TableSheet
from sheets.columns import Column, Sheet, Type
from sheets.columns import Row as Cells

from .reach_line import Line, grouped
from .reach_try import Row, Trial

ITEMS = (
    Column("number", "编号", width=14),
    Column("name", "项目", width=34),
    Column("owner", "责任单位", width=14),
    Column("what", "手续", width=10),
    Column("level", "层级", width=8),
    Column("status", "进展", width=14),
    Column("day", "时限", type=Type.DATE, width=12),
    Column("holder", "现在由谁办", width=16),
    Column("before", "先要办结", width=24),
)
PROJECTS = (
    *ITEMS[:3],
    Column("what", "渠道", width=14),
    Column("amount", "算入", type=Type.MONEY, width=16),
    Column("holder", "现在由谁办", width=16),
)


def reach_book(found: Trial) -> TableBook:
    rows = [row for row in found.rows if row.ticked]
    return TableBook([_list(found, rows), _holders(found, rows)])


def _list(found: Trial, rows: list[Row]) -> TableSheet:
    columns = ITEMS if found.line.figure.indicator.rows == "items" else PROJECTS
    return TableSheet(
        name="清单",
        sheet=Sheet(form="reach", title=_title(found.line), columns=columns),
        groups=[TableGroup("", [TableRow(_values(row)) for row in rows])],
        title=f"{_title(found.line)}清单（测算）",
        subtitle=_words(found),
        total=False,
    )


def _holders(found: Trial, rows: list[Row]) -> TableSheet:
    columns = (
        Column("holder", "现在由谁办", width=20),
        Column("count", "数量", type=Type.COUNT, width=10),
    )
    groups = grouped((row.holder, row.task) for row in rows)
    return TableSheet(
        name="由谁办",
        sheet=Sheet(form="reach-holders", title=_title(found.line), columns=columns),
        groups=[TableGroup("", [TableRow({"holder": g.name, "count": g.count}) for g in groups])],
        title=f"{_title(found.line)}由谁办（测算）",
        subtitle=_words(found),
        total=False,
    )


def _values(row: Row) -> Cells:
    project = row.task.project
    is_item = isinstance(row.task.fact, ItemFact)
    return {
        "number": project.number,
        "name": project.name,
        "owner": row.owner,
        "what": row.what,
        "level": row.level,
        "status": row.status,
        "day": row.task.day,
        "holder": row.holder,
        "before": "、".join(row.before),
        "amount": None if is_item else row.counted,
    }


def _title(line: Line) -> str:
    return f"{line.figure.title}{line.goal_word}{line.goal_text}"


def _words(found: Trial) -> str:
    line = found.line
    source = "各单位上报封存" if line.figure.source == SEALED else "实时台账"
    return "　".join(
        [
            f"数据时点：{line.figure.as_of}",
            f"来源：{source}",
            f"现在：{line.share_text(line.figure.share)}",
            f"清单里的都办完后：{found.share_text}（测算，不是实际数）",
        ]
    )
