"""The weekly table as rows of canonical values, from the register or from a seal."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Unit
from procedures.models import PermitKind
from projects.models import AnnualPlan, Project
from projects.rules import Nature
from reporting import sheets
from reporting.findings import Beside
from reporting.models import (
    Campaign,
    ReportRow,
    Round,
    Seal,
    SealedPermit,
    SealedProject,
    Submission,
)
from reporting.rules import Form
from sheets.columns import Finding, Row, Sheet
from sheets.diff import Change, diff_rows
from workplace import history

from . import rows_permits, rows_progress
from .facts import Cells, FormReader

READERS: dict[str, FormReader] = {Form.PERMITS: rows_permits, Form.PROGRESS: rows_progress}
# The text of the week belongs to its week: it is never compared with last week's.
OF_THE_WEEK = frozenset({"week"})


@dataclass(frozen=True)
class TableRows:
    """`rows`, `versions`, `projects` by project number, in the order of the table."""

    sheet: Sheet
    kinds: list[PermitKind]
    rows: dict[str, Cells]
    versions: dict[str, str]
    projects: dict[str, Project]
    previous_seal: Seal | None = None
    previous: Mapping[str, Row] = field(default_factory=dict)  # rows of that seal
    more_issues: Mapping[str, int] = field(default_factory=dict)  # standing, not in the table
    weeks: Mapping[str, str] = field(default_factory=dict)  # 本周推进情况 as the diff tells it
    judged_on: date | None = None  # a correction is judged as of the day it was sealed
    beside: Mapping[str, Beside] = field(default_factory=dict)  # judged with the row

    @property
    def rules(self) -> sheets.FormRules:
        return sheets.rules_of(self.sheet.form)

    def compute(self, row: Cells, cutoff: date) -> None:
        self.rules.compute(row, self.kinds, cutoff=cutoff)

    def findings(self, number: str, *, today: date, row: Row | None = None) -> list[Finding]:
        """Errors and warnings of a row by what it says itself and what was sealed last.

        What was still to come on the day of the seal is no error weeks later (design §5).
        """
        return self.rules.row_findings(
            self.sheet,
            number,
            self.rows[number] if row is None else row,
            today=self.judged_on or today,
            previous=self.previous.get(number),
            kinds=self.kinds,
            beside=self.beside.get(number),
        )

    @property
    def changes(self) -> list[Change]:
        """What moved since the previous seal, in the order of the table."""
        return table_changes(self.sheet, self.previous, self.rows)


def table_changes(
    sheet: Sheet, before: Mapping[str, Row], after: Mapping[str, Row]
) -> list[Change]:
    found = diff_rows(sheet, before, after, is_backward=sheets.rules_of(sheet.form).is_backward)
    return [change for change in found if change.key not in OF_THE_WEEK]


def campaign_kinds(campaign: Campaign, known: datetime | None = None) -> list[PermitKind]:
    """The kinds it tabulates; none chosen = the headline six (design §4); progress has none.

    Those chosen are fixed once a round has opened; which six are the headline's is the
    catalogue's, as it stood at `known`.
    """
    if campaign.form == Form.PROGRESS:
        return []
    chosen = Exists(
        campaign.kinds.through.objects.filter(campaign=campaign, permitkind=OuterRef("pk"))
    )
    six = Q(headline=True, is_active=True)
    if known is not None:
        then = history.known(PermitKind, known)
        six = Q(pk__in=[kind.pk for kind in then if kind.headline and kind.is_active])
    kinds = list(PermitKind.objects.annotate(is_chosen=chosen).filter(six | Q(is_chosen=True)))
    some: list[PermitKind] = [kind for kind in kinds if kind.is_chosen]
    return some or list(kinds)


def natures(form: str) -> list[Nature]:
    """Which projects a form lists (design §5, Rows)."""
    return [Nature.NEW] if form == Form.PERMITS else [Nature.NEW, Nature.CONTINUING]


def table_projects(campaign: Campaign, unit: Unit, cutoff: date) -> QuerySet[Project]:
    """The unit's projects that stand in the table of a round, in its order."""
    plans = AnnualPlan.objects.listed(campaign.year, cutoff).filter(
        nature__in=natures(campaign.form)
    )
    return Project.objects.filter(unit=unit, plans__in=plans).order_by("number")


def sheet_for(round_: Round, kinds: Sequence[PermitKind]) -> Sheet:
    campaign = round_.campaign
    return sheets.sheet_of(campaign.form, kinds, year=campaign.year, number=round_.number)


def last_seal(submission: Submission) -> Seal | None:
    """The unit's newest valid seal of an earlier round of the campaign: what is compared with."""
    round_ = submission.round
    return (
        Seal.objects.valid()
        .filter(
            submission__unit=submission.unit_id,
            submission__round__campaign=round_.campaign_id,
            submission__round__cutoff_on__lt=round_.cutoff_on,
        )
        .select_related("submission__round__campaign")
        .order_by("-submission__round__cutoff_on", "-number")
        .first()
    )


def live_rows(submission: Submission, *, numbers: Iterable[str] | None = None) -> TableRows:
    """The table as the register stands now; `numbers` narrows it to some rows."""
    round_, unit = submission.round, submission.unit
    campaign = round_.campaign
    kinds = campaign_kinds(campaign)
    standing = table_projects(campaign, unit, round_.cutoff_on)
    wanted = None if numbers is None else set(numbers)
    shown = standing if wanted is None else standing.filter(number__in=wanted)
    reader = READERS[campaign.form]
    projects = reader.load(shown, campaign.year, round_.cutoff_on, kinds)
    in_order: Iterable[str] = (project.number for project in projects)
    if wanted is not None:
        in_order = standing.values_list("number", flat=True)
    order = {number: seq for seq, number in enumerate(in_order, start=1)}
    seal = last_seal(submission)
    before = _sealed_cells(seal, kinds, wanted) if seal else {}
    own, inherited = _report_rows(submission, [project.pk for project in projects])
    table = TableRows(
        sheet=sheet_for(round_, kinds),
        kinds=kinds,
        rows={},
        versions={project.number: str(project.version) for project in projects},
        projects={project.number: project for project in projects},
        previous_seal=seal,
        previous=before,
        more_issues=_more_issues(projects),
        beside=reader.beside(projects, round_, seal),
    )
    for project in projects:
        cells = reader.live_cells(project, order[project.number], unit.short_name, kinds)
        row = own.get(project.pk)
        cells["note"] = row.note if row else inherited.get(project.pk, "")
        if row:
            reader.half_typed(cells, row)
        table.rows[project.number] = cells
    return _fill(table, round_.cutoff_on, {p.number: own.get(p.pk) for p in projects})


def fresh_rows(
    round_: Round, projects: Iterable[Project], known_kinds: Sequence[PermitKind] = ()
) -> TableRows:
    """Rows of projects made just now: what they were made with, and nothing else yet."""
    kinds = list(known_kinds) or campaign_kinds(round_.campaign)
    sheet = sheet_for(round_, kinds)
    made = {project.number: project for project in projects}
    blank = sheet.empty_row() | READERS[sheet.form].blank_cells(made.values(), kinds)
    return TableRows(
        sheet=sheet,
        kinds=kinds,
        rows={
            number: {**blank, "name": project.name, "nature": project.nature}
            for number, project in made.items()
        },
        versions={number: str(project.version) for number, project in made.items()},
        projects=made,
    )


def sealed_rows(seal: Seal) -> TableRows:
    """The table exactly as it was sealed; `previous` is left empty."""
    round_ = seal.submission.round
    rows = list(seal.projects.select_related("project").order_by("seq", "pk"))
    permits = list(seal.permits.select_related("kind"))
    found = {permit.kind_id: permit.kind for permit in permits}
    kinds = sorted(found.values(), key=lambda kind: (kind.order, kind.code))
    kinds = kinds or campaign_kinds(round_.campaign)
    cells = cells_of_seal(seal, rows, permits, kinds)
    return TableRows(
        sheet=sheet_for(round_, kinds),
        kinds=kinds,
        rows=cells,
        versions={row.number: str(row.project.version) for row in rows},
        projects={row.number: row.project for row in rows},
    )


def _fill(table: TableRows, cutoff: date, own: Mapping[str, ReportRow | None]) -> TableRows:
    """The computed cells, and 本周推进情况 where nobody typed one."""
    by_row: dict[str, list[Change]] = defaultdict(list)
    weeks = {}
    for change in table.changes:
        by_row[change.row].append(change)
    for number, cells in table.rows.items():
        table.compute(cells, cutoff)
        if "week" not in table.sheet:
            continue
        weeks[number] = table.rules.week_text(by_row[number], table.kinds)
        row = own.get(number)
        typed = row.week if row else None
        cells["week"] = weeks[number] if typed is None else typed
    return replace(table, weeks=weeks)


def _report_rows(
    submission: Submission, projects: Sequence[int]
) -> tuple[dict[int, ReportRow], dict[int, str]]:
    """This round's own rows, and 备注 of the last earlier one, which is carried on."""
    own = {row.project_id: row for row in submission.rows.all()}
    earlier = ReportRow.objects.filter(
        project__in=projects,
        submission__round__campaign=submission.round.campaign_id,
        submission__round__cutoff_on__lt=submission.round.cutoff_on,
    ).order_by("submission__round__cutoff_on")
    return own, dict(earlier.values_list("project", "note"))


def _more_issues(projects: Iterable[Project]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for project in projects:
        others = [i for i in project.standing_issues if not i.in_table]  # type: ignore[attr-defined]
        counts[project.number] += len(others)
    return {number: count for number, count in counts.items() if count}


def _sealed_cells(
    seal: Seal, kinds: Sequence[PermitKind], numbers: set[str] | None
) -> dict[str, Cells]:
    rows, permits = seal.projects.order_by("seq", "pk"), seal.permits.all()
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
        permits = permits.filter(project_number__in=numbers)
    return cells_of_seal(seal, list(rows), list(permits), kinds)


def cells_of_seal(
    seal: Seal,
    rows: Sequence[SealedProject],
    permits: Sequence[SealedPermit],
    kinds: Sequence[PermitKind],
) -> dict[str, Cells]:
    by_row: dict[int, dict[int, SealedPermit]] = defaultdict(dict)
    for permit in permits:
        by_row[permit.sealed_project_id][permit.kind_id] = permit
    reader, rules = READERS[seal.form], sheets.rules_of(seal.form)
    found = {}
    for row in rows:
        cells = reader.sealed_cells(row, by_row[row.pk], kinds)
        rules.compute(cells, kinds, cutoff=seal.cutoff_on)
        found[row.number] = cells
    return found
