"""What a row of a table of projects means: whose project, which year, what it changes."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from projects.own_fields import extra_of, is_own, own_of
from projects.resources import Line, Order, TableResource, at
from projects.rules import NATURE_OF, Level, Nature, Stage, is_backward
from projects.selectors.ledger import OF_BOTH, OF_PLAN, TRUTHS, Found, Register, ledger_row
from projects.services.values import check_listed, split
from sheets.columns import Sheet, Value
from sheets.diff import Backward, Change, diff_row

NO_UNIT = "没有叫这个名字的单位。写全称、简称或代码"
NOT_YOURS = "不是本单位的项目。本单位只能导入自己的项目"
NEEDS_UNIT = "必填。写责任单位的全称、简称或代码"
NEEDS_YEAR = "有年度计划，没有年度。填年度，如 2023"
TRUTH = {"yes": True, "no": False, "": None}
# what a row cannot make nothing of a project that is there
KEPT = frozenset({"year", "unit", "name", "stage"}) | OF_BOTH


class ProjectResource(TableResource):
    """One line is one project in one year's list."""

    def __init__(self, sheet: Sheet, order: Order, register: Register) -> None:
        super().__init__(sheet, order)
        self.register = register
        self.is_of_year = "year" not in sheet

    def match(self, line: Line, values: Mapping[str, Value]) -> None:
        number, code = line.read.row_key, str(values.get("national_code") or "")
        if not self.is_of_year:
            said = values.get("year")
            known = number in self.register.by_number  # our export says no year where there is none
            line.year = said if isinstance(said, int) else None if known else self.order.year
        name, only = str(values["name"]), self.order.only
        found = self.register.find(number, code, name, line.year, only)
        if found is None and self.is_of_year:  # not on any year's list yet
            found = self.register.find("", "", name, None, only)
        if found and only and found.project.unit_id != only.pk:
            if found.project.number == number:
                raise at({"name": (NOT_YOURS, "foreign")})
            found = None  # the check of names and codes refuses it without a name
        if found:
            self._known(line, found)

    def _known(self, line: Line, found: Found) -> None:
        line.project, line.plan = found.project, found.plan
        line.key, line.version = found.project.number, found.project.version
        line.before = ledger_row(self.sheet, found.project, found.plan)

    def take(self, line: Line, values: Mapping[str, Value]) -> None:
        taken = line.given(values)
        for key in KEPT if line.project else ():
            if taken.get(key) in ("", None):
                taken.pop(key, None)
        self._take_unit(line, taken)
        line.after = {**line.before, **taken}
        if not self.is_of_year:
            line.year = line.after["year"] = line.year or line.before.get("year")  # type: ignore[assignment]
        elif self._stays_off(line):
            line.year = None
        self._default(line)
        if line.project:
            line.changes = self._changes(line)

    def _take_unit(self, line: Line, taken: dict[str, Value]) -> None:
        text = taken.get("unit")
        unit = self.register.names.find(str(text)) if text else None
        if text and unit is None:
            raise at({"unit": (NO_UNIT, "choice")})
        if unit and self.order.only and unit.pk != self.order.only.pk:
            raise at({"unit": (NOT_YOURS, "foreign")})
        if unit:
            taken["unit"] = unit.short_name
        line.unit = unit or (line.project.unit if line.project else self.order.unit)
        if line.unit is None:
            raise at({"unit": (NEEDS_UNIT, "required")})
        if line.is_new and not text:
            line.defaults.append("unit")

    def _stays_off(self, line: Line) -> bool:
        """A row of our own export that was on no year's list, and still plans nothing."""
        planned = any(line.after.get(key) not in ("", None) for key in OF_PLAN)
        return self.is_of_year and line.is_ours and line.plan is None and not planned

    def _default(self, line: Line) -> None:
        """What a new project or plan must have and the file leaves blank."""
        if line.is_new:
            self._fill(line, "level", str(Level.COUNTY))
            # counts in no rate until somebody says what it is
            self._fill(line, "nature", str(Nature.PRELIMINARY))
            self._fill(line, "stage", str(Stage.RESERVE))
        if line.year is None:
            line.defaults += ["year"] if line.is_new else []
        elif line.plan is None and not line.after.get("listed_from"):
            first = self.today.replace(year=line.year, month=1, day=1)
            if "listed_from" in self.sheet:
                self._fill(line, "listed_from", min(first, self.today))
            else:
                line.unseen["listed_from"] = min(first, self.today)

    def _fill(self, line: Line, key: str, value: Value) -> None:
        if key in self.sheet and not line.after.get(key):
            line.after[key] = value
            line.defaults.append(key)

    def _changes(self, line: Line) -> list[Change]:
        found = diff_row(self.sheet, line.key, line.before, line.after, is_backward=_back(line))
        if self.is_of_year and line.year and line.plan is None:
            found.append(Change(line.key, "year", None, line.year, backward=False))
        return found

    def errors(self, line: Line) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        if line.year is None and any(line.after.get(key) for key in OF_PLAN):
            errors["year"] = ValidationError(NEEDS_YEAR, code="required")
        try:
            given = fields_of(line, self.sheet)
            given.pop("unit", None)
            split(given)
            since, until = line.after.get("listed_from"), line.after.get("listed_to")
            if since and until:
                check_listed(since, until)  # type: ignore[arg-type]
        except ValidationError as error:
            errors |= error.error_dict
        return errors


def fields_of(line: Line, sheet: Sheet) -> dict[str, Any]:
    """By field name, for the services: of a new project all, else what changed."""
    keys = list(line.after) if line.is_new else [change.key for change in line.changes]
    fields: dict[str, Any] = {key: line.after[key] for key in keys if key not in {"year", "unit"}}
    fields |= line.unseen
    if own := [column for column in own_of(sheet) if column.key in fields]:
        fields["extra"] = extra_of(fields, own)
        fields = {key: value for key, value in fields.items() if not is_own(key)}
    for key in TRUTHS & fields.keys():
        fields[key] = TRUTH[str(fields[key] or "")]
    if fields.get("stage"):
        fields["nature"] = str(NATURE_OF[Stage(fields["stage"])])
    if "unit" in keys and not line.is_new:
        fields["unit"] = line.unit
    return {k: v for k, v in fields.items() if not (line.is_new and v in ("", None))}


def _back(line: Line) -> Backward:
    # a plan of another year is a new plan, not a changed one
    def steps_back(key: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> bool:
        is_new_plan = line.year is not None and line.plan is None
        of_new_plan = is_new_plan and key in OF_PLAN | OF_BOTH
        return not of_new_plan and is_backward(key, old.get(key), new.get(key))

    return steps_back
