"""What moved since the last seal, line by line for people: old → new, steps back first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from procedures.rules import Status
from sheets.check import show
from sheets.columns import Sheet, Type, Value
from sheets.diff import Change

from .facts import leader_of
from .rows import TableRows

NOTHING = "空"


@dataclass(frozen=True)
class ChangeLine:
    """One line of the diff; `status` is the status code where the new value is one."""

    row: str
    key: str
    name: str
    what: str
    old: str
    new: str
    backward: bool
    status: str = ""
    extra: str = ""  # date and number that came with 已办结
    tag: str = ""  # 推迟 7 天


def change_lines(table: TableRows, changes: Sequence[Change]) -> list[ChangeLine]:
    """Steps back first, else in the order of the table; 已办结 takes date and number along."""
    lines = [_line(table, change) for change in told(changes)]
    return sorted(lines, key=lambda line: not line.backward)


def told(changes: Sequence[Change]) -> list[Change]:
    """The changes that get a line of their own: not the date and number of 已办结, of a state."""
    leading = {(change.row, change.key) for change in changes if _takes_along(change)}
    return [change for change in changes if (change.row, leader_of(change.key)) not in leading]


def postponed(change: Change) -> int:
    """Days that an expected or completed date moved back; 0 for any other change."""
    if not change.backward or not isinstance(change.old, date) or not isinstance(change.new, date):
        return 0
    return max(0, (change.new - change.old).days)


def _takes_along(change: Change) -> bool:
    done = change.key.endswith(".status") and change.new == Status.DONE
    return done or change.key == "progress_state"


def _line(table: TableRows, change: Change) -> ChangeLine:
    sheet, row = table.sheet, table.rows[change.row]
    column = sheet.column(change.key)
    takes_along = _takes_along(change)
    days = postponed(change) if column.type is Type.DATE else 0
    return ChangeLine(
        row=change.row,
        key=change.key,
        name=str(row["name"]),
        what=column.group if takes_along else column.label,
        old=_text(sheet, change.key, change.old),
        new=_text(sheet, change.key, change.new),
        backward=change.backward,
        status=str(change.new) if column.marked else "",
        extra=_extra(sheet, change.key, row) if takes_along else "",
        tag=f"推迟 {days} 天" if days else "",
    )


def _extra(sheet: Sheet, leader: str, row: dict[str, Value]) -> str:
    followers = [column for column in sheet.columns if leader_of(column.key) == leader]
    return "，".join(text for c in followers if (text := show(c, row.get(c.key))))


def _text(sheet: Sheet, key: str, value: Value) -> str:
    return show(sheet.column(key), value) or NOTHING
