"""Own fields (自定义字段): a county's typed fields as columns, and their values on a project.

Their values lie in `Project.extra` as wire strings; what is empty has no key there.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sheets.check import parse, show, wire
from sheets.columns import Choice, Column, Sheet, Type, Value

from .fields import ColumnField
from .models import Project, ProjectField
from .rules import FieldType
from .sheets import NOTHING, YES_NO_CHOICES

KEY = "own"  # own1, own2 …
KEY_PATTERN = r"own[1-9][0-9]{0,5}"
MAX_ACTIVE = 10
TYPES = {
    FieldType.TEXT: Type.TEXT,
    FieldType.NUMBER: Type.NUMBER,
    FieldType.MONEY: Type.MONEY,
    FieldType.DATE: Type.DATE,
    FieldType.CHOICE: Type.CHOICE,
    FieldType.YES_NO: Type.CHOICE,
}
WIDTHS = {Type.TEXT: 16.0, Type.MONEY: 13.0, Type.DATE: 11.0}


def column_of(field: ProjectField) -> Column:
    """The column that checks, shows and exports a field's values."""
    kind = TYPES[FieldType(field.type)]
    choices = tuple(Choice(word, word) for word in field.choices)
    return Column(
        field.key,
        field.label,
        type=kind,
        choices=YES_NO_CHOICES if field.type == FieldType.YES_NO else choices,
        minimum=Decimal(0) if kind is Type.MONEY else None,
        blanks=() if kind is Type.TEXT else NOTHING,
        summed=kind is Type.MONEY,
        width=WIDTHS.get(kind, 10.0),
        hint=field.hint,
    )


def columns_of(centre_id: int | None, *, retired: bool = False) -> list[Column]:
    """The county's fields in use, in their order; with `retired` those out of use too."""
    fields = ProjectField.objects.filter(centre=centre_id)
    found = fields if retired else fields.filter(is_active=True)
    return [column_of(field) for field in found]


def is_own(key: str) -> bool:
    return re.fullmatch(KEY_PATTERN, key) is not None


def own_of(sheet: Sheet) -> list[Column]:
    """The own fields among the columns of a sheet."""
    return [column for column in sheet.columns if is_own(column.key)]


def value_of(project: Project, column: Column) -> Value:
    return read(column, project.extra.get(column.key, ""))


def read(column: Column, text: str) -> Value:
    """A stored string as its value: it passed the check once, and a type never changes.

    A choice that is offered no more stays what it was.
    """
    if column.type is Type.CHOICE:
        return text
    return parse(column, text)


def shown(column: Column, text: str) -> str:
    """A stored string as people read it."""
    return show(column, read(column, text)) or text


def extra_of(values: Mapping[str, Any], columns: Iterable[Column]) -> dict[str, str]:
    """Canonical values by key → what `Project.extra` takes; "" empties a field."""
    return {
        column.key: wire(column, values[column.key]) for column in columns if column.key in values
    }


def form_fields(columns: Iterable[Column]) -> dict[str, ColumnField]:
    """The fields a form about a project asks for."""
    return {column.key: ColumnField(column) for column in columns}
