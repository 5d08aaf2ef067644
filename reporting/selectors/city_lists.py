"""市里的名单 beside ours on a day: a fixed number of queries for any number of rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import F, Prefetch
from django.utils import timezone

from accounts.models import Unit
from projects.models import AnnualPlan, AnnualPlanVersion, Progress, Project
from projects.rules import Level, Nature
from projects.selectors.listed import plan_on, why_left_out
from reporting.citylists.match import Match, matched
from reporting.citylists.reasons import changes, compared, differing
from reporting.citylists.rows import FIELDS, GROUPS, MONEY, Line, Ours, Past, Theirs
from reporting.models import CityList, Seal, SealedProject

WORDS = {
    "level": {str(x.value): str(x.label) for x in Level},
    "nature": {str(x.value): str(x.label) for x in Nature},
}
LATELY = 60  # days: listed so shortly before the day, a list from above may not have it yet


@dataclass(frozen=True)
class Comparison:
    city: CityList
    lines: Sequence[Line]
    previous: CityList | None
    changed: Sequence[tuple[str, str]]  # what they changed since their last list

    @property
    def counts(self) -> dict[str, int]:
        return {str(group): sum(line.group == group for line in self.lines) for group in GROUPS}

    def of(self, group: str) -> list[Line]:
        return [line for line in self.lines if line.group == group]


def comparison(city: CityList) -> Comparison:
    theirs = theirs_of(city)
    ours = _ours(city.centre, city.year, city.as_of)
    matches = matched(theirs, ours)
    past = _past(city, matches)
    remarks = {str(row["ours"]): row.get("remark", {}) for row in city.rows if "ours" in row}
    lines = [_with_remark(line, remarks) for line in compared(matches, ours, past)]
    order = {group: place for place, group in enumerate(GROUPS)}
    lines.sort(key=lambda line: order[line.group])  # stable: theirs by row, ours by number
    before = CityList.objects.filter(centre=city.centre, year=city.year, pk__lt=city.pk)
    previous = before.order_by("-pk").defer("workbook").first()
    changed = changes(theirs_of(previous), theirs) if previous else []
    return Comparison(city, lines, previous, changed)


def theirs_of(city: CityList) -> list[Theirs]:
    return [_theirs(row) for row in city.rows if "ours" not in row]


def _theirs(row: Mapping[str, Any]) -> Theirs:
    values = {key: row[key] for key in FIELDS if key in row}
    for key in MONEY:
        if values.get(key) not in (None, ""):
            values[key] = Decimal(values[key])
    for key, words in WORDS.items():
        if values.get(key):
            values[key] = words.get(values[key], values[key])
    return Theirs(row["row"], values, row.get("answer"), row.get("remark", {}))


def _with_remark(line: Line, remarks: Mapping[str, Mapping[str, Any]]) -> Line:
    if line.theirs is None and line.key in remarks:
        return replace(line, remark=remarks[line.key])
    return line


def _ours(centre: Unit, year: int, as_of: date) -> list[Ours]:
    """Every project of the county, those that have left too: they are what explains most."""
    projects = Project.objects.of_county(centre.pk).select_related("unit", "package", "merged_into")
    plans: dict[int, dict[int, AnnualPlan]] = defaultdict(dict)
    for plan in _plans(centre):
        plans[plan.project_id][plan.year] = plan
    former: dict[int, set[str]] = defaultdict(set)
    names = Project.history.filter(id__in=projects.order_by().values("pk")).order_by()
    for key, name in names.values_list("id", "name").distinct():
        former[key].add(name)
    return [_one(p, plans[p.pk], former[p.pk] - {p.name}, year, as_of) for p in projects]


def _plans(centre: Unit) -> Iterable[AnnualPlan]:
    return (
        AnnualPlan.objects.ever_listed()
        .filter(project__in=Project.objects.of_county(centre.pk))
        .select_related("project")
        .prefetch_related(
            Prefetch("versions", AnnualPlanVersion.objects.order_by("valid_from", "pk")),
            Prefetch("progress", Progress.objects.order_by("as_of")),
        )
    )


def _one(
    project: Project, plans: Mapping[int, AnnualPlan], former: set[str], year: int, as_of: date
) -> Ours:
    plan = plans.get(year)
    valid = plan_on(plan, as_of) if plan else None
    done = [row for row in plan.progress.all() if row.as_of <= as_of] if plan else []
    return Ours(
        number=project.number,
        values={
            "name": project.name,
            "national_code": project.national_code,
            "level": WORDS["level"].get(valid.level if valid else project.level, ""),
            "nature": WORDS["nature"].get(valid.nature if valid else project.nature, ""),
            "owner": project.owner,
            "unit": project.unit.short_name,
            "total_investment": project.total_investment,
            "planned_investment": valid.planned_investment if valid else None,
            "completed_investment": done[-1].completed_investment if done else None,
        },
        why_not=_why_not(project, plan, plans, year, as_of),
        former=sorted(former),
        listed_words=_listed(plan, as_of),
    )


def _why_not(
    project: Project,
    plan: AnnualPlan | None,
    plans: Mapping[int, AnnualPlan],
    year: int,
    as_of: date,
) -> str:
    gone = project.withdrawn_on
    if project.merged_into is not None and gone and gone <= as_of:
        return f"我县 {gone:%Y-%m-%d} 并入“{project.merged_into.name}”"
    if gone and gone <= as_of:
        reason = f"（{project.withdraw_reason}）" if project.withdraw_reason else ""
        return f"我县 {gone:%Y-%m-%d} 退出{reason}"
    if project.package is not None:
        return f"打包在“{project.package.name}”之下，按上级项目计"
    if plan is None:
        others = "、".join(f"{other}年" for other in sorted(plans))
        if not others:
            return f"县里没有列入{year}年计划"
        return f"年度不同：县里列在{others}，没有列入{year}年"
    why = why_left_out(plan, as_of)
    return f"我县 {why}" if why else ""


def _listed(plan: AnnualPlan | None, as_of: date) -> str:
    if plan is None or not 0 <= (as_of - plan.listed_from).days <= LATELY:
        return ""
    reason = f"（{plan.listed_reason}）" if plan.listed_reason else ""
    return f"我县 {plan.listed_from:%Y-%m-%d} 列入{reason}"


def _past(city: CityList, matches: Sequence[Match]) -> dict[str, list[Past]]:
    """What differing amounts of ours were before: by version of the plan, total, round, year."""
    numbers = {m.ours.number for m in matches if m.ours and differing(m)}
    projects = {p.pk: p for p in Project.objects.filter(number__in=numbers)}
    found: dict[str, list[Past]] = defaultdict(list)
    for plan in _plans_of(projects):
        found[projects[plan.project_id].number] += _of_plan(plan, city)
    for key, past in _totals(projects):
        found[projects[key].number].append(past)
    for key, past in _sealed(projects, city):
        found[projects[key].number].append(past)
    return found


def _plans_of(projects: Mapping[int, Project]) -> Iterable[AnnualPlan]:
    versions = Prefetch("versions", AnnualPlanVersion.objects.order_by("valid_from", "pk"))
    return AnnualPlan.objects.filter(project__in=projects).prefetch_related(versions)


def _of_plan(plan: AnnualPlan, city: CityList) -> Iterable[Past]:
    if plan.year != city.year:
        if plan.planned_investment is not None:
            yield Past("planned_investment", plan.planned_investment,
                       f"年度不同：市里是{plan.year}年的计划")  # fmt: skip
        return
    versions = [v for v in plan.versions.all() if v.valid_from <= city.as_of]
    for old, new in pairwise(versions):
        if old.planned_investment is not None and old.planned_investment != new.planned_investment:
            reason = f"，{new.reason}" if new.reason else ""
            words = f"口径不同：县里 {new.valid_from:%Y-%m-%d} 改了年度计划{reason}，市里还是原来的"
            yield Past("planned_investment", old.planned_investment, words)


def _totals(projects: Mapping[int, Project]) -> Iterable[tuple[int, Past]]:
    rows = Project.history.filter(id__in=projects).order_by("history_id")
    last: dict[int, Decimal | None] = {}
    for key, total, at in rows.values_list("id", "total_investment", "history_date"):
        was = last.get(key)
        if key in last and was is not None and was != total:
            day = timezone.localtime(at).date()
            words = f"口径不同：县里 {day:%Y-%m-%d} 改了总投资，市里还是原来的"
            yield key, Past("total_investment", was, words)
        last[key] = total


def _sealed(projects: Mapping[int, Project], city: CityList) -> Iterable[tuple[int, Past]]:
    """Newest round first: that is the one they most likely still have."""
    seals = Seal.objects.valid().filter(
        cutoff_on__lte=city.as_of, submission__round__campaign__year=city.year
    )
    rows = SealedProject.objects.filter(project__in=projects, seal__in=seals).annotate(
        cutoff=F("seal__cutoff_on"), round_number=F("seal__submission__round__number")
    )
    for row in rows.order_by("-cutoff", "-pk"):
        word = f"第{row.round_number}期" if row.round_number else "摸底"
        words = f"市里还是{word}（截止 {row.cutoff:%Y-%m-%d}）上报的数"
        for key in MONEY:
            if getattr(row, key) is not None:
                yield row.project_id, Past(key, getattr(row, key), words)
