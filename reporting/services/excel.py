"""The weekly table out of a workbook: what it would change, and all that is wrong (design §9)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from accounts.models import Unit
from projects.models import Project
from projects.services import Claim, clashes
from reporting.findings import STEP_BACK
from reporting.models import Submission
from reporting.rules import MOVES
from reporting.selectors.facts import ISSUE_KEYS
from reporting.selectors.filing import is_correcting, table_of
from reporting.selectors.rows import TableRows, live_rows
from sheets.check import wire
from sheets.columns import Finding, Sheet, Value
from sheets.grid import Patch
from sheets.read import ReadError, ReadResult, ReadRow, read_workbook
from sheets.report import ImportReport, ReportEntry
from workplace import clock, imports
from workplace.answers import answers_of

from .cells import NO_ISSUE, PatchResult, after, decide
from .merge import Cells, Edit, Merge, Other, Register, merge
from .places import Places
from .writes import refuse_doubles

NEEDS_REASON = "比现在退了一步，或调整了计划。写一句原因，再保存"
ABSENT = "文件里没有这个项目。保留现有内容，不会删除"
NO_NEW_ROWS = "更正时不能增加项目。新项目请在下一期的表里填"
WEEKLY = ("week", "note")
ASSUMED = "-"  # any reason: which cells need one is found apart from what is wrong


@dataclass(frozen=True)
class Plan:
    """What a file would do to the table; nothing has been written."""

    read: ReadResult
    table: TableRows
    merge: Merge = field(default_factory=Merge)
    errors: list[ReportEntry] = field(default_factory=list)
    warnings: list[ReportEntry] = field(default_factory=list)
    reasons: list[ReportEntry] = field(default_factory=list)  # cells that step back

    @property
    def patches(self) -> list[Patch]:
        if self.table is None:
            return []
        edits = [edit for row in self.merge.edits.values() for edit in row]
        return [_patch(self.table.sheet, edit) for edit in edits]

    @property
    def news(self) -> list[Cells]:
        return [row.values for row in self.merge.created]

    @property
    def is_unreadable(self) -> bool:
        """The file as a whole was refused: there is nothing to show cell by cell."""
        return not self.read.rows and bool(self.read.errors)

    def report(self, reason: str = "") -> ImportReport:
        """As the command prints it; a step back without a reason is an error."""
        errors = [*self.errors, *([] if reason else self.reasons)]
        return ImportReport(
            created=0 if errors else len(self.merge.created),
            updated=0 if errors else len(self.merge.edits),
            unchanged=len(self.merge.same),
            errors=errors,
            warnings=self.warnings,
            columns=[(column.header, column.key) for column in self.read.columns],
        )


def read_table(path: Path, table: TableRows, unit: Unit, *, name: str) -> ReadResult:
    """With what the unit has answered about headers in doubt."""
    answers = answers_of(unit, table.sheet)
    return read_workbook(path, table.sheet, limits=imports.LIMITS, answers=answers, name=name)


def plan_import(
    submission: Submission, path: Path, *, name: str, to_register: bool = False
) -> Plan:
    """Read the file and lay it over the table; a fixed number of queries.

    `to_register`: over the register as of today, whether or not the table has been filed.
    """
    table = live_rows(submission) if to_register else table_of(submission)
    read = read_table(path, table, submission.unit, name=name)
    if read.errors and not read.rows:  # refused as a whole
        return Plan(read, table, errors=entries_of(read.errors), warnings=entries_of(read.warnings))
    register = Register(table.sheet, table.rows, table.versions, _others(submission, table))
    found = merge(register, read, today=submission.round.cutoff_on)
    return _Planner(submission, table, read, found, to_register=to_register).plan()


def _others(submission: Submission, table: TableRows) -> list[Other]:
    """The rest of the county's register: whose rows a file may hold by mistake."""
    county = Project.objects.of_county(submission.unit.centre_id)
    rows = county.values_list("number", "national_code", "unit_id")
    return [
        Other(number, code, unit_id == submission.unit_id)
        for number, code, unit_id in rows
        if number not in table.rows
    ]


def why_closed(submission: Submission) -> str:
    """Why the table takes no change now; empty while it does."""
    if submission.state not in MOVES["submit"].since:
        label = submission.get_state_display()
        return f"这张表{label}，不能再改。要改请联系县项目推进中心退回"
    if submission.round.opens_at > clock.now():
        return f"{submission.round.label}还没有开始填报"
    return ""


class _Planner:
    """Everything wrong with what the merge would write, all of it at once."""

    def __init__(
        self,
        submission: Submission,
        table: TableRows,
        read: ReadResult,
        found: Merge,
        *,
        to_register: bool,
    ) -> None:
        self.to_register = to_register
        self.submission, self.table, self.merge = submission, table, found
        self.places = Places(table.sheet, read)
        self.today = clock.today()
        self.sources = {n: edits[0].source for n, edits in found.edits.items()}
        self.result = Plan(
            read,
            table,
            found,
            errors=[*entries_of(read.errors), *found.errors],
            warnings=[*entries_of(read.warnings), *found.warnings],
        )

    def plan(self) -> Plan:
        self._edits()
        self._news()
        self._absent()
        self._closed()
        # a cell that asks for its reason here need not warn of the same step back
        asked = {(entry.row, entry.column) for entry in self.result.reasons}
        warnings = [
            entry
            for entry in self.result.warnings
            if entry.code != STEP_BACK or (entry.row, entry.column) not in asked
        ]
        return replace(self.result, errors=_once(self.result.errors), warnings=warnings)

    def _edits(self) -> None:
        patches = self.result.patches
        decisions = decide(self.table, patches, today=self.today, reason=ASSUMED)
        decisions = refuse_doubles(self.table, decisions, self.submission.unit.centre_id)
        asked = decide(self.table, patches, today=self.today, reason="")
        for (number, key), decision in decisions.items():
            if decision.result and decision.result.status in ("error", "clash"):
                self._error(number, key, decision.result)
        for number, edits in self.merge.edits.items():
            row = after(
                self.table,
                number,
                {edit.key: decisions[number, edit.key] for edit in edits},
                self.today,
            )
            for edit in edits:
                answer = asked[number, edit.key].result
                if (answer and answer.code == "reason") or self._steps_back(number, edit.key, row):
                    self.result.reasons.append(
                        self.places.entry(edit.source, edit.key, "reason", NEEDS_REASON)
                    )
            self._row(number, row, self.sources[number])

    def _steps_back(self, number: str, key: str, row: Mapping[str, Value]) -> bool:
        """Against the register; a later date is explained by its 文号/说明 since the last seal."""
        present = self.table.rows[number]
        base = self.table.previous.get(number, present) if key.endswith(".date") else present
        rules = self.table.rules
        return rules.needs_reason(key, base, row) and rules.is_backward(key, present, row)

    def _news(self) -> None:
        year = self.submission.round.campaign.year
        news = self.merge.created
        claims = [
            Claim(
                None, frozenset({year}), str(new.values["name"]), str(new.values["national_code"])
            )
            for new in news
        ]
        taken = clashes(self.submission.unit.centre_id, claims) if claims else {}
        for position, new in enumerate(news):
            for key, error in taken.get(position, {}).items():
                self._add(new.source, key, "duplicate", " ".join(error.messages))
            if is_correcting(self.submission):
                self._add(new.source, "name", "foreign", NO_NEW_ROWS)
            for key in ISSUE_KEYS[1:]:
                if new.values.get(key) and not new.values.get("issue"):
                    self._add(new.source, key, "required", NO_ISSUE)
            self._row("", dict(new.values), new.source)

    def _row(self, number: str, row: Cells, source: ReadRow) -> None:
        """Row errors count only in rows that the file changes (design §5)."""
        self.table.compute(row, self.submission.round.cutoff_on)
        findings: Iterable[Finding] = self.table.findings(number, today=self.today, row=row)
        for finding in findings:
            entry = self.places.of_finding(finding, source)
            is_error = finding.level == "error"
            (self.result.errors if is_error else self.result.warnings).append(entry)

    def _absent(self) -> None:
        for number in self.merge.absent:
            name = str(self.table.rows[number]["name"])
            self.result.warnings.append(
                ReportEntry(code="absent", message=ABSENT, sheet=self.result.read.sheet, value=name)
            )

    def _closed(self) -> None:
        """A filed table takes no change; the same file once more changes nothing and is fine."""
        why = why_closed(self.submission)
        if why and not self.to_register and (self.merge.edits or self.merge.created):
            entry = ReportEntry(code="closed", message=why, sheet=self.result.read.sheet)
            self.result.errors.insert(0, entry)
        if why and self.to_register:
            self._of_the_week(why)

    def _of_the_week(self, why: str) -> None:
        """What belongs to the week and not to the register stays as it was filed."""
        for edits in self.merge.edits.values():
            for edit in edits:
                if edit.key in WEEKLY:
                    self._add(edit.source, edit.key, "closed", why)
        for new in self.merge.created:
            for key in WEEKLY:
                if new.values.get(key):
                    self._add(new.source, key, "closed", why)

    def _error(self, number: str, key: str, result: PatchResult) -> None:
        self._add(self.sources[number], key, result.code, result.message)

    def _add(self, row: ReadRow, key: str, code: str, message: str) -> None:
        self.result.errors.append(self.places.entry(row, key, code, message))


def _patch(sheet: Sheet, edit: Edit) -> Patch:
    column = sheet.column(edit.key)
    return Patch(edit.number, edit.key, wire(column, edit.was), wire(column, edit.value), "")


def entries_of(errors: Iterable[ReadError]) -> list[ReportEntry]:
    return [ReportEntry(**{**asdict(error), "sheet": error.sheet or ""}) for error in errors]


def _once(entries: Iterable[ReportEntry]) -> list[ReportEntry]:
    """One sentence a cell and code; the first that found it speaks."""
    first: dict[object, ReportEntry] = {}
    for entry in entries:
        place = (entry.sheet, entry.row, entry.column, entry.code)
        first.setdefault(entry if entry.row is None else place, entry)
    return list(first.values())
