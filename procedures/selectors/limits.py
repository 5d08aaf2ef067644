"""办理时限 of a kind, newest first, and which of them are in force."""

from dataclasses import dataclass
from datetime import date

from procedures.models import KindLimit, PermitKind
from procedures.rules import Level


@dataclass(frozen=True)
class LimitRow:
    limit: KindLimit
    state: str  # 现行, 将施行, 已被替代

    @property
    def is_in_force(self) -> bool:
        return self.state == IN_FORCE


IN_FORCE, COMING, REPLACED = "现行", "将施行", "已被替代"


def limits_of(kind: PermitKind, today: date) -> list[LimitRow]:
    """Reads `limits` as a whole, as `limit_on` does."""
    rows = sorted(kind.limits.all(), key=lambda row: (row.valid_from, row.level), reverse=True)
    current = {row.pk for level in ["", *Level.values] if (row := _newest(rows, level, today))}
    return [LimitRow(row, _state(row, current, today)) for row in rows]


def _newest(rows: list[KindLimit], level: str, today: date) -> KindLimit | None:
    fitting = (row for row in rows if row.level == level and row.valid_from <= today)
    return max(fitting, key=lambda row: row.valid_from, default=None)


def _state(row: KindLimit, current: set[int], today: date) -> str:
    if row.valid_from > today:
        return COMING
    return IN_FORCE if row.pk in current else REPLACED
