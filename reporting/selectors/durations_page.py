"""办理时长 as a table: one line a kind and level, and the permits behind each."""

from collections.abc import Iterable
from dataclasses import dataclass

from procedures.models import KindLimit, PermitKind
from procedures.rules import Level
from reporting.curves import ENOUGH
from reporting.durations import Finished, Learned

from .durations import Papers


@dataclass(frozen=True)
class Line:
    kind: PermitKind
    level: str
    learned: Learned
    limit: KindLimit | None

    @property
    def level_words(self) -> str:
        return Level(self.level).label

    @property
    def limit_words(self) -> str:
        if self.limit is None or self.limit.binding_days is None:
            return "—"
        word = "法定" if self.limit.promised_days is None else "承诺"
        return f"{word} {self.limit.binding_days} 天"

    @property
    def over(self) -> int | None:
        """How many took longer than the limit in force today; None without one."""
        limit = self.limit.binding_days if self.limit else None
        if limit is None:
            return None
        return sum(days > limit for days in self.learned.days.values)

    @property
    def counts(self) -> bool:
        """Do forecasts rest on it?"""
        return self.learned.days.count >= ENOUGH


def lines(papers: Papers) -> list[Line]:
    kinds = {kind.code: kind for kind in papers.orders.kinds.values()}
    return [
        Line(kinds[code], level, learned, kinds[code].limit_on(papers.on, level))
        for (code, level), learned in papers.learned.items()
    ]


def line_of(papers: Papers, kind: str, level: str) -> Line | None:
    return next(
        (line for line in lines(papers) if (line.kind.code, line.level) == (kind, level)), None
    )


def by_days(rows: Iterable[Finished]) -> list[Finished]:
    """The longest first; those that cannot be measured come last."""
    return sorted(rows, key=lambda row: (row.days is None, -(row.days or 0), row.number))
