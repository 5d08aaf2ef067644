"""争取资金情况表: one line is one application of one project to one channel."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from projects.models import FundingApplication, Project, ProjectQuerySet
from projects.resources import Line, Order, TableResource, at
from projects.rules import (
    FUNDING_AMOUNTS,
    FUNDING_DATES,
    FundingStatus,
    funding_faults,
    funding_status,
    is_backward,
)
from projects.selectors.ledger import Applications, Register, application_key, application_row
from projects.services.funding import FundingChange, save_applications
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
REJECTED = "已记为未获批。先在资金页恢复申报，再修改"
STATUS_TOLD = "状态由金额和时间定，和表里写的不一样；未获批的在资金页登记"
# told by the register, not by the file
TOLD = ("name", "national_code", "status")
CLEARED: dict[str, Any] = {
    **dict.fromkeys((*FUNDING_AMOUNTS, *FUNDING_DATES)),
    "document_no": "",
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
        line.after = {**line.before, **line.given(values)}
        if line.project:  # who applies stands in the register
            line.after |= {key: getattr(line.project, key) for key in ("name", "national_code")}
        rejected = line.before.get("status") == FundingStatus.REJECTED
        line.after["status"] = str(
            FundingStatus.REJECTED if rejected else funding_status(line.after)
        )
        if not line.is_new:
            found = diff_row(
                self.sheet, line.key, line.before, line.after,
                is_backward=lambda key, old, new: is_backward(key, old.get(key), new.get(key)),
            )  # fmt: skip
            line.changes = [change for change in found if change.key not in TOLD]

    def errors(self, line: Line) -> dict[str, Any]:
        if line.changes and line.before.get("status") == FundingStatus.REJECTED:
            return {"status": ValidationError(REJECTED, code="choice")}
        errors: dict[str, Any] = {}
        for key, text, code in funding_faults(line.after, self.today):
            errors.setdefault(key, ValidationError(text, code=code))
        return errors


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

    def asks(self, lines: Sequence[Line], resource: TableResource) -> list[tuple[str, str, Line]]:
        column = resource.sheet.column("status")
        said = [(line, parse(column, line.read.cells.get("status"))) for line in lines]
        return [
            ("status", STATUS_TOLD, line)
            for line, status in said
            if status and status != line.after["status"]
        ]

    def save(
        self, lines: Sequence[Line], sheet: Sheet, *, by: User | None, reason: str
    ) -> list[str]:
        touched = [line for line in lines if line.project and (line.is_new or line.changes)]
        rows = save_applications(
            [_change(line.project.pk, line) for line in touched if line.project],
            by=by,
            reason=reason,
        )
        return [
            f"{line.project.number}:{row.pk}"
            for line, row in zip(touched, rows, strict=True)
            if line.is_new and line.project
        ]

    def undo(self, cells: Sequence[Cell], created: Sequence[str], order: Order, *, by: User) -> Put:
        """Put back each value that still stands; a new application is emptied, and stays noted."""
        sheet = self.sheet(order.centre.pk, order.year)
        rows = Applications(order.centre, order.year).by_key
        now = {(key, order.year): application_row(sheet, row) for key, row in rows.items()}
        mine, other = back(cells, now, self, sheet)
        values: dict[str, dict[str, Any]] = {}
        for key, _, column, old, _ in mine:
            values.setdefault(key, {})[column] = parse(sheet.column(column), old)
        values |= {key: CLEARED for key in created if key in rows}
        changes = [
            FundingChange(rows[key].project_id, given, rows[key].pk)
            for key, given in values.items()
        ]
        save_applications(changes, by=by, reason=UNDO)
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


def _change(project_id: int, line: Line) -> FundingChange:
    """What the service is told: of a new application all, else what changed."""
    keys = list(line.after) if line.is_new else [change.key for change in line.changes]
    values = {key: line.after[key] for key in keys if key not in TOLD}
    if line.application:
        return FundingChange(project_id, values, line.application.pk)
    given = {key: value for key, value in values.items() if value not in ("", None)}
    return FundingChange(project_id, given | {"year": line.year})


FUNDING = FundingTable()
