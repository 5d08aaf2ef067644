"""A row of the table as the fields of a plain form: the way without JavaScript and on phones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from reporting.selectors.facts import PROJECT_KEYS
from reporting.services.cells import PatchResult
from sheets.check import show, wire
from sheets.columns import Choice, Column, Row, Sheet, Type
from sheets.grid import Patch

INPUTS = {Type.CHOICE: "select", Type.LONG: "textarea", Type.MONEY: "decimal"}


@dataclass(frozen=True)
class RowField:
    """One cell as a field; `was` is the wire value it was read at."""

    column: Column
    value: str
    was: str = ""
    error: str = ""
    warning: str = ""

    @property
    def name(self) -> str:
        return self.column.key

    @property
    def html_id(self) -> str:
        return f"cell-{self.column.key.replace('.', '-')}"

    @property
    def label(self) -> str:
        return self.column.header

    @property
    def input(self) -> str:
        return INPUTS.get(self.column.type, "text")

    @property
    def choices(self) -> Sequence[Choice]:
        blank = () if self.column.default else (Choice("", "　"),)
        return (*blank, *self.column.choices)


Groups = list[tuple[str, list[RowField]]]


def fields_of(sheet: Sheet, row: Row, notes: Mapping[str, str] | None = None) -> Groups:
    """The writable cells by group; `notes`: findings by key."""
    notes = notes or {}
    return _grouped(
        sheet,
        lambda column: RowField(
            column,
            wire(column, row.get(column.key)),
            was=wire(column, row.get(column.key)),
            warning=notes.get(column.key, ""),
        ),
    )


def new_fields(sheet: Sheet, raw: Mapping[str, str], errors: Mapping[str, str]) -> Groups:
    """The project's own cells, for a row that does not exist yet."""
    groups = _grouped(
        sheet,
        lambda column: RowField(
            column, raw.get(column.key, column.default), error=errors.get(column.key, "")
        ),
    )
    kept = [(name, [f for f in fields if f.name in PROJECT_KEYS]) for name, fields in groups]
    return [(name, fields) for name, fields in kept if fields]


def typed_fields(
    sheet: Sheet, row: Row, post: QueryDict, results: Mapping[str, PatchResult]
) -> Groups:
    """The form again: what was typed where it was refused, what stands now everywhere else."""

    def field(column: Column) -> RowField:
        result = results.get(column.key)
        present = wire(column, row.get(column.key))
        if result is None or result.status in ("saved", "same"):
            return RowField(column, present, was=present)
        typed = post.get(column.key, "")
        return RowField(column, typed, was=present, error=_message(column, result, row))

    return _grouped(sheet, field)


def patches_of(sheet: Sheet, number: str, post: QueryDict) -> list[Patch]:
    """The cells whose text is another than the one the form was made with."""
    return [
        Patch(number, key, was, value, "")
        for key in sheet.writable
        if (was := _posted(post, f"was.{key}")) is not None
        if (value := _posted(post, key)) is not None and value != was
    ]


def _posted(post: QueryDict, name: str) -> str | None:
    value = post.get(name)
    return None if value is None else value.replace("\r\n", "\n")


def _message(column: Column, result: PatchResult, row: Row) -> str:
    if result.status != "clash":
        return result.message
    who = f"{result.by} " if result.by else "别人"
    present = show(column, row.get(column.key)) or "空"
    return f"{who}刚把这一格改为“{present}”。再保存一次，就用你填的；要用现在的，改成一样即可"


def _grouped(sheet: Sheet, make: Callable[[Column], RowField]) -> Groups:
    groups: Groups = []
    for name, columns in sheet.groups:
        fields = [make(column) for column in columns if not column.computed]
        if fields:
            groups.append((name, fields))
    return groups
