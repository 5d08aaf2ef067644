"""The ledger comes in: read lines are matched, checked all at once, and saved in bulk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Unit, User
from sheets.columns import Sheet
from sheets.read import ReadColumn, ReadRow
from sheets.report import ImportReport, ReportEntry
from sheets.text import as_text
from workplace import acts

from .models import Project
from .own_fields import columns_of
from .resources import LedgerResource, Line
from .selectors.ledger import Register
from .services import Claim, NewProject, ProjectChange, clashes, create_projects, update_projects
from .services.locks import lock_centre
from .sheets import ledger_sheet

TWICE = "表里这个项目在同一年度出现了两次。删去一行"
DEFAULTS = {
    "level": "没有项目级别，先按县重点登记，请补填",
    "nature": "没有年度类别，先按前期登记，不计入开复工率和办结率，请补填",
    "listed_from": "没有列入时间，按年初（未到的年度按今天）列入",
    "unit": "没有责任单位，登记在导入的单位名下",
    "year": "没有年度，只登记项目，不列入任何一年的名单",
}
NAMESAKE = "另一年度有同名项目，这里按新项目登记；是同一个项目的，请填编号或项目代码"
SHOWN_ROWS = 10


@dataclass
class LedgerPlan:
    """What an import would do; `lines` for the preview, `report` for everybody."""

    sheet: Sheet
    lines: list[Line]
    report: ImportReport


def import_ledger(
    rows: Sequence[ReadRow],
    *,
    centre: Unit,
    unit: Unit | None,
    by: User | None,
    reason: str = "",
    dry_run: bool = False,
    columns: Sequence[ReadColumn] = (),
) -> ImportReport:
    """Create and update projects and plans from a ledger's rows, or say why not.

    `unit`: whose projects they are where the file does not say; a unit that is not the centre
    imports nobody else's. All or nothing; with `dry_run` nothing.
    """
    with transaction.atomic():
        if not dry_run:
            lock_centre(centre.pk)  # nobody takes a name between the check and the write
        plan = plan_ledger(
            rows,
            centre=centre,
            unit=unit,
            only=None if unit == centre else unit,
            reason=reason,
            columns=columns,
        )
        if plan.report.ok and not dry_run:
            save_plan(plan, by=by, reason=reason, whose=(unit or centre).code)
    return plan.report


def plan_ledger(
    rows: Sequence[ReadRow],
    *,
    centre: Unit,
    unit: Unit | None,
    only: Unit | None = None,
    reason: str = "",
    columns: Sequence[ReadColumn] = (),
) -> LedgerPlan:
    """All errors and warnings at once, in a fixed number of queries; writes nothing."""
    sheet = ledger_sheet(columns_of(centre.pk))
    register = Register(centre)
    resource = LedgerResource(sheet, register, unit=unit, only=only, reason=reason)
    lines = resource.read(rows)
    _find_doubles(lines)
    _find_clashes(lines, centre)
    places = Places(sheet, columns)
    report = ImportReport(columns=[(column.header, column.key) for column in columns])
    for line in lines:
        report.errors += places.errors(line)
    report.warnings += places.defaults(lines)
    report.warnings += places.namesakes(lines, register, resource.only)
    sound = [line for line in lines if line.problem is None]
    changed = {line.project.pk for line in sound if line.project and line.changes}
    known = {line.project.pk for line in sound if line.project}
    report.created = sum(line.is_new for line in sound)
    report.updated, report.unchanged = len(changed), len(known - changed)
    return LedgerPlan(sheet, lines, report)


def _find_doubles(lines: Iterable[Line]) -> None:
    """One project, one line a year. New ones of one name are found by the names' check."""
    seen: set[tuple[int, int | None]] = set()
    for line in lines:
        if line.project is None or line.problem:
            continue
        key = (line.project.pk, line.year)
        if key in seen:
            line.problem = ValidationError({"name": ValidationError(TWICE, code="duplicate")})
        seen.add(key)


def _find_clashes(lines: Iterable[Line], centre: Unit) -> None:
    sound = [line for line in lines if line.problem is None]
    for position, errors in clashes(centre.pk, [_claim(line) for line in sound]).items():
        sound[position].problem = ValidationError(errors)


def _claim(line: Line) -> Claim:
    moved = {change.key for change in line.changes}
    wants_name = line.is_new or bool({"name", "year"} & moved)
    return Claim(
        project_id=line.project.pk if line.project else None,
        years=frozenset({line.year or 0}) if wants_name else frozenset(),
        name=str(line.after["name"]) if wants_name else None,
        code=str(line.after.get("national_code") or "")
        if line.is_new or "national_code" in moved
        else None,
    )


class Places:
    """Where in the file something stands: letter and header of each column."""

    def __init__(self, sheet: Sheet, columns: Sequence[ReadColumn]) -> None:
        self.headers = {column.key: column.label for column in sheet.columns}
        self.letters: Mapping[str, str] = {column.key: column.letter for column in columns}

    def errors(self, line: Line) -> list[ReportEntry]:
        if line.problem is None:
            return []
        return [
            ReportEntry(
                code=error.code or "format",
                message=" ".join(error.messages),
                sheet=line.read.sheet,
                row=line.read.row,
                column=self.letters.get(key),
                header=self.headers.get(key),
                value=as_text(line.read.cells.get(key))[:200],
            )
            for key, errors in line.problem.error_dict.items()
            for error in errors
        ]

    def defaults(self, lines: Iterable[Line]) -> list[ReportEntry]:
        """One warning for each column that was left blank, with the rows."""
        blank: dict[str, list[Line]] = {}
        for line in lines:
            for key in line.defaults if line.problem is None else ():
                blank.setdefault(key, []).append(line)
        return [
            self._about(key, "default", DEFAULTS[key], blank[key])
            for key in DEFAULTS
            if key in blank
        ]

    def namesakes(
        self, lines: Iterable[Line], register: Register, only: Unit | None
    ) -> list[ReportEntry]:
        new = [line for line in lines if line.is_new and line.problem is None]
        known = [line for line in new if register.namesakes(str(line.after["name"]), only)]
        return [self._about("name", "ask", NAMESAKE, known)] if known else []

    def _about(self, key: str, code: str, message: str, lines: Sequence[Line]) -> ReportEntry:
        rows = "、".join(str(line.read.row) for line in lines[:SHOWN_ROWS])
        more = f"等 {len(lines)} 行" if len(lines) > SHOWN_ROWS else "行"
        return ReportEntry(
            code=code,
            message=f"第 {rows} {more}{message}",
            sheet=lines[0].read.sheet,
            column=self.letters.get(key),
            header=self.headers.get(key),
        )


def save_plan(plan: LedgerPlan, *, by: User | None, reason: str, whose: str) -> list[Project]:
    """Write a plan without errors; the new projects. In the caller's transaction."""
    new = [line for line in plan.lines if line.is_new]
    old = [line for line in plan.lines if line.project and line.changes]
    news = [NewProject(line.unit, line.year, line.values) for line in new if line.unit]
    changes = [
        ProjectChange(line.project.pk, line.values, line.year) for line in old if line.project
    ]
    made = create_projects(news, by=by, reason=reason)
    update_projects(changes, by=by, reason=reason)
    acts.record(
        by=by,
        verb="ledger-import",
        target=whose,
        reason=reason,
        created=len(made),
        updated=len({change.project_id for change in changes}),
    )
    return made
