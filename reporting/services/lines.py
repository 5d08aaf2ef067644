"""A planned import as the lines of its preview."""

from collections.abc import Iterable, Mapping

from procedures.rules import Status
from sheets.check import show
from sheets.columns import Sheet
from sheets.report import ReportEntry
from workplace.previews import Line, entry_line

from .excel import ABSENT, Plan
from .merge import Edit, NewRow, is_same
from .places import Places

WHOLE_ROW = "整行"
NOWHERE = "无"
SAME = "和现在一样"
STEPS_BACK = "比现在退了一步，或调整了计划，要写原因"
FOLLOWS = "进展改了，这一格按文件里的内容重新登记"


def lines_of(plan: Plan) -> dict[str, list[Line]]:
    names = _names(plan)
    places = Places(plan.table.sheet, plan.read)
    back = {(entry.row, entry.column) for entry in plan.reasons}
    edits = [edit for row in plan.merge.edits.values() for edit in row]
    order = {key: position for position, key in enumerate(plan.table.sheet.keys)}
    rows = plan.table.rows
    return {
        "error": _entries(plan.errors, names, _present(plan)),
        "change": [
            _change(edit, plan.table.sheet, places, names, back)
            for edit in sorted(edits, key=lambda edit: (edit.source.row, order[edit.key]))
        ],
        "new": [_new(row, plan.table.sheet) for row in plan.merge.created],
        "warning": _entries((e for e in plan.warnings if e.code != "absent"), names),
        "same": [
            Line("", str(rows[number]["name"]), WHOLE_ROW, note=SAME) for number in plan.merge.same
        ],
        "absent": [
            Line(NOWHERE, str(rows[number]["name"]), WHOLE_ROW, note=ABSENT)
            for number in plan.merge.absent
        ],
    }


def counts_of(plan: Plan, lines: Mapping[str, list[Line]]) -> dict[str, int]:
    """Projects of each kind; errors and warnings by the cell."""
    return {**{kind: len(found) for kind, found in lines.items()}, "change": len(plan.merge.edits)}


def _names(plan: Plan) -> dict[int, str]:
    return {row.row: Places.raw(row, "name") for row in plan.read.rows}


def _present(plan: Plan) -> dict[tuple[int, str], str]:
    """What the register shows at each cell of the file, by Excel row and letter."""
    sheet, rows = plan.table.sheet, plan.table.rows
    return {
        (row, column.letter): show(sheet.column(column.key), rows[number].get(column.key))
        for row, number in plan.merge.numbers.items()
        for column in plan.read.columns
    }


def _entries(
    entries: Iterable[ReportEntry],
    names: Mapping[int, str],
    present: Mapping[tuple[int, str], str] | None = None,
) -> list[Line]:
    return [
        entry_line(
            entry,
            names.get(entry.row or 0, ""),
            (present or {}).get((entry.row or 0, entry.column or ""), ""),
        )
        for entry in entries
    ]


def _change(
    edit: Edit,
    sheet: Sheet,
    places: Places,
    names: Mapping[int, str],
    back: set[tuple[int | None, str | None]],
) -> Line:
    column = sheet.column(edit.key)
    new, written = show(column, edit.value), edit.source.cells.get(edit.key)
    is_back = (edit.source.row, places.letters.get(edit.key)) in back
    note = ""
    if is_back:
        note = STEPS_BACK
    elif is_same(edit.was, edit.value):
        note = FOLLOWS
    elif isinstance(written, str) and written.strip() != new:
        note = f"文件里写“{places.raw(edit.source, edit.key)}”"
    return Line(
        at=places.cell(edit.source, edit.key),
        project=names[edit.source.row],
        label=column.label,
        old=show(column, edit.was) or "空",
        new=new or "空",
        note=note,
        status=str(edit.value) if edit.value in Status.values else "",
        is_back=is_back,
    )


def _new(row: NewRow, sheet: Sheet) -> Line:
    filled = [
        f"{sheet.column(key).label} {show(sheet.column(key), value)}"
        for key, value in row.values.items()
        if key in ("owner", "place", "total_investment", "planned_investment")
        and not is_same(value, None)
    ]
    return Line(
        f"第{row.source.row}行",
        str(row.values["name"]),
        WHOLE_ROW,
        note="，".join(["新增项目", *filled]),
    )
