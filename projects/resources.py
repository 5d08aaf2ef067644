"""The ledger for django-import-export: its loop and results, our check, look-ups and saving.

A column is checked by the Sheet alone, look-ups come from a register read once, and nothing is
saved row by row: `lines` is what the import would do (stack.md: 4 queries a row otherwise).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from tablib import Dataset

from accounts.models import Unit
from sheets.check import parse_row
from sheets.columns import Column, Sheet, Value
from sheets.diff import Change, diff_row
from sheets.read import ReadRow
from workplace import clock

from .models import AnnualPlan, Project
from .own_fields import extra_of, own_of
from .rules import Level, Nature, is_backward
from .selectors.ledger import OF_BOTH, OF_PLAN, OF_PROJECT, YES_NO, Register, ledger_row
from .services.values import check_listed, split

NO_UNIT = "没有叫这个名字的单位。写全称、简称或代码"
NOT_YOURS = "不是本单位的项目。本单位只能导入自己的项目"
NEEDS_UNIT = "必填。写责任单位的全称、简称或代码"
NEEDS_YEAR = "有年度计划，没有年度。填年度，如 2023"
STALE = "导出以后这一格在台账里改过。重新导出后再改"
NEEDS_REASON = "金额调减、计划调整或时间推后，要写原因"
TRUTHS = {word: truth for truth, word in YES_NO.items()}


@dataclass
class Line:
    """A row of the file beside what the register holds for it."""

    read: ReadRow
    project: Project | None = None
    plan: AnnualPlan | None = None
    before: dict[str, Value] = field(default_factory=dict)
    after: dict[str, Value] = field(default_factory=dict)
    unit: Unit | None = None
    defaults: list[str] = field(default_factory=list)  # keys the register filled in itself
    changes: list[Change] = field(default_factory=list)
    problem: ValidationError | None = None
    own: Sequence[Column] = ()

    @property
    def is_new(self) -> bool:
        return self.project is None

    @property
    def year(self) -> int | None:
        year = self.after.get("year")
        return year if isinstance(year, int) else None

    @property
    def values(self) -> dict[str, Any]:
        """By field name, for the services: of a new project all, else what changed."""
        keys = self.after if self.is_new else [change.key for change in self.changes]
        fields: dict[str, Any] = {
            k: self.after[k] for k in keys if k in {*OF_PROJECT, *OF_PLAN, *OF_BOTH}
        }
        if "is_industrial" in keys:
            fields["is_industrial"] = TRUTHS[str(self.after["is_industrial"] or "")]
        if "unit" in keys and not self.is_new:
            fields["unit"] = self.unit
        if extra := extra_of({k: self.after[k] for k in keys}, self.own):
            fields["extra"] = extra
        return {k: v for k, v in fields.items() if not (self.is_new and v in ("", None))}


class LedgerResource(Resource):
    class Meta:
        instance_loader_class = BaseInstanceLoader
        skip_diff = True
        report_skipped = True

    def __init__(
        self,
        sheet: Sheet,
        register: Register,
        *,
        unit: Unit | None,
        only: Unit | None,
        reason: str,
    ) -> None:
        """`unit`: whose a new project is where the row does not say; `only`: nobody else's."""
        super().__init__()
        self.sheet, self.register, self.reason = sheet, register, reason
        self.own = own_of(sheet)
        self.unit, self.only = unit, only
        self.today = clock.today()
        self.lines: list[Line] = []

    def read(self, rows: Sequence[ReadRow]) -> list[Line]:
        """The lines of the file; a line with a `problem` cannot be saved."""
        result = self.import_data(
            Dataset(*[(row,) for row in rows], headers=["read"]),
            dry_run=False,  # a dry run would put a savepoint round each row; nothing is saved here
            use_transactions=False,
        )
        for bug in [*result.base_errors, *(e for row in result.rows for e in row.errors)]:
            raise bug.error  # what the engine caught was no ValidationError
        return self.lines

    # --- the steps of the engine, row by row ------------------------------------------------

    def get_or_init_instance(
        self, instance_loader: object, row: Mapping[str, ReadRow]
    ) -> tuple[Line, bool]:
        line = Line(row["read"], own=self.own)
        self.lines.append(line)
        return line, True

    def import_instance(self, line: Line, row: Mapping[str, ReadRow], **kwargs: Any) -> None:
        values, findings = parse_row(self.sheet, line.read.cells, today=self.today)
        if findings:
            raise _at({f.key or "name": (f.message, f.code) for f in findings})
        self._match(line, values)
        self._take(line, values)

    def validate_instance(
        self, line: Line, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors = dict(import_validation_errors or {})
        if not errors:
            errors = self._errors(line)
        if errors:
            line.problem = ValidationError(errors)
            raise line.problem

    def skip_row(
        self, line: Line, original: object, row: object, import_validation_errors: Any = None
    ) -> bool:
        return not (import_validation_errors or line.is_new or line.changes)

    def save_instance(self, line: Line, is_create: bool, row: object, **kwargs: Any) -> None:
        """Nothing here: the services write all lines at once."""

    # --- what a line means -------------------------------------------------------------------

    def _match(self, line: Line, values: Mapping[str, Value]) -> None:
        number, code = line.read.row_key, str(values.get("national_code") or "")
        year = values.get("year")
        found = self.register.find(
            number, code, str(values["name"]), year if isinstance(year, int) else None, self.only
        )
        if found and self.only and found.project.unit_id != self.only.pk:
            if found.project.number == number:
                raise _at({"name": (NOT_YOURS, "foreign")})
            found = None  # the check of names and codes refuses it without a name
        if found:
            line.project, line.plan = found.project, found.plan
            line.before = ledger_row(found.project, found.plan, self.own)

    def _take(self, line: Line, values: Mapping[str, Value]) -> None:
        """Our own export says it all: a blank clears. In another file a blank says nothing."""
        ours = bool(line.read.row_key) and not line.is_new
        taken = {k: v for k, v in values.items() if ours or v not in ("", None)}
        if line.project:
            for key in ("year", "unit", "name", *OF_BOTH):  # cannot be nothing
                if taken.get(key) in ("", None):
                    taken.pop(key, None)
        self._take_unit(line, taken)
        line.after = {**line.before, **taken}
        self._default(line)
        if line.project:
            line.changes = diff_row(
                self.sheet, line.project.number, line.before, line.after, is_backward=_back
            )

    def _take_unit(self, line: Line, taken: dict[str, Value]) -> None:
        text = taken.get("unit")
        unit = self.register.names.find(str(text)) if text else None
        if text and unit is None:
            raise _at({"unit": (NO_UNIT, "choice")})
        if unit and self.only and unit.pk != self.only.pk:
            raise _at({"unit": (NOT_YOURS, "foreign")})
        if unit:
            taken["unit"] = unit.short_name
        line.unit = unit or (line.project.unit if line.project else self.unit)
        if line.unit is None:
            raise _at({"unit": (NEEDS_UNIT, "required")})
        if line.is_new and not text:
            line.defaults.append("unit")

    def _default(self, line: Line) -> None:
        """What a new project or plan must have and the file leaves blank."""
        after = line.after
        if line.is_new and not after.get("level"):
            after["level"] = str(Level.COUNTY)
            line.defaults.append("level")
        if line.is_new and not after.get("nature"):
            # counts in no rate until somebody says what it is
            after["nature"] = str(Nature.PRELIMINARY)
            line.defaults.append("nature")
        if line.year is None:
            line.defaults += ["year"] if line.is_new else []
        elif line.plan is None and not after.get("listed_from"):
            first = self.today.replace(year=line.year, month=1, day=1)
            after["listed_from"] = min(first, self.today)
            line.defaults.append("listed_from")

    def _errors(self, line: Line) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        if line.year is None and any(line.after.get(key) for key in OF_PLAN):
            errors["year"] = ValidationError(NEEDS_YEAR, code="required")
        try:
            split({key: value for key, value in line.values.items() if key != "unit"})
            since, until = line.after.get("listed_from"), line.after.get("listed_to")
            if since and until:
                check_listed(since, until)  # type: ignore[arg-type]
        except ValidationError as error:
            errors |= error.error_dict
        for change in line.changes:
            if self._is_stale(line):
                errors[change.key] = ValidationError(STALE, code="stale")
            elif change.backward and not self.reason:
                errors[change.key] = ValidationError(NEEDS_REASON, code="reason")
        return errors

    def _is_stale(self, line: Line) -> bool:
        version = line.read.row_version
        return bool(version and line.project and version != str(line.project.version))


def _at(errors: Mapping[str, tuple[str, str]]) -> ValidationError:
    """Errors by column: key → (sentence, code)."""
    return ValidationError(
        {key: ValidationError(text, code=code) for key, (text, code) in errors.items()}
    )


def _back(key: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
    # a plan of another year is a new plan, not a changed one
    same_plan = key not in (*OF_PLAN, *OF_BOTH) or old.get("year") == new.get("year")
    return same_plan and is_backward(key, old.get(key), new.get(key))
