"""Tables of the register for django-import-export: its loop and results, our check and saving.

A column is checked by the Sheet alone, look-ups come from a register read once, and nothing is
saved row by row: `lines` is what the import would do (stack.md: 4 queries a row otherwise).
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from tablib import Dataset

from accounts.models import Unit
from sheets.check import parse_row
from sheets.columns import Sheet, Value
from sheets.diff import Change
from sheets.read import ReadRow
from workplace import clock

from .models import AnnualPlan, FundingApplication, Project

STALE = "导出以后这一格在台账里改过。重新导出后再改"
NEEDS_REASON = "金额调减、计划调整或时间推后，要写原因"


@dataclass(frozen=True)
class Order:
    """Whose import this is, and of which year."""

    centre: Unit
    unit: Unit | None = None  # whose a new row is where the file does not say
    only: Unit | None = None  # a unit imports nobody else's rows
    year: int | None = None  # of rows that name none; of every row of a year's table
    reason: str = ""
    ticked: frozenset[str] = frozenset()  # what a person took of what was only offered


@dataclass
class Line:
    """A row of the file beside what the register holds for it."""

    read: ReadRow
    year: int | None = None
    key: str = ""  # the row's hidden key; empty while the register does not have it
    version: int | None = None
    project: Project | None = None
    plan: AnnualPlan | None = None
    application: FundingApplication | None = None
    unit: Unit | None = None
    before: dict[str, Value] = field(default_factory=dict)
    after: dict[str, Value] = field(default_factory=dict)
    defaults: list[str] = field(default_factory=list)  # keys the register filled in itself
    unseen: dict[str, Any] = field(default_factory=dict)  # written with it, in no column
    changes: list[Change] = field(default_factory=list)
    offered: dict[str, str] = field(default_factory=dict)  # tick → column, where both say something
    offers: list[Change] = field(default_factory=list)
    tick: str = ""  # of a row that is only made when it is ticked
    is_left_out: bool = False
    problem: ValidationError | None = None

    @property
    def is_new(self) -> bool:
        return not self.key

    @property
    def is_ours(self) -> bool:
        """Our own export says it all: a blank clears. In another file a blank says nothing."""
        return bool(self.read.row_key) and not self.is_new

    @property
    def is_stale(self) -> bool:
        version = self.read.row_version
        return bool(version and self.version is not None and version != str(self.version))

    @property
    def name(self) -> str:
        return str(self.after.get("name", ""))

    def given(self, values: Mapping[str, Value]) -> dict[str, Value]:
        return {k: v for k, v in values.items() if self.is_ours or v not in ("", None)}


class TableResource(Resource):
    """The steps of the engine, row by row; what a line means is told by its table."""

    class Meta:
        instance_loader_class = BaseInstanceLoader
        skip_diff = True
        report_skipped = True

    def __init__(self, sheet: Sheet, order: Order) -> None:
        super().__init__()
        self.sheet, self.order = sheet, order
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

    def get_or_init_instance(
        self, instance_loader: object, row: Mapping[str, ReadRow]
    ) -> tuple[Line, bool]:
        line = Line(row["read"], year=self.order.year)
        self.lines.append(line)
        return line, True

    def import_instance(self, line: Line, row: Mapping[str, ReadRow], **kwargs: Any) -> None:
        values, findings = parse_row(self.sheet, line.read.cells, today=self.today)
        if findings:
            raise at({f.key or "name": (f.message, f.code) for f in findings})
        self.match(line, values)
        self.take(line, values)

    def validate_instance(
        self, line: Line, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors = dict(import_validation_errors or {})
        if not errors:
            errors = {} if line.is_left_out else self.errors(line) | self._of_changes(line)
        if errors:
            line.problem = ValidationError(errors)
            raise line.problem

    def skip_row(
        self, line: Line, original: object, row: object, import_validation_errors: Any = None
    ) -> bool:
        return not (import_validation_errors or line.is_new or line.changes)

    def save_instance(self, line: Line, is_create: bool, row: object, **kwargs: Any) -> None:
        """Nothing here: the services write all lines at once."""

    def _of_changes(self, line: Line) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        for change in line.changes:
            if line.is_stale:
                errors[change.key] = ValidationError(STALE, code="stale")
            elif change.backward and not self.order.reason:
                errors[change.key] = ValidationError(NEEDS_REASON, code="reason")
        return errors

    # --- what a line means -------------------------------------------------------------------

    @abstractmethod
    def match(self, line: Line, values: Mapping[str, Value]) -> None:
        """Find the line's row in the register, if it has one."""

    @abstractmethod
    def take(self, line: Line, values: Mapping[str, Value]) -> None:
        """What the line would be, and what changes by it."""

    @abstractmethod
    def errors(self, line: Line) -> dict[str, Any]:
        """What is wrong with the row as a whole, by column."""


def at(errors: Mapping[str, tuple[str, str]]) -> ValidationError:
    """Errors by column: key → (sentence, code)."""
    return ValidationError(
        {key: ValidationError(text, code=code) for key, (text, code) in errors.items()}
    )
