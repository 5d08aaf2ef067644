"""What each patch to the weekly table may do: write, nothing, clash or error. No query here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from procedures.models import Permit
from procedures.rules import Status
from reporting import sheets
from reporting.selectors.facts import ISSUE_KEYS, date_field, permit_of, ref_field
from reporting.selectors.rows import Cells, TableRows
from sheets.check import parse, wire
from sheets.columns import Column, Finding, Row, Value
from sheets.grid import Patch
from sheets.text import CellError

Outcome = Literal["saved", "same", "clash", "error"]
NOT_HERE = "这个项目不在本单位这一期的表里。刷新页面"
COMPUTED = "这一格自动计算，不用填"
NO_COLUMN = "表里没有这一列。刷新页面"
WITH_STATUS = "“进展”没有保存，这一格也没有保存。先改好“进展”"
NO_ISSUE = "先在“需协调解决的问题”写问题"
CLASH = "这一格刚被改过，两个值都在，请选一个"
HOW_SOLVED = "问题怎样解决的？写一句，会留在项目的问题记录里"


@dataclass(frozen=True)
class PatchResult:
    """What became of one patch; values are wire values, `theirs` the one found in its place."""

    row: str
    key: str
    status: Outcome
    value: str = ""
    theirs: str = ""
    by: str = ""
    at: str = ""
    message: str = ""
    code: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Decision:
    """A patch with its canonical value; `result` says why it is not written, if it is not."""

    patch: Patch
    value: Value = None
    result: PatchResult | None = None

    @property
    def writes(self) -> bool:
        return self.result is None

    def refused(self, code: str, message: str) -> "Decision":
        return replace(self, result=_error(self.patch, code, message))


Decisions = dict[tuple[str, str], Decision]


def decide(table: TableRows, patches: Sequence[Patch], *, today: date, reason: str) -> Decisions:
    """A decision for each cell named; of two patches to one cell the later value counts."""
    by_row: dict[str, dict[str, Patch]] = defaultdict(dict)
    for patch in patches:
        first = by_row[patch.row].get(patch.key)
        by_row[patch.row][patch.key] = replace(patch, was=first.was) if first else patch
    decisions: Decisions = {}
    for number, cells in by_row.items():
        if number in table.rows:
            found = _Row(table, number, today).decide(cells)
            found = _ask_reasons(table, number, found) if not reason else found
        else:
            found = {key: _plain(patch, "foreign", NOT_HERE) for key, patch in cells.items()}
        decisions |= {(number, key): decision for key, decision in found.items()}
    return decisions


class _Row:
    """Decides the patches of one row against what the register holds now."""

    def __init__(self, table: TableRows, number: str, today: date) -> None:
        self.table, self.today = table, today
        self.row: Row = table.rows[number]
        self.auto_week = table.weeks.get(number)
        kinds = {kind.pk: kind.code for kind in table.kinds}
        # a correction edits sealed rows: there is no permit beside them, only what was shown
        permits = getattr(table.projects[number], "table_permits", ())
        self.permits: dict[str, Permit] = {kinds[p.kind_id]: p for p in permits}

    def decide(self, cells: Mapping[str, Patch]) -> dict[str, Decision]:
        """Statuses first: they say what the date and the number beside them mean."""
        ordered = sorted(cells.values(), key=lambda patch: not patch.key.endswith(".status"))
        found: dict[str, Decision] = {}
        for patch in ordered:
            found[patch.key] = self._cell(patch, found)
        return self._issue(found)

    def _cell(self, patch: Patch, found: Mapping[str, Decision]) -> Decision:
        if patch.key not in self.table.sheet:
            return _plain(patch, "format", NO_COLUMN)
        column = self.table.sheet.column(patch.key)
        if column.computed:
            return _plain(patch, "format", COMPUTED)
        about = permit_of(patch.key)
        status = str(self.row.get(f"{about[0]}.status")) if about else ""
        if about and about[1] in ("date", "ref"):
            moved = found.get(f"{about[0]}.status")
            if moved is not None and not _stands(moved):
                return Decision(patch, result=_follows(patch, moved))
            status = str(moved.value) if moved else status
        try:
            value = parse(
                column,
                patch.value,
                today=self.today,
                done=status == Status.DONE,
                current=self.row.get(patch.key),
            )
        except CellError as error:
            return _plain(patch, error.code, error.message)
        held = self._held(patch.key, status)
        return Decision(patch, value, self._compare(column, patch, value, held))

    def _held(self, key: str, status: str) -> Value:
        """What stands where the patch would be written: 时间 and 文号 depend on the status."""
        about = permit_of(key)
        if about and about[1] in ("date", "ref"):
            field_of = date_field if about[1] == "date" else ref_field
            shown = str(self.row.get(f"{about[0]}.status"))
            if field_of(status) == field_of(shown):
                return self.row.get(key)
            permit = self.permits.get(about[0])
            return getattr(permit, field_of(status)) if permit else None
        return self.row.get(key)

    def _compare(
        self, column: Column, patch: Patch, value: Value, held: Value
    ) -> PatchResult | None:
        """present = new → nothing to do; present = was → write; else a clash (design §4)."""
        present, new = wire(column, held), wire(column, value)
        if present == new:
            return PatchResult(patch.row, patch.key, "same", value=new)
        if patch.was == present or self._read_elsewhere(column, patch, held):
            return None
        return PatchResult(
            patch.row, patch.key, "clash", value=present, theirs=present, message=CLASH,
            code="stale",
        )  # fmt: skip

    def _read_elsewhere(self, column: Column, patch: Patch, held: Value) -> bool:
        """Was `was` read before the status moved, or before the diff wrote another week text?"""
        if column.key == "week":
            return self.auto_week is not None and self.row.get("week") == self.auto_week
        about = permit_of(column.key)
        if not about or about[1] not in ("date", "ref"):
            return False
        shown = wire(column, self.row.get(column.key))
        if shown != wire(column, held):  # the status moves in this very batch
            return patch.was == shown
        permit = self.permits.get(about[0])
        if held or permit is None:
            return False
        names = ("expected_on", "completed_on") if about[1] == "date" else _REFS
        return patch.was in {wire(column, getattr(permit, name)) for name in names}

    def _issue(self, found: dict[str, Decision]) -> dict[str, Decision]:
        """The other cells of a problem need its text."""
        text = found.get("issue")
        after = text.value if text and _stands(text) else self.row.get("issue")
        if after:
            return found
        for key in ISSUE_KEYS[1:]:
            decision = found.get(key)
            if decision and decision.writes and decision.value:
                found[key] = decision.refused("required", NO_ISSUE)
            elif decision and decision.writes:
                empty = PatchResult(decision.patch.row, key, "same")
                found[key] = replace(decision, result=empty)
        return found


_REFS = ("note", "document_no", "exempt_reason")


def after(table: TableRows, number: str, decisions: Mapping[str, Decision]) -> Cells:
    """The row as it will read once the writing decisions are written."""
    cells = dict(table.rows[number])
    standing = {key: d.value for key, d in decisions.items() if _stands(d)}
    for key, value in standing.items():
        about = permit_of(key)
        if about and about[1] == "status":
            cells |= _turned(table, number, about[0], str(value))
    return cells | standing


def _turned(table: TableRows, number: str, code: str, status: str) -> Cells:
    """时间 and 文号 as another status shows them: what stood there speaks of the old one."""
    shown = str(table.rows[number].get(f"{code}.status"))
    permits = getattr(table.projects[number], "table_permits", ())
    kind_id = next(kind.pk for kind in table.kinds if kind.code == code)
    permit = next((permit for permit in permits if permit.kind_id == kind_id), None)
    cells: Cells = {}
    if date_field(status) != date_field(shown):
        cells[f"{code}.date"] = getattr(permit, date_field(status), None)
    if ref_field(status) != ref_field(shown):
        cells[f"{code}.ref"] = getattr(permit, ref_field(status), "")
    return cells


def _ask_reasons(table: TableRows, number: str, found: dict[str, Decision]) -> dict[str, Decision]:
    """Steps back since the last seal wait for a reason; a later date is explained by its ref."""
    previous = table.previous.get(number)
    row = after(table, number, found)
    asked: dict[str, Decision] = {}
    for key, decision in found.items():
        if decision.writes and key == "issue" and not decision.value:
            asked[key] = decision.refused("reason", HOW_SOLVED)
        elif decision.writes and previous and _is_step_back(key, previous, row):
            asked[key] = decision.refused("reason", _why(table.sheet.column(key)))
    for key, decision in found.items():
        about = permit_of(key)
        status = asked.get(f"{about[0]}.status") if about else None
        if about and status and about[1] in ("date", "ref") and decision.writes:
            asked[key] = Decision(decision.patch, decision.value, _follows(decision.patch, status))
    return found | asked


def _is_step_back(key: str, previous: Row, row: Row) -> bool:
    about = permit_of(key)
    return (about is None or about[1] != "date") and sheets.is_backward(key, previous, row)


def _why(column: Column) -> str:
    return f"{column.label}比上期退了一步（或调整了计划）。写一句原因，报送时一起给县项目推进中心"


def _follows(patch: Patch, status: Decision) -> PatchResult:
    """A date or number shares the fate of the status it was typed for."""
    code = status.result.code if status.result else ""
    return _error(patch, "reason" if code == "reason" else "choice", WITH_STATUS)


def _stands(decision: Decision) -> bool:
    return decision.result is None or decision.result.status == "same"


def _plain(patch: Patch, code: str, message: str) -> Decision:
    return Decision(patch, result=_error(patch, code, message))


def _error(patch: Patch, code: str, message: str) -> PatchResult:
    return PatchResult(patch.row, patch.key, "error", value=patch.value, message=message, code=code)
