"""打包打捆: several projects count as one, and come apart again; what the county counts stays.

The package holds the sums of its parts, which keep their own amounts and count no more. Taking it
apart gives each part its own back and leaves to the package what was its own; a package with
nothing of its own leaves the list.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.errors import Refused
from accounts.models import Unit, User
from projects.models import AnnualPlan, Project
from projects.rules import Level
from projects.selectors.deeds import parts_of, require, split_numbers
from workplace import acts, clock

from .moment import hold_all, lock_county, part_ids_of
from .projects import create_projects, update_projects
from .sums import Amounts, add, amounts_of, days_of, write_progress, years_of
from .telling import tell_units
from .values import NewProject, ProjectChange, invalid

MOST_PARTS = 50
ALIKE = ("owner", "place", "industry", "is_industrial", "build_nature", "leader", "in_statistics")
UNPACKED = "拆包"
Completed = Mapping[tuple[int, int], Decimal]  # the part's key and the year


@transaction.atomic
def package_as_new(
    *, part_ids: Collection[int], name: str, unit: Unit, reason: str, by: User | None
) -> Project:
    """A package made for these projects, with the sums of their amounts."""
    parts = hold_all(sorted(set(part_ids)))
    _check_parts(parts, least=2)
    if unit.centre_id != parts[0].unit.centre_id:
        raise invalid("unit", "选本县的单位", "choice")
    sums = amounts_of(parts)
    values = _common(parts) | {"name": name, "total_investment": _total(sums)}
    last = max(years_of(sums.values()), default=None)
    if last is not None:
        values |= _plan_values(sums, last)
    [parent] = create_projects([NewProject(unit, last, values)], by=by, reason=reason)
    _put_in(parent, parts, sums, by=by, reason=reason)
    return parent


@transaction.atomic
def package_into(
    *, parent_id: int, part_ids: Collection[int], reason: str, by: User | None
) -> Project:
    """More parts for a project: its amounts grow by theirs."""
    found = hold_all([parent_id, *sorted(set(part_ids) - {parent_id})])
    parent, parts = found[0], found[1:]
    require(parent, "package")
    if parent_id in part_ids:
        raise invalid("parts", "打包项目不能是自己的子项目", "choice")
    _check_parts(parts, least=1)
    sums = amounts_of([parent, *parts])
    total = _total(sums)
    update_projects([ProjectChange(parent.pk, {"total_investment": total})], by=by, reason=reason)
    _put_in(parent, parts, sums, by=by, reason=reason)
    return parent


def _check_parts(parts: Sequence[Project], *, least: int) -> None:
    if not least <= len(parts) <= MOST_PARTS:
        raise invalid("parts", f"选 {least} 至 {MOST_PARTS} 个项目", "choice")
    for part in parts:
        require(part, "package")
        if count := parts_of(part).count():
            raise Refused(f"{part.name}是打包项目，下面有 {count} 个子项目。先拆包。")


def _total(sums: Mapping[int, Amounts]) -> Decimal | None:
    return add(one.total for one in sums.values())


def _common(parts: Sequence[Project]) -> dict[str, Any]:
    """What all parts say alike; the highest level, the nature and dates of who began first."""
    facts = {
        key: values.pop()
        for key in ALIKE
        if len(values := {getattr(part, key) for part in parts}) == 1
    }
    largest = max(parts, key=lambda part: part.total_investment or Decimal(0))
    levels = list(Level)
    facts["level"] = min((Level(part.level) for part in parts), key=levels.index)
    facts["stage"] = largest.stage
    for key in ("planned_start", "started_on", "resumed_on"):
        facts[key] = min(filter(None, (getattr(part, key) for part in parts)), default=None)
    return facts


def _plan_values(sums: Mapping[int, Amounts], year: int) -> dict[str, Any]:
    """The year's plan of all together, listed since the first of them is."""
    plans = [one.plans[year] for one in sums.values() if year in one.plans]
    return {
        "planned_investment": add(plan.planned_investment for plan in plans),
        "listed_from": min(plan.listed_from for plan in plans),
        "listed_to": None,
    }


def _put_in(
    parent: Project,
    parts: Sequence[Project],
    sums: Mapping[int, Amounts],
    *,
    by: User | None,
    reason: str,
) -> None:
    """The parent gets plans and progress of all in `sums`; then the parts count no more."""
    for year in years_of(sums.values()):
        change = ProjectChange(parent.pk, _plan_values(sums, year), year)
        update_projects([change], by=by, reason=reason)
        plan = AnnualPlan.objects.get(project=parent, year=year)
        figures = {
            day: add(one.completed(year, day) for one in sums.values()) or Decimal(0)
            for day in days_of(sums.values(), year)
        }
        write_progress(plan, figures, by=by, reason=reason)
    update_projects(
        [ProjectChange(part.pk, {"package": parent}) for part in parts], by=by, reason=reason
    )
    numbers = [part.number for part in parts]
    acts.record(by=by, verb="project-package", target=parent.number, reason=reason, parts=numbers)
    tell_units(parts, f"已并入打包项目 {parent.number} {parent.name}，不再单独计数", by=by)


@transaction.atomic
def unpack(
    *,
    parent_id: int,
    reason: str,
    by: User | None,
    completed: Completed | None = None,
) -> Project:
    """The parts count for themselves again.

    `completed`: what each part has invested of what the package reported since, by part and year;
    asked for when the package would leave the list with more, or less, than its parts have.
    """
    lock_county([parent_id])
    [parent, *parts] = hold_all([parent_id, *part_ids_of(parent_id)])
    require(parent, "unpack")
    rest = Rest.of(parent, parts)
    rest.check()
    if completed:
        rest.divide(completed, by=by, reason=reason)
    if rest.is_nothing:
        rest.check_completed(completed or {})
        _leave(parent, rest, by=by, reason=reason)
    else:
        _keep_rest(parent, rest, by=by, reason=reason)
    update_projects(
        [ProjectChange(part.pk, {"package": None}) for part in parts], by=by, reason=reason
    )
    numbers = [part.number for part in parts]
    acts.record(by=by, verb="project-unpack", target=parent.number, reason=reason, parts=numbers)
    tell_units(parts, f"已从打包项目 {parent.number} 拆出，重新单独计数", by=by)
    parent.refresh_from_db()
    return parent


def _leave(parent: Project, rest: "Rest", *, by: User | None, reason: str) -> None:
    """No day of the past may count a package and its parts.

    Parts that were projects of their own have counted from their first day on, and the package
    on none. Parts made by a split begin today, when the project that was split ends.
    """
    today = clock.today()
    born = {part.number for part in rest.parts} <= split_numbers(parent)
    first = min((plan.listed_from for plan in rest.whole.plans.values()), default=today)
    values = {
        "withdrawn_on": today if born else min(first, today),
        "withdraw_reason": f"{UNPACKED}：{reason}"[:200],
    }
    update_projects([ProjectChange(parent.pk, values)], by=by, reason=reason)
    if born:
        begin = [
            ProjectChange(pk, {"listed_from": today}, year)
            for pk, share in rest.shares.items()
            for year in share.plans
        ]
        update_projects(begin, by=by, reason=reason)


def _keep_rest(parent: Project, rest: "Rest", *, by: User | None, reason: str) -> None:
    """The plan is the smaller one since it was the larger one: the parts count for that time."""
    values = {"total_investment": rest.total or None}
    update_projects([ProjectChange(parent.pk, values)], by=by, reason=reason)
    for year, money in rest.planned.items():
        plan = rest.whole.plans[year]
        since = plan.versions.aggregate(day=Max("valid_from"))["day"]
        change = ProjectChange(parent.pk, {"planned_investment": money}, year)
        update_projects([change], by=by, reason=reason, valid_from=since)
        write_progress(plan, rest.progress(year), by=by, reason=reason)


@dataclass
class Rest:
    """What a package has beside its parts."""

    parts: list[Project]
    whole: Amounts
    shares: dict[int, Amounts]

    @classmethod
    def of(cls, parent: Project, parts: list[Project]) -> "Rest":
        found = amounts_of([parent, *parts])
        return cls(parts, found.pop(parent.pk), found)

    @property
    def total(self) -> Decimal | None:
        return _minus(self.whole.total, [one.total for one in self.shares.values()])

    @property
    def planned(self) -> dict[int, Decimal | None]:
        return {
            year: _minus(self.whole.planned(year), [s.planned(year) for s in self.shares.values()])
            for year in self.whole.plans
        }

    @property
    def is_nothing(self) -> bool:
        return not self.total and not any(self.planned.values())

    @property
    def open_years(self) -> list[int]:
        """Years in which the package reported other figures than its parts have."""
        return [year for year in self.whole.plans if self.is_nothing and self._gap(year)]

    def progress(self, year: int) -> dict[Any, Decimal]:
        """The package's own figures, day by day."""
        found = {}
        for row in self.whole.progress.get(year, []):
            shares = [one.completed(year, row.as_of) for one in self.shares.values()]
            found[row.as_of] = row.completed_investment - (add(shares) or Decimal(0))
        if any(money < 0 for money in found.values()):
            raise _short(f"{year}年累计完成投资")
        return found

    def _gap(self, year: int) -> Decimal:
        today = clock.today()
        whole = self.whole.completed(year, today) or Decimal(0)
        return whole - (add(s.completed(year, today) for s in self.shares.values()) or Decimal(0))

    def check(self) -> None:
        """Nobody gets more than the package has."""
        if (self.total or 0) < 0:
            raise _short("总投资")
        extra = years_of(self.shares.values())
        for year in extra:
            share = add(one.planned(year) for one in self.shares.values()) or Decimal(0)
            if share > (self.whole.planned(year) or 0):
                raise _short(f"{year}年计划投资")

    def check_completed(self, given: Completed) -> None:
        for year in self.open_years:
            whole = self.whole.completed(year, clock.today()) or Decimal(0)
            raise invalid(
                "completed",
                f"打包项目 {year} 年累计完成 {whole:,.2f} 万元，各子项目合计要等于它",
                "required" if not given else "number",
            )

    def divide(self, given: Completed, *, by: User | None, reason: str) -> None:
        """Give each part what it has invested by the package's last entry of a year."""
        for (pk, year), money in given.items():
            rows = self.whole.progress.get(year, [])
            plan = self.shares[pk].plans.get(year) if pk in self.shares else None
            if plan is not None and rows:
                write_progress(plan, {rows[-1].as_of: money}, by=by, reason=reason)
        self.shares = amounts_of(self.parts)


def _minus(whole: Decimal | None, shares: Sequence[Decimal | None]) -> Decimal | None:
    taken = add(shares)
    return whole if taken is None else (whole or Decimal(0)) - taken


def _short(what: str) -> ValidationError:
    sentence = f"打包项目的{what}比子项目之和少。先核对两边的金额，再拆包"
    return ValidationError({"__all__": ValidationError(sentence, code="number")})


@dataclass(frozen=True)
class Division:
    """What a package has reported in a year, and its parts are to be given when it leaves."""

    year: int
    whole: Decimal
    shares: list[tuple[Project, Decimal | None]]

    @property
    def words(self) -> str:
        return f"打包项目 {self.year} 年累计完成 {self.whole:,.2f} 万元，分给各子项目，合计要相等"


def to_divide(parent: Project, parts: list[Project]) -> list[Division]:
    """Reads only: for which years unpacking asks for each part's cumulative investment."""
    rest, today = Rest.of(parent, parts), clock.today()
    return [
        Division(
            year,
            rest.whole.completed(year, today) or Decimal(0),
            [
                (part, rest.shares[part.pk].completed(year, today))
                for part in parts
                if year in rest.shares[part.pk].plans
            ],
        )
        for year in rest.open_years
    ]
