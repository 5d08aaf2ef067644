"""The catalogue as a table description, for the finder of headers that the imports use too."""

from sheets.columns import Column, Sheet, Type

from .fields import Field, Kinds, fields_of
from .formats import sheet_type


def template_sheet(rows: str, kinds: Kinds) -> Sheet:
    """A header that means two fields (文号 of the permit, 文号 of the money) means the first."""
    taken: set[str] = set()
    columns = []
    for field in _own_first(fields_of(rows, kinds)):
        names = tuple(name for name in field.names if name not in taken)
        taken |= {field.label, *names}
        columns.append(_column(field, names))
    return Sheet("export", "报送表式", tuple(columns))


def _own_first(fields: dict[str, Field]) -> list[Field]:
    """What a row is about goes before what its project is about."""
    return sorted(fields.values(), key=lambda field: not field.group.startswith(("这一", "本单位")))


def _column(field: Field, names: tuple[str, ...]) -> Column:
    kind = sheet_type(field.type)
    return Column(
        field.key, field.label, type=kind if kind is not Type.RATE else Type.TEXT, aliases=names
    )
