"""争取资金情况表: one line is one application of one project to one channel."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from projects.models import FundingApplication, Project, ProjectQuerySet
from projects.resources import Line, Order, TableResource, at
from projects.rules import FundingStatus
from projects.selectors.ledger import Applications, Register, application_key, application_row
from projects.services.funding_bulk import (
    STEPS,
    ApplicationChange,
    NewApplication,
    check_steps,
    save_applications,
    status_of,
    steps_back,
)
from projects.year_sheets import funding_sheet
from sheets.book import TableRow
from sheets.check import parse
from sheets.columns import Sheet, Value
from sheets.diff import diff_row
from sheets.read import ReadRow
from sheets.text import fold

from .base import Cell, Put, Table, back

NO_PROJECT = "台账里没有这个项目。核对名称，或先在台账里新增"
SEVERAL = "有几个同名的项目。填项目代码，才知道是哪一个"
NOT_YOURS = "不是本单位的项目。本单位只能导入自己的项目"
OTHER_PROJECT = "这一行是“{}”的申报，不能改成别的项目。别的项目填在空行"
TWICE = "这一笔申报在表里出现了两次。删去一行"
UNDO = "撤销导入"
IDENTITY = ("name", "national_code")
STATUS_TOLD = "没有状态，按已填的金额和时间定"
CLEARED: dict[str, Any] = {
    **dict.fromkeys(STEPS),
    **{f"{step}_on": None for step in STEPS},
    "document_no": "",
    "status": str(FundingStatus.PLANNED),
    "note": UNDO,
}


class FundingResource(TableResource):
    def __init__(
        self, sheet: Sheet, order: Order, register: Register, applications: Applications
    ) -> None:
        super().__init__(sheet, order)
        self.register, self.applications = register, applications
        self.claimed: set[int] = set()

    def read(self, rows: Sequence[ReadRow]) -> list[Line]:
        known = (self.applications.by_key.get(row.row_key) for row in rows)
        self.claimed = {application.pk for application in known if application}
        return super().read(rows)

    def match(self, line: Line, values: Mapping[str, Value]) -> None:
        application = self.applications.by_key.get(line.read.row_key)
        line.project = application.project if application else self._project(line, values)
        if self.order.only and line.project.unit_id != self.order.only.pk:
            raise at({"name": (NOT_YOURS if application else NO_PROJECT, "foreign")})
        if application:
            self._same(application.project, values)
        else:
            application = self._free(line.project, str(values["channel"]))
        line.unit = line.project.unit
        if application:
            line.application = application
            line.key, line.version = application_key(application), application.version
            line.before = application_row(self.sheet, application)

    def _project(self, line: Line, values: Mapping[str, Value]) -> Project:
        number = line.read.row_key.partition(":")[0]
        code, name = str(values.get("national_code") or ""), str(values["name"])
        found = self.register.by_number.get(number) or self.register.by_code.get(code)
        if found:
            return found
        standing = [
            project
            for project in self.register.namesakes(name, self.order.only)
            if project.withdrawn_on is None
        ]
        # of several years' namesakes the one on this year's list is meant
        if len(standing) > 1:
            of_year = [p for p in standing if self.order.year in self.register.years(p)]
            standing = of_year or standing
        if len(standing) != 1:
            code, text = ("duplicate", SEVERAL) if standing else ("foreign", NO_PROJECT)
            raise at({"name": (text, code)})
        return standing[0]

    def _same(self, project: Project, values: Mapping[str, Value]) -> None:
        code = values.get("national_code") or project.national_code
        if fold(str(values["name"])) != fold(project.name) or code != project.national_code:
            raise at({"name": (OTHER_PROJECT.format(project.name), "foreign")})

    def _free(self, project: Project, channel: str) -> FundingApplication | None:
        """The first application of that channel which no row has taken."""
        for application in self.applications.by_channel.get((project.pk, channel), []):
            if application.pk not in self.claimed:
                self.claimed.add(application.pk)
                return application
        return None

    def take(self, line: Line, values: Mapping[str, Value]) -> None:
        taken = line.given(values)
        if line.project:  # who applies stands in the register
            taken |= {key: getattr(line.project, key) for key in IDENTITY}
        if not taken.get("status"):
            taken.pop("status", None)
        line.after = {**line.before, **taken}
        if line.is_new and not line.after.get("status"):
            line.after["status"] = str(status_of(line.after))
            line.defaults.append("status")
        if not line.is_new:
            line.changes = diff_row(
                self.sheet, line.key, line.before, line.after,
                is_backward=lambda key, old, new: steps_back(key, old.get(key), new.get(key)),
            )  # fmt: skip

    def errors(self, line: Line) -> dict[str, Any]:
        return {**check_steps(line.after)}


class FundingTable(Table):
    form = "funding"
    name = "资金争取表"
    new_noun = "笔新申报"
    makes_projects = False
    about = (
        "按编号、项目代码或名称找到项目，再按资金渠道找到申报；没有登记过的申报新增，台账里没有的项目不新增。"
        "从这里下载的表里，空格子表示清空；别处来的表，空格子不改。"
    )
    summary = ("channel", "status", "applied", "approved", "arrived", "spent")
    defaults = {"status": STATUS_TOLD}

    def sheet(self, centre_id: int | None, year: int | None) -> Sheet:
        return funding_sheet(year)

    def resource(self, sheet: Sheet, order: Order) -> TableResource:
        return FundingResource(
            sheet, order, Register(order.centre), Applications(order.centre, order.year)
        )

    def check(self, lines: Sequence[Line], order: Order) -> None:
        seen: set[str] = set()
        for line in lines:
            if line.is_new or line.problem:
                continue
            if line.key in seen:
                line.problem = ValidationError({"name": ValidationError(TWICE, code="duplicate")})
            seen.add(line.key)

    def save(self, lines: Sequence[Line], *, by: User | None, reason: str) -> list[str]:
        news = [
            NewApplication(line.project.pk, line.year, _values(line, line.after))
            for line in lines
            if line.is_new and line.project and line.year
        ]
        changes = [
            ApplicationChange(line.application.pk, _values(line, [c.key for c in line.changes]))
            for line in lines
            if line.application and line.changes
        ]
        made = save_applications(news, changes, by=by, reason=reason)
        numbers = {line.project.pk: line.project.number for line in lines if line.project}
        return [f"{numbers[row.project_id]}:{row.pk}" for row in made]

    def undo(self, cells: Sequence[Cell], created: Sequence[str], order: Order, *, by: User) -> Put:
        """Put back each value that still stands; a new application is emptied, and stays noted."""
        sheet = self.sheet(order.centre.pk, order.year)
        rows = Applications(order.centre, order.year).by_key
        now = {(key, order.year): application_row(sheet, row) for key, row in rows.items()}
        mine, other = back(cells, now, self, sheet)
        changes = [
            ApplicationChange(rows[c[0]].pk, {c[2]: parse(sheet.column(c[2]), c[3])}) for c in mine
        ]
        changes += [ApplicationChange(rows[key].pk, CLEARED) for key in created if key in rows]
        save_applications([], changes, by=by, reason=UNDO)
        kept = [
            f"{rows[c[0]].project.name}，{sheet.column(c[2]).label}" for c in other if c[0] in rows
        ]
        return Put(kept, [key for key in created if key in rows])

    def rows(self, projects: ProjectQuerySet, sheet: Sheet, year: int) -> list[TableRow]:
        found = FundingApplication.objects.filter(project__in=projects, year=year)
        return [
            TableRow(
                {
                    "seq": position,
                    "unit": row.project.unit.short_name,
                    **application_row(sheet, row),
                },
                key=application_key(row),
                version=str(row.version),
            )
            for position, row in enumerate(found.select_related("project__unit"), 1)
        ]


def _values(line: Line, keys: Any) -> dict[str, Any]:
    found = {key: line.after[key] for key in keys if key not in IDENTITY}
    return {k: v for k, v in found.items() if not (line.is_new and v in ("", None))}


FUNDING = FundingTable()
