"""One goal of a target in words: what is a fact of it, and what is 测算."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from reporting import reach
from reporting.formulas import Number, Share, percent
from reporting.models import Target
from reporting.reach import Need, Task
from reporting.rules import Convention

from .cards import floor_word
from .figures import Figure, amount
from .targets import goal_text

SHOWN = 8  # of one holder, before 还有 N 项
POINT, FINE = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True)
class Holder:
    """Whose turn it is, with what of the set lies there."""

    name: str
    tasks: list[Task]

    @property
    def count(self) -> int:
        return len(self.tasks)

    @property
    def total(self) -> Decimal:
        return sum((Decimal(task.amount) for task in self.tasks), Decimal(0))

    @property
    def shown(self) -> list[Task]:
        return self.tasks[:SHOWN]

    @property
    def rest(self) -> int:
        return self.count - len(self.shown)


@dataclass(frozen=True)
class Line:
    """One goal of one target on the day. `figure` is a fact; what `need` says is 测算."""

    target: Target
    goal_key: str  # floor | stretch
    figure: Figure
    need: Need | None  # None: nothing to divide by
    left: int  # calendar days to the target's day; negative when it has passed
    working: int  # working days
    pace: Decimal | None = None  # a week, over the last fortnight; None where nothing tells it
    holders: Sequence[Holder] = ()
    units: Sequence[Holder] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)  # names of the permits by code
    followed: bool = False  # its day has passed and a later target of the same figure counts now

    @property
    def key(self) -> str:
        return f"{self.target.pk}-{self.goal_key}"

    @property
    def goal(self) -> Decimal:
        return getattr(self.target, self.goal_key)  # type: ignore[no-any-return]

    @property
    def goal_word(self) -> str:
        return "力争" if self.goal_key == "stretch" else floor_word(self.target)

    @property
    def goal_text(self) -> str:
        return goal_text(self.figure.key, self.goal)

    @property
    def past(self) -> bool:
        return self.left < 0

    @property
    def is_open(self) -> bool:
        """There is something to do for it."""
        return self.need is not None and not self.need.reached and not self.followed

    @property
    def task_word(self) -> str:
        """What one of the set is called."""
        if self.figure.indicator.rows == "items":
            return "项"
        return "笔" if self.figure.indicator.rows == "funds" else "个"

    @property
    def done_word(self) -> str:
        """如果这些在 … 前办完."""
        if self.figure.indicator.rows == "items":
            return "办完"
        if self.figure.indicator.rows == "funds":
            return "批下来"
        return "完成" if self.figure.indicator.money else "开复工"

    @property
    def paced(self) -> Number:
        """What is counted a week: items, projects or 万元."""
        if self.need is None:
            return 0
        items = self.figure.indicator.rows == "items"
        return len(self.need.choice) if items else self.need.count

    @property
    def week(self) -> Decimal:
        return reach.per_week(self.paced, self.working, money=self.figure.indicator.money)

    @property
    def is_fast(self) -> bool:
        """At the pace of the last fortnight it is reached in time: unrounded."""
        days = max(self.working, reach.WEEK)
        return self.pace is not None and self.pace * days >= Decimal(self.paced) * reach.WEEK

    @property
    def state(self) -> str:
        if self.need is None:
            return ""
        if self.need.reached:
            return "met"
        if self.past or not self.need.reachable:
            return "missed"
        return "met" if self.is_fast else "short"

    @property
    def status(self) -> str:
        if self.need is None:
            return "没有可算的数"
        if self.need.reached:
            return "已达标"
        if self.past:
            return "到期未达标"
        if not self.need.reachable:
            return "达不到"
        if self.is_fast:
            return "快于所需"
        return "未达标" if self.pace is None else "慢于所需"

    @property
    def gap_text(self) -> str:
        """34.2 个百分点; of a total what is missing."""
        if self.need is None or self.need.reached:
            return "—"
        if self.figure.indicator.is_total:
            return self.amount_text(self.need.count)
        value = self.need.share.value or Decimal(0)
        points = (self.goal - value) * 100
        rounded = points.quantize(POINT, ROUND_HALF_UP)
        return f"{rounded or points.quantize(FINE, ROUND_CEILING)} 个百分点"

    @property
    def need_text(self) -> str:
        """16 项 · 3 个项目 · 7,600.00 万元 · 新增 4 个."""
        need, indicator = self.need, self.figure.indicator
        if need is None or need.reached:
            return "—"
        if indicator.rows == "pool":
            return f"新增{' ' if indicator.is_total else '产业项目 '}{self.amount_text(need.count)}"
        return f"{need.count} 个项目" if self.by_projects else self.amount_text(need.count)

    @property
    def need_parts(self) -> str:
        """What it is made of, where that is another number: 14 项; 2 个项目; 在报 6 笔，新争取 …"""
        need, indicator = self.need, self.figure.indicator
        if need is None or indicator.rows == "pool":
            return ""
        if indicator.rows == "items":
            return f"共 {len(need.choice)} 项" if self.by_projects else ""
        if indicator.rows != "funds":
            return f"{len(need.choice)} 个项目" if indicator.money else ""
        parts = [f"在报 {len(need.choice)} 笔"] if need.choice else []
        parts += [f"新争取 {self.fresh_text}"] if need.fresh else []
        return "，".join(parts)

    @property
    def by_projects(self) -> bool:
        """办结率 counted by whole projects."""
        items = self.figure.indicator.rows == "items"
        return items and self.figure.convention == Convention.WHOLE_PROJECT

    @property
    def week_text(self) -> str:
        if not self.is_open or self.past or self.need is None or not self.need.reachable:
            return "—"
        word = self.task_word if self.figure.indicator.rows == "items" else self.figure.word
        return self.amount_text(self.week if self.figure.indicator.money else int(self.week), word)

    @property
    def pace_text(self) -> str:
        """近两周每周 5 项."""
        if self.pace is None:
            return ""
        if not self.pace:
            return "近两周没有增加"
        money = self.figure.indicator.money
        shown = amount(self.pace) if money else f"{self.pace.normalize():f}"
        word = self.task_word if self.figure.indicator.rows == "items" else self.figure.word
        return f"近两周每周 {shown} {word}"

    def amount_text(self, number: Number, word: str = "") -> str:
        shown = amount(Decimal(number)) if self.figure.indicator.money else f"{int(number):,}"
        return f"{shown} {word or self.figure.word}"

    def share_text(self, share: Share) -> str:
        """65.1%（95 / 146 项）; a total with its word."""
        if share.denominator is None:
            return f"{amount(share.numerator)} {self.figure.word}"
        return f"{percent(share.value, self.goal)}（{_parts(share, self.figure.word)}）"

    @property
    def fact_parts(self) -> str:
        """45 / 146 项: beside the rate, of the same link's rows."""
        return _parts(self.figure.share, self.figure.word)

    @property
    def fresh_text(self) -> str:
        return self.amount_text(self.need.fresh) if self.need else ""

    @property
    def result_text(self) -> str:
        return self.share_text(self.need.result) if self.need else ""

    @property
    def best_text(self) -> str:
        return self.share_text(self.need.best) if self.need else ""


def _parts(share: Share, word: str) -> str:
    return f"{amount(share.numerator)} / {amount(share.denominator or 0)} {word}"


def grouped(pairs: Iterable[tuple[str, Task]]) -> list[Holder]:
    """The most first; of as many, whoever holds the easiest."""
    found: dict[str, list[Task]] = {}
    for name, task in pairs:
        found.setdefault(name, []).append(task)
    return sorted(
        (Holder(name, tasks) for name, tasks in found.items()), key=lambda holder: -holder.count
    )
