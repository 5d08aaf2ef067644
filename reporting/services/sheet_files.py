"""Files given on the command line: read, checked, saved, reported (design §8, `import_sheet`)."""

from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError

from accounts.errors import Refused
from accounts.models import Unit, User
from projects.imports import import_table, order_of, wrong_year
from projects.tables import TABLES
from reporting import access
from reporting.models import Round, Submission
from reporting.selectors.rounds import current_round
from sheets.read import read_workbook
from sheets.report import ImportReport, ReportEntry
from sheets.text import CellError, clean
from workplace import clock, imports
from workplace.answers import answers_of

from .drafts import save_at_once
from .excel import entries_of, plan_import
from .rounds import ensure_open

NO_ROUND = "现在没有打开的填报期。用 --round 指明统计截止日期"
NO_TABLE = "{}不用填报{}。检查 --unit"
MAX_REASON = 200


@dataclass(frozen=True)
class Order:
    """A file to import, in whose name and why."""

    path: Path
    by: User
    reason: str = ""
    dry_run: bool = False


def refused(message: str, code: str = "file") -> ImportReport:
    return ImportReport(errors=[ReportEntry(code=code, message=message)])


def import_round(order: Order, unit: Unit, round_: Round) -> ImportReport:
    """Into the table of a round, of either form."""
    return _import_round(order, unit, round_, to_register=False)


def import_register(order: Order, unit: Unit, form: str) -> ImportReport:
    """Into the register as of today, with the columns of the form's round that is on."""
    round_ = current_round(unit.centre_id, form, clock.now())
    if round_ is None:
        return refused(NO_ROUND)
    return _import_round(order, unit, round_, to_register=True)


def import_of_register(order: Order, unit: Unit, form: str, year: int | None) -> ImportReport:
    """A table of the register: the centre's for the whole county, a unit's for its own rows."""
    centre = unit if unit.centre_id == unit.pk else unit.parent
    if centre is None:
        return refused("这个单位不属于任何县。检查 --unit", "foreign")
    table = TABLES[form]
    if table.is_of_year:
        year = year or clock.today().year
    whose = order_of(centre, unit, year=year, reason=order.reason)
    sheet = table.sheet(centre.pk, year)
    read = read_workbook(
        order.path,
        sheet,
        limits=imports.LIMITS,
        answers=answers_of(unit, sheet),
        name=order.path.name,
    )
    if why := wrong_year(table, read.meta, whose):
        return refused(why)
    report = import_table(
        table,
        read.rows,
        whose,
        by=order.by,
        dry_run=order.dry_run or bool(read.errors),
        columns=read.columns,
    )
    report.errors[:0] = entries_of(read.errors)
    report.warnings[:0] = entries_of(read.warnings)
    return _nothing_saved(report) if report.errors else report


def _import_round(order: Order, unit: Unit, round_: Round, *, to_register: bool) -> ImportReport:
    try:
        ensure_open(round_, clock.now())
    except Refused as refusal:
        return refused(refusal.why, "closed")
    submission = (
        Submission.objects.filter(round=round_, unit=unit)
        .select_related("unit", "round__campaign__centre")
        .first()
    )
    if submission is None:
        return refused(NO_TABLE.format(unit.short_name, round_.label), "foreign")
    verdict = access.may(order.by, "submit", submission)
    if not verdict and verdict.status != 409:  # a filed table is the plan's to judge
        return refused(verdict.why, "foreign")
    try:
        reason = clean(order.reason, max_length=MAX_REASON)
        plan = plan_import(submission, order.path, name=order.path.name, to_register=to_register)
        report = plan.report(reason)
        if report.ok and not order.dry_run and (plan.patches or plan.news):
            save_at_once(
                plan=plan, submission=submission, by=order.by, name=order.path.name,
                reason=reason, to_register=to_register,
            )  # fmt: skip
    except Refused as refusal:
        return refused(refusal.why, "stale" if refusal.status == 409 else "file")
    except ValidationError as error:  # a name or code taken since the check
        return refused(" ".join(error.messages), "duplicate")
    except CellError as error:
        return refused(f"原因：{error.message}", error.code)
    return report


def _nothing_saved(report: ImportReport) -> ImportReport:
    report.created = report.updated = 0
    return report
