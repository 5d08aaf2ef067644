"""A project and its plans in memory: values set, differences known, nothing saved yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import User
from projects.models import AnnualPlan, AnnualPlanVersion, Project, StageChange
from projects.pinyin import initials
from projects.rules import NATURE_OF, STAGE_OF, Nature, Stage, is_backward
from workplace import clock

from .values import ON_BOTH, PLAN_ONLY, VERSIONED, Claim, Values, check_listed, invalid, split

# What a plan taken back from its first day on says no longer when it comes again.
AS_NEW: Values = {"listed_to": None, "listed_reason": "", "delisted_reason": ""}


@dataclass
class Draft:
    """One project with the plans it has, and what the values given to it changed."""

    project: Project
    plans: dict[int, AnnualPlan] = field(default_factory=dict)  # by year
    project_fields: set[str] = field(default_factory=set)
    plan_fields: dict[int, set[str]] = field(default_factory=dict)  # by year
    old_plans: dict[int, dict[str, Any]] = field(default_factory=dict)  # versioned values before
    new_years: set[int] = field(default_factory=set)
    backward: list[str] = field(default_factory=list)
    is_new: bool = False
    since: date | None = None  # of a stage that is told with its day

    @property
    def changed(self) -> bool:
        return bool(self.project_fields or self.new_years or any(self.plan_fields.values()))

    @property
    def last_year(self) -> int | None:
        """Of the latest plan; one taken back from its first day on is none."""
        years = (year for year, plan in self.plans.items() if plan.was_listed)
        return max(years, default=None)

    def set(self, values: Values, year: int | None) -> None:
        """Project values here, plan values on the plan of `year` (None: the latest one)."""
        ours, theirs = split(values)
        if stage := ours.get("stage"):
            ours["nature"] = theirs["nature"] = str(NATURE_OF[Stage(stage)])
        year = year or self.last_year
        if year is None and theirs.keys() & PLAN_ONLY:
            raise invalid("planned_investment", "还没有年度计划。先填年度", "required")
        if year is not None and (theirs or year not in self.plans):
            self._set_plan(year, theirs)
        if year is not None and year != self.last_year:
            # the project shows the latest plan's nature and level, not a past year's
            ours = {k: value for k, value in ours.items() if k not in ON_BOTH | {"stage"}}
        if "extra" in ours:  # the fields given, beside those that stay; what is empty goes
            whole = {**self.project.extra, **ours["extra"]}
            ours["extra"] = {key: text for key, text in whole.items() if text}
        for key, value in ours.items():
            old = getattr(self.project, key)
            if old != value:
                setattr(self.project, key, value)
                self.project_fields.add(key)
                self._note_backward(key, old, value, known=key in ON_BOTH)
                self._follow(key, old)

    def _follow(self, key: str, old: Any) -> None:
        """What is written with another fact and never by itself."""
        project = self.project
        if key == "name":
            self._write("initials", initials(project.name))
        elif key == "planned_start" and project.first_planned_start is None:
            self._write("first_planned_start", old or project.planned_start)
        elif key == "nature" and NATURE_OF[Stage(project.stage)] != project.nature:
            self._write("stage", str(STAGE_OF[Nature(project.nature)]))

    def _write(self, key: str, value: Any) -> None:
        if getattr(self.project, key) != value:
            setattr(self.project, key, value)
            self.project_fields.add(key)

    def _set_plan(self, year: int, values: Values) -> None:
        plan = self.plans.get(year)
        if plan is None:
            plan = self._new_plan(year, values)
        elif not plan.was_listed:  # taken back once: it comes as if for the first time
            values = {**AS_NEW, "listed_from": clock.today(), **values}
        self.old_plans.setdefault(year, {key: getattr(plan, key) for key in VERSIONED})
        fields = self.plan_fields.setdefault(year, set())
        for key, value in values.items():
            old = getattr(plan, key)
            if old != value:
                setattr(plan, key, value)
                fields.add(key)
                if year not in self.new_years:
                    self._note_backward(key, old, value)
        check_listed(plan.listed_from, plan.listed_to)

    def _new_plan(self, year: int, values: Values) -> AnnualPlan:
        plan = self.plans[year] = AnnualPlan(
            project=self.project,
            year=year,
            nature=self.project.nature,
            level=self.project.level,
            listed_from=values.get("listed_from") or clock.today(),
        )
        self.new_years.add(year)
        return plan

    def _note_backward(self, key: str, old: Any, new: Any, *, known: bool = False) -> None:
        if self.project.pk and not known and is_backward(key, old, new):
            self.backward.append(key)

    @property
    def returns(self) -> bool:
        """Restored or taken out of a package: what it is called may be another's by now."""
        back = self.project_fields & {"withdrawn_on", "package"}
        return any(getattr(self.project, key) is None for key in back)

    def stage_change(
        self, *, by: User | None, reason: str, valid_from: date | None
    ) -> StageChange | None:
        """The row that tells since when; a new project stands in its stage since it is listed."""
        if not self.is_new and "stage" not in self.project_fields:
            return None
        today = clock.today()
        first = min((plan.listed_from for plan in self.plans.values()), default=today)
        day = self.since or valid_from or (min(first, today) if self.is_new else today)
        return StageChange(
            project=self.project,
            stage=self.project.stage,
            since=day,
            reason=reason[:200],
            by=by,
            at=clock.now(),
        )

    def claim(self) -> Claim:
        """What this draft wants for itself alone in the county."""
        renamed = "name" in self.project_fields or self.returns
        years = (set(self.plans) or {0}) if renamed else self.new_years
        return Claim(
            project_id=self.project.pk,
            years=frozenset(years),
            name=self.project.name if years else None,
            code=self.project.national_code
            if self.returns or "national_code" in self.project_fields
            else None,
        )


def versions(
    drafts: Iterable[Draft],
    with_versions: set[int],
    *,
    by: User | None,
    reason: str,
    valid_from: date | None,
) -> list[AnnualPlanVersion]:
    """Rows for plans made or moved; a plan that had none keeps its old values as its first."""
    rows = []
    for draft in drafts:
        for year, plan in draft.plans.items():
            moved = draft.plan_fields.get(year, set()) & set(VERSIONED)
            new = year in draft.new_years
            if not (moved or new):
                continue
            if not new and plan.pk not in with_versions:
                rows.append(_version(plan, draft.old_plans[year], plan.listed_from, None, ""))
            since = plan.listed_from if new else valid_from or clock.today()
            now = {key: getattr(plan, key) for key in VERSIONED}
            rows.append(_version(plan, now, since, by, reason))
    return rows


def _version(
    plan: AnnualPlan, values: Values, since: date, by: User | None, reason: str
) -> AnnualPlanVersion:
    return AnnualPlanVersion(
        plan=plan, valid_from=since, reason=reason[:200], by=by, at=clock.now(), **values
    )
