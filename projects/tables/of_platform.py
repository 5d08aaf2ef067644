"""A file of the approval platform fills the register's facts by 项目代码.

What is blank here is filled; what differs is offered, and taken when it is ticked; a code that
nobody has registered is only named, unless it is ticked too.
"""

from collections.abc import Mapping

from projects.platform_sheet import platform_sheet
from projects.resources import Line, Order, TableResource
from projects.selectors.ledger import Register, ledger_row
from sheets.columns import Sheet, Value
from sheets.diff import diff_row
from sheets.text import fold

from .matching import ProjectResource
from .of_projects import ProjectTable


class PlatformResource(ProjectResource):
    def match(self, line: Line, values: Mapping[str, Value]) -> None:
        code = str(values["national_code"])
        project = self.register.by_code.get(code)
        if project is None:
            line.tick = f"new:{code}"
            line.is_left_out = line.tick not in self.order.ticked
            line.year = self.order.year
            return
        line.project, line.unit = project, project.unit
        line.key, line.version = project.number, project.version
        line.year = None  # facts of the project; its plans are another table's
        line.before = ledger_row(self.sheet, project, None)

    def take(self, line: Line, values: Mapping[str, Value]) -> None:
        if line.project is None:
            self._make(line, values)
            return
        given = {key: value for key, value in values.items() if value not in ("", None)}
        blank = {key for key in given if line.before[key] in ("", None)}
        for key in given.keys() - blank:
            if _differs(line.before[key], given[key]):
                line.offered[f"{line.key}:{key}"] = key
        ticked = {key for tick, key in line.offered.items() if tick in self.order.ticked}
        line.after = {**line.before, **{key: given[key] for key in blank | ticked}}
        line.offers = diff_row(
            self.sheet,
            line.key,
            line.before,
            {**line.before, **{key: given[key] for key in line.offered.values()}},
            is_backward=lambda *_: False,
        )
        line.changes = self._changes(line)

    def _make(self, line: Line, values: Mapping[str, Value]) -> None:
        if line.is_left_out:
            line.after = dict(values)
        else:
            super().take(line, values)


class PlatformTable(ProjectTable):
    about = (
        "上传在线审批监管平台导出的项目清单，按项目代码填台账里空着的内容。"
        "两边不一样的列出来，勾选的才改；台账里没有的代码列出来，勾选的才新增。"
    )

    def resource(self, sheet: Sheet, order: Order) -> TableResource:
        return PlatformResource(sheet, order, Register(order.centre))


def _differs(ours: Value, theirs: Value) -> bool:
    if isinstance(ours, str) and isinstance(theirs, str):
        return fold(ours) != fold(theirs)
    return ours != theirs


PLATFORM = PlatformTable(
    "platform",
    "审批平台项目清单",
    platform_sheet,
    lambda projects, year: projects,
    is_of_year=False,
)
