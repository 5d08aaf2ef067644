"""What the findings of both forms have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sheets.check import show, wire
from sheets.columns import Finding, Row, Sheet, Value

STEP_BACK = "backward"  # the code of the warning, and of the answer that a grid's reason makes
NeedsReason = Callable[[str, Row, Row], bool]


@dataclass(frozen=True)
class Beside:
    """What stands beside a row of the form progress and is judged with it."""

    permits_done: int = 0
    has_evidence: bool = False  # a photo or document of the project
    stop_reason: str = ""
    jump: Decimal | None = None  # share of the plan that may come since the last seal
    year: int = 0  # of the plans

    def is_this_year(self, day: date | None) -> bool:
        return day is not None and day.year == self.year


class Judge:
    """Collects the findings of one row."""

    def __init__(
        self, sheet: Sheet, row_key: str, row: Row, today: date, previous: Row | None
    ) -> None:
        self.sheet, self.row_key, self.row = sheet, row_key, row
        self.today, self.previous = today, previous
        self.found: list[Finding] = []

    def in_order(self) -> list[Finding]:
        """Errors first, then warnings."""
        return sorted(self.found, key=lambda finding: finding.level != "error")

    def plan_over_total(self) -> None:
        total, plan = self.money("total_investment"), self.money("planned_investment")
        if total is not None and plan is not None and plan > total:
            message = "年度计划投资大于总投资。核对两个数，单位都是万元"
            self.warn("planned_investment", "plan_over_total", message, value=f"{plan}>{total}")

    def steps_back(self, needs_reason: NeedsReason) -> None:
        """Each backward move is explained in a word before it is sealed (design §5)."""
        before = self.previous
        if before is None:
            return
        for column in self.sheet.columns:
            if column.computed or not needs_reason(column.key, before, self.row):
                continue
            old = show(column, before.get(column.key)) or "空"
            new = show(column, self.row.get(column.key)) or "空"
            days = _days_later(before.get(column.key), self.row.get(column.key))
            late = f"（推迟 {days} 天）" if days else ""
            message = f"上期是 {old}，现在是 {new}{late}。写一句原因"
            self.warn(column.key, STEP_BACK, message)

    def money(self, key: str, row: Row | None = None) -> Decimal | None:
        value = (self.row if row is None else row).get(key)
        return value if isinstance(value, Decimal) else None

    def error(self, key: str, code: str, message: str) -> None:
        self.found.append(Finding(self.row_key, key, code, message, "error", self._value(key)))

    def warn(self, key: str, code: str, message: str, value: str | None = None) -> None:
        value = self._value(key) if value is None else value
        self.found.append(Finding(self.row_key, key, code, message, "warning", value))

    def _value(self, key: str) -> str:
        value: Value = self.row.get(key)
        return wire(self.sheet.column(key), value)


def _days_later(before: Value, after: Value) -> int:
    return (after - before).days if isinstance(before, date) and isinstance(after, date) else 0
