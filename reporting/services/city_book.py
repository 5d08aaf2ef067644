"""The comparison as a workbook: one sheet a group, each line with its reason and remark."""

import io
from decimal import Decimal

from django.utils import timezone

from reporting.citylists.rows import GROUPS, REMARKS, Group, Line
from reporting.selectors.city_lists import Comparison
from sheets.book import PlainSheet, TableBook
from sheets.columns import Value
from sheets.write import write_table
from workplace import clock

HEADS = ("市里第几行", "本县编号", "项目名称", "可能的原因", "处理", "说明")
CELL_HEADS = (
    "市里第几行", "本县编号", "项目名称", "栏目", "市里", "县里", "市里－县里", "可能的原因",
    "处理", "说明",
)  # fmt: skip


def comparison_workbook(found: Comparison) -> bytes:
    out = io.BytesIO()
    sheets = [_summary(found), *(_sheet(found, group) for group in GROUPS)]
    if found.changed:
        sheets.append(
            PlainSheet(
                "市里的变动", "市里这次改了什么", ("项目名称", "变动"), found.changed, (40, 60)
            )
        )
    made = timezone.localtime(clock.now()).replace(tzinfo=None)
    write_table(out, TableBook(sheets, created=made))
    return out.getvalue()


def _summary(found: Comparison) -> PlainSheet:
    city = found.city
    rows: list[tuple[Value, ...]] = [
        (label, found.counts[group]) for group, label in GROUPS.items()
    ]
    words = f"市里的名单：{city.name}；{city.year}年；县里的台账到 {city.as_of:%Y-%m-%d}"
    return PlainSheet("汇总", "名单对照", ("结果", "个数"), rows, (24, 12), words)


def _sheet(found: Comparison, group: Group) -> PlainSheet:
    lines = found.of(group)
    title = f"{GROUPS[group]}（{len(lines)} 个）"
    if group != Group.DIFFERS:
        rows = [(*_who(line), line.reason, *_remark(line)) for line in lines]
        return PlainSheet(GROUPS[group], title, HEADS, rows, (10, 14, 40, 50, 12, 30))
    cells = [
        (*_who(line), cell.label, _value(cell.theirs), _value(cell.ours), cell.difference,
         cell.reason, *_remark(line))
        for line in lines
        for cell in line.cells
    ]  # fmt: skip
    return PlainSheet(
        GROUPS[group], title, CELL_HEADS, cells, (10, 14, 36, 14, 18, 18, 16, 44, 12, 30)
    )


def _who(line: Line) -> tuple[Value, ...]:
    row = line.theirs.row if line.theirs else None
    return row, line.ours.number if line.ours else "", line.name


def _remark(line: Line) -> tuple[Value, ...]:
    return REMARKS.get(line.remark.get("state", ""), ""), str(line.remark.get("note", ""))


def _value(value: object) -> Value:
    return value if isinstance(value, Decimal) else "" if value is None else str(value)
