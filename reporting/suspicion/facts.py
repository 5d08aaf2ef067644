"""The facts of a county that the rules look at, in a fixed number of queries.

The register as it stands, what was sealed, what happened to each permit, files and money. The
dataclasses know no database; `load` is the only function here that asks it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.models import Unit
from procedures.models import Permit, PermitEvent, PermitKind, TemplateItem, Traits
from procedures.rules import Need
from projects.models import AnnualPlan, FundingApplication, Progress, Project
from reporting.models import Round, Seal, SealedProject, Target
from reporting.rules import Form
from workplace import workdays
from workplace.models import Attachment

MEMORY = timedelta(days=400)  # a year's tables and the month of their summing up
WATCHED = ("status", "due", "expected")  # actions of events that a rule asks for
START_TARGETS = ("start_rate", "new_start_rate", "resume_rate")
MONEY_TARGETS = ("investment_rate", "completed_total")


@dataclass(frozen=True)
class Table:
    """One project's row in one sealed table of the form progress."""

    year: int
    cutoff: date
    state: str
    completed: Decimal | None
    statistical: Decimal | None
    unit_code: str

    @property
    def url(self) -> str:
        return f"/review/{self.cutoff}/{self.unit_code}/?form={Form.PROGRESS}"


@dataclass(frozen=True)
class Change:
    """What happened to one fact of a permit."""

    action: str
    on: date
    before: str
    after: str


@dataclass(frozen=True)
class StartChange:
    """开工 or 复工时间 was set to another day."""

    word: str
    on: date
    old: date
    new: date


@dataclass(frozen=True)
class File:
    digest: str
    name: str
    label: str
    on: date
    place: str  # 项目, 资金, or the permit's name
    permit_id: int | None = None


@dataclass
class Work:
    """A project with everything that is known of it."""

    project: Project
    plans: dict[int, AnnualPlan] = field(default_factory=dict)
    progress: dict[int, Progress] = field(default_factory=dict)  # the latest of each year
    tables: list[Table] = field(default_factory=list)  # oldest first
    permits: list[Permit] = field(default_factory=list)
    changes: dict[int, list[Change]] = field(default_factory=lambda: defaultdict(list))
    funding: list[FundingApplication] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    starts: list[StartChange] = field(default_factory=list)
    traits: Traits | None = None
    needed: frozenset[int] = frozenset()  # kinds that the project's template asks for

    @property
    def url(self) -> str:
        return f"/projects/{self.project.number}/"

    def permit(self, code: str) -> Permit | None:
        return next((permit for permit in self.permits if permit.kind.code == code), None)


@dataclass
class Facts:
    today: date
    calendar: workdays.Calendar
    works: list[Work]
    sealed_on: list[date]  # days on which tables of permits were due
    start_days: list[date]  # dates of the order's targets
    money_days: list[date]


def load(centre: Unit, today: date) -> Facts:
    """Seventeen queries, however many projects the county has."""
    county = Project.objects.of_county(centre.pk).exclude(withdrawn_on__lte=today)
    works = {p.pk: Work(p) for p in county.select_related("unit").order_by("number")}
    _plans(works, county)
    _tables(works, centre, today)
    _permits(works, county)
    _money(works, county)
    _files(works, county)
    _starts(works, county)
    _traits(works, county)
    targets = list(Target.objects.standing())
    rounds = Round.objects.filter(campaign__centre=centre, campaign__form=Form.PERMITS)
    return Facts(
        today=today,
        calendar=workdays.calendar(today - MEMORY, today),
        works=list(works.values()),
        sealed_on=sorted(timezone.localdate(at) for at in rounds.values_list("due_at", flat=True)),
        start_days=_days(targets, START_TARGETS),
        money_days=_days(targets, MONEY_TARGETS),
    )


def _days(targets: Iterable[Target], keys: tuple[str, ...]) -> list[date]:
    return sorted({target.due_on for target in targets if target.indicator in keys})


def _plans(works: dict[int, Work], county: Any) -> None:
    for plan in AnnualPlan.objects.ever_listed().filter(project__in=county):
        works[plan.project_id].plans[plan.year] = plan
    rows = Progress.objects.filter(plan__project__in=county).select_related("plan")
    for row in rows.order_by("as_of"):
        works[row.plan.project_id].progress[row.plan.year] = row


def _tables(works: dict[int, Work], centre: Unit, today: date) -> None:
    rows = SealedProject.objects.filter(
        seal__in=Seal.objects.valid(),
        seal__form=Form.PROGRESS,
        seal__cutoff_on__gt=today - MEMORY,
        seal__submission__round__campaign__centre=centre,
    ).order_by("seal__cutoff_on", "seal__sealed_at")
    found: dict[tuple[int, date], Table] = {}  # a project that moved on the day counts once
    for project_id, year, cutoff, state, completed, statistical, code in rows.values_list(
        "project_id", "seal__submission__round__campaign__year", "seal__cutoff_on",
        "progress_state", "completed_investment", "statistical_investment", "seal__unit_code",
    ):  # fmt: skip
        if project_id in works:
            table = Table(year, cutoff, state, completed, statistical, code)
            found[project_id, cutoff] = table
    for (project_id, _), table in found.items():
        works[project_id].tables.append(table)


def _permits(works: dict[int, Work], county: Any) -> None:
    kinds, units = PermitKind.objects.in_bulk(), Unit.objects.in_bulk()  # each made once
    owner = {}
    for permit in Permit.objects.filter(project__in=county).order_by("project", "kind__order"):
        permit.kind = kinds[permit.kind_id]
        permit.handling_unit = units.get(permit.handling_unit_id)
        works[permit.project_id].permits.append(permit)
        owner[permit.pk] = permit.project_id
    events = PermitEvent.objects.filter(permit__project__in=county, action__in=WATCHED)
    rows = events.order_by("at", "pk").values_list("permit_id", "action", "at", "before", "after")
    for pk, action, at, before, after in rows:
        change = Change(action, timezone.localdate(at), before, after)
        works[owner[pk]].changes[pk].append(change)


def _money(works: dict[int, Work], county: Any) -> None:
    for row in FundingApplication.objects.filter(project__in=county).order_by("pk"):
        works[row.project_id].funding.append(row)


def _files(works: dict[int, Work], county: Any) -> None:
    """Of projects, their permits and what happened to these, and their applications for money."""
    models = (Project, Permit, PermitEvent, FundingApplication)
    by_model = ContentType.objects.get_for_models(*models)
    project, permit, event, money = (by_model[model].pk for model in models)
    owners: dict[tuple[int, int], tuple[Work, Permit | None, str]] = {}
    for work in works.values():
        owners[project, work.project.pk] = (work, None, "项目")
        owners |= {(money, row.pk): (work, None, "资金") for row in work.funding}
        owners |= {(permit, row.pk): (work, row, row.kind.name) for row in work.permits}
    types = [project, permit, event, money]
    rows = Attachment.objects.standing().filter(content_type_id__in=types).order_by("at", "pk")
    with_files = rows.filter(content_type_id=event).values("object_id")
    events = PermitEvent.objects.filter(pk__in=with_files, permit__project__in=county)
    for pk, permit_id in events.values_list("pk", "permit_id"):
        owners[event, pk] = owners[permit, permit_id]
    for row in rows:
        if found := owners.get((row.content_type_id, row.object_id)):
            work, of, place = found
            on = timezone.localdate(row.at)
            file = File(row.digest, row.name, row.label, on, place, of.pk if of else None)
            work.files.append(file)


def _starts(works: dict[int, Work], county: Any) -> None:
    """Every time 开工 or 复工时间 was changed from one day to another."""
    rows = Project.history.model.objects.filter(id__in=county.values("pk"))
    rows = rows.exclude(started_on=None, resumed_on=None).order_by("history_date", "history_id")
    last: dict[tuple[int, str], date] = {}
    for pk, at, started, resumed in rows.values_list(
        "id", "history_date", "started_on", "resumed_on"
    ):
        for word, new in (("开工时间", started), ("复工时间", resumed)):
            old = last.get((pk, word))
            if new and old and new != old:
                change = StartChange(word, timezone.localdate(at), old, new)
                works[pk].starts.append(change)
            if new:
                last[pk, word] = new


def _traits(works: dict[int, Work], county: Any) -> None:
    needed: dict[int | None, set[int]] = defaultdict(set)
    for template, kind in TemplateItem.objects.filter(need=Need.YES).values_list(
        "template_id", "kind_id"
    ):
        needed[template].add(kind)
    for traits in Traits.objects.filter(project__in=county):
        work = works[traits.project_id]
        work.traits = traits
        work.needed = frozenset(needed.get(traits.template_id, ()))
