"""A project and its plans in memory: values set, differences known, nothing saved yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import User
from projects.models import AnnualPlan, AnnualPlanVersion, Project
from projects.pinyin import initials
from projects.rules import is_backward
from workplace import clock

from .values import ON_BOTH, PLAN_ONLY, VERSIONED, Claim, Values, check_listed, invalid, split


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

    @property
    def changed(self) -> bool:
        return bool(self.project_fields or self.new_years or any(self.plan_fields.values()))

    def set(self, values: Values, year: int | None) -> None:
        """Project values here, plan values on the plan of `year` (None: the latest one)."""
        ours, theirs = split(values)
        year = year or max(self.plans, default=None)
        if year is None and theirs.keys() & PLAN_ONLY:
            raise invalid("planned_investment", "还没有年度计划。先填年度", "required")
        if year is not None and (theirs or year not in self.plans):
            self._set_plan(year, theirs)
        if year is not None and year != max(self.plans):
            # the project shows the latest plan's nature and level, not a past year's
            ours = {key: value for key, value in ours.items() if key not in ON_BOTH}
        if "name" in ours:
            ours["initials"] = initials(ours["name"])
        if "extra" in ours:  # the fields given, beside those that stay; what is empty goes
            whole = {**self.project.extra, **ours["extra"]}
            ours["extra"] = {key: text for key, text in whole.items() if text}
        for key, value in ours.items():
            old = getattr(self.project, key)
            if old != value:
                setattr(self.project, key, value)
                self.project_fields.add(key)
                self._note_backward(key, old, value, known=key in ON_BOTH)

    def _set_plan(self, year: int, values: Values) -> None:
        plan = self.plans.get(year)
        if plan is None:
            plan = self._new_plan(year, values)
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

    def claim(self) -> Claim:
        """What this draft wants for itself alone in the county."""
        renamed = "name" in self.project_fields
        years = (set(self.plans) or {0}) if renamed else self.new_years
        return Claim(
            project_id=self.project.pk,
            years=frozenset(years),
            name=self.project.name if years else None,
            code=self.project.national_code if "national_code" in self.project_fields else None,
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
