"""A patch and what became of it; how one row is decided, whatever the form. No query here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from accounts.models import User
from projects.services import Held
from reporting.selectors.facts import ISSUE_KEYS, Cells, leader_of
from reporting.selectors.rows import TableRows
from sheets.check import parse, wire
from sheets.columns import Column, Finding, Row, Value
from sheets.grid import Patch
from sheets.text import CellError

Outcome = Literal["saved", "same", "clash", "error"]
COMPUTED = "这一格自动计算，不用填"
NO_COLUMN = "表里没有这一列。刷新页面"
WITH_STATUS = "“{}”没有保存，这一格也没有保存。先改好“{}”"
NO_ISSUE = "先在“需协调解决的问题”写问题"
CLASH = "这一格刚被改过，两个值都在，请选一个"
HOW_SOLVED = "问题怎样解决的？写一句，会留在项目的问题记录里"
# Reasons that the program gives; what a person must explain is not explained by them.
ADDED, CORRECTION, UNDO = "新增项目", "更正", "撤销导入"
OURS = frozenset({ADDED, CORRECTION, UNDO})
WHY = "{}比上期退了一步（或调整了计划）。写一句原因，报送时一起给县项目推进中心"


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

    @property
    def stands(self) -> bool:
        """The row will read so: it is written, or it did before."""
        return self.result is None or self.result.status == "same"

    def refused(self, code: str, message: str) -> "Decision":
        return replace(self, result=error(self.patch, code, message))


@dataclass(frozen=True)
class Said:
    """On which projects, by whom and why: the same for all that one batch writes."""

    held: Held
    by: User | None
    reason: str


Found = dict[str, Decision]
Decisions = dict[tuple[str, str], Decision]


class RowDecider:
    """Decides the patches of one row against what the register holds now."""

    def __init__(self, table: TableRows, number: str, today: date) -> None:
        self.table, self.number, self.today = table, number, today
        self.row: Row = table.rows[number]

    def decide(self, cells: Mapping[str, Patch]) -> Found:
        """Choices that lead others first: they say what the cells beside them mean."""
        ordered = sorted(cells.values(), key=lambda patch: bool(leader_of(patch.key)))
        found: Found = {}
        for patch in ordered:
            found[patch.key] = self._cell(patch, found)
        return self.settle(self._issue(found))

    def after(self, standing: Mapping[str, Value]) -> Cells:
        """The row as it will read once these values are written."""
        raise NotImplementedError

    def held(self, key: str, state: str) -> Value:
        """What stands where the patch would be written while the leader says `state`."""
        return self.row.get(key)

    def read_elsewhere(self, column: Column, patch: Patch, held: Value) -> bool:
        """Was `was` rightly read, though another value stands there now?"""
        return False

    def is_done(self, state: str) -> bool:
        """A date beside this state is of something finished."""
        return False

    def settle(self, found: Found) -> Found:
        """What the cells of a row demand of each other."""
        return found

    def ask(self, found: Found) -> Found:
        """Steps back since the last seal wait for a reason."""
        row, previous = self.after(standing_of(found)), self.table.previous.get(self.number)
        asked: Found = {}
        for key, decision in found.items():
            if not decision.writes:
                continue
            if key == "issue" and not decision.value:
                asked[key] = decision.refused("reason", HOW_SOLVED)
            elif why := self.why_asked(key, previous, row):
                asked[key] = decision.refused("reason", why)
        for key, decision in found.items():
            leader = asked.get(leader_of(key))
            if leader and decision.writes:
                asked[key] = self.follow(decision.patch, leader, decision.value)
        return found | asked

    def why_asked(self, key: str, previous: Row | None, row: Row) -> str:
        """The question at a cell that steps back; "" where nothing is asked."""
        if previous is None or not self.table.rules.is_backward(key, previous, row):
            return ""
        return WHY.format(self.table.sheet.column(key).label)

    def follow(self, patch: Patch, leader: Decision, value: Value = None) -> Decision:
        """A date or number shares the fate of the choice it was typed for."""
        code = leader.result.code if leader.result else ""
        name = self.table.sheet.column(leader.patch.key).header
        message = WITH_STATUS.format(name, name)
        result = error(patch, "reason" if code == "reason" else "choice", message)
        return Decision(patch, value, result)

    def _cell(self, patch: Patch, found: Mapping[str, Decision]) -> Decision:
        if patch.key not in self.table.sheet:
            return plain(patch, "format", NO_COLUMN)
        column = self.table.sheet.column(patch.key)
        if column.computed:
            return plain(patch, "format", COMPUTED)
        leader = leader_of(patch.key)
        state = str(self.row.get(leader)) if leader else ""
        moved = found.get(leader)
        if moved is not None:
            if not moved.stands:
                return self.follow(patch, moved)
            state = str(moved.value)
        done, current = self.is_done(state), self.row.get(patch.key)
        try:
            value = parse(column, patch.value, today=self.today, done=done, current=current)
        except CellError as wrong:
            return plain(patch, wrong.code, wrong.message)
        held = self.held(patch.key, state)
        return Decision(patch, value, self._compare(column, patch, value, held))

    def _compare(
        self, column: Column, patch: Patch, value: Value, held: Value
    ) -> PatchResult | None:
        """present = new → nothing to do; present = was → write; else a clash (design §4)."""
        present, new = wire(column, held), wire(column, value)
        if present == new:
            return PatchResult(patch.row, patch.key, "same", value=new)
        if patch.was == present or self.read_elsewhere(column, patch, held):
            return None
        return PatchResult(
            patch.row, patch.key, "clash", value=present, theirs=present, message=CLASH,
            code="stale",
        )  # fmt: skip

    def _issue(self, found: Found) -> Found:
        """The other cells of a problem need its text."""
        text = found.get("issue")
        if text.value if text and text.stands else self.row.get("issue"):
            return found
        for key in ISSUE_KEYS[1:]:
            decision = found.get(key)
            if decision and decision.writes and decision.value:
                found[key] = decision.refused("required", NO_ISSUE)
            elif decision and decision.writes:
                empty = PatchResult(decision.patch.row, key, "same")
                found[key] = replace(decision, result=empty)
        return found


def standing_of(found: Mapping[str, Decision]) -> Cells:
    return {key: decision.value for key, decision in found.items() if decision.stands}


def writing(decisions: Decisions) -> list[Decision]:
    return [decision for decision in decisions.values() if decision.writes]


def grouped(decisions: Decisions, keys: Iterable[str]) -> dict[str, Cells]:
    """The written values of some columns, by row."""
    wanted = frozenset(keys)
    rows: dict[str, Cells] = {}
    for decision in writing(decisions):
        if decision.patch.key in wanted:
            rows.setdefault(decision.patch.row, {})[decision.patch.key] = decision.value
    return rows


def plain(patch: Patch, code: str, message: str) -> Decision:
    return Decision(patch, result=error(patch, code, message))


def error(patch: Patch, code: str, message: str) -> PatchResult:
    return PatchResult(patch.row, patch.key, "error", value=patch.value, message=message, code=code)
