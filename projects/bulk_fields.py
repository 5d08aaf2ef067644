"""What may be changed for many projects at once: each a column, checked as everywhere else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from accounts.models import User
from sheets.check import show, wire
from sheets.columns import Choice, Column, Type, Value

from .models import Project
from .own_fields import extra_of, read, value_of
from .selectors.ledger import YES_NO
from .sheets import YES_NO_CHOICES, ledger_sheet

SHEET = ledger_sheet()
TRUTHS = {word: truth for truth, word in YES_NO.items()}


@dataclass(frozen=True)
class BulkField:
    """`read` takes a project with `plan` beside it; `write` makes the service's values."""

    column: Column
    read: Callable[[Project, Any], Value]
    write: Callable[[Value], dict[str, Any]]
    of_plan: bool = False
    centre_only: bool = False

    @property
    def key(self) -> str:
        return self.column.key

    @property
    def label(self) -> str:
        return self.column.label

    def wire_of(self, project: Project, plan: Any) -> str:
        return wire(self.column, self.read(project, plan))

    def shown(self, text: str) -> str:
        """A wire string as people read it."""
        return show(self.column, read(self.column, text)) or text


def _plain(column: Column) -> BulkField:
    key = column.key
    return BulkField(column, lambda project, plan: getattr(project, key), lambda v: {key: v})


def _truth(key: str, header: str) -> BulkField:
    column = Column(key, header, type=Type.CHOICE, choices=YES_NO_CHOICES)
    return BulkField(
        column,
        lambda project, plan: YES_NO[getattr(project, key)],
        lambda value: {key: TRUTHS[str(value or "")]},
    )


def _level() -> BulkField:
    column = replace(SHEET.column("level"), required=True)
    return BulkField(
        column,
        lambda project, plan: str(plan.level),
        lambda value: {"level": value},
        of_plan=True,
        centre_only=True,
    )


def _own(column: Column) -> BulkField:
    return BulkField(
        column,
        lambda project, plan: value_of(project, column),
        lambda value: {"extra": extra_of({column.key: value}, [column])},
    )


def all_fields(own: Iterable[Column]) -> list[BulkField]:
    return [
        _plain(Column("leader", "包联领导", max_length=30)),
        _plain(SHEET.column("industry")),
        _plain(Column("strategies", "战略方向", max_length=200, hint="几个之间用、隔开")),
        _level(),
        _plain(SHEET.column("planned_start")),
        _truth("is_industrial", "是否产业项目"),
        _truth("in_statistics", "统计入库"),
        _plain(SHEET.column("build_nature")),
        _plain(SHEET.column("note")),
        *(_own(column) for column in own),
    ]


def fields_for(user: User, own: Iterable[Column]) -> list[BulkField]:
    """What this person may change; the list's grading is the centre's (第三条)."""
    may_grade = user.can("edit_plan_list")
    return [field for field in all_fields(own) if may_grade or not field.centre_only]


def with_terms(field: BulkField, terms: Iterable[str]) -> BulkField:
    """行业 chosen from the county's list, if it keeps one."""
    choices = tuple(Choice(name, name) for name in terms)
    if field.key != "industry" or not choices:
        return field
    column = replace(field.column, type=Type.CHOICE, choices=choices)
    return replace(field, column=column)
