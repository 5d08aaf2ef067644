"""One value of one sealed row changed past the triggers, as somebody with the file would."""

import json
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import DataError, IntegrityError, connection, models, transaction

from reporting.models import Compilation, CompilationSeal, Seal, SealedPermit, SealedProject

MODELS = [Seal, SealedProject, SealedPermit, Compilation, CompilationSeal]
# Nothing points to these rows and nothing is read off their keys.
NO_FACTS = {(SealedPermit, "id"), (CompilationSeal, "id")}


@dataclass
class Tamper:
    """What was done, and what a finder must name of it."""

    what: str
    round: str = ""
    unit: str = ""
    number: str = ""  # of the project whose row it is
    version: int = 0


def tamper(dice: random.Random) -> Tamper | None:
    """None when the database itself refused (a constraint, or a number too big for its column)."""
    model = dice.choice(MODELS)
    row = dice.choice(list(model.objects.all()))
    told = _told(row)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            told.what = dice.choice([_change] * 8 + [_delete, _insert])(dice, cursor, row)
    except (IntegrityError, DataError):
        return None
    return told


def _told(row) -> Tamper:
    if isinstance(row, Seal):
        return Tamper("", str(row.cutoff_on), row.unit_code)
    if isinstance(row, SealedProject):
        return Tamper("", str(row.seal.cutoff_on), row.seal.unit_code, row.number)
    if isinstance(row, SealedPermit):
        return Tamper("", str(row.seal.cutoff_on), row.seal.unit_code, row.project_number)
    compilation = row if isinstance(row, Compilation) else row.compilation
    return Tamper("", str(compilation.round.cutoff_on), version=compilation.version)


def _change(dice, cursor, row) -> str:
    table, columns = row._meta.db_table, row._meta.concrete_fields
    field = dice.choice([f for f in columns if (type(row), f.name) not in NO_FACTS])
    value = _other(dice, field, getattr(row, field.attname))
    cursor.execute(
        f"UPDATE {table} SET {field.column} = %s WHERE id = %s",  # noqa: S608
        [field.get_db_prep_value(value, connection) if _is_typed(value) else value, row.pk],
    )
    return f"{table}.{field.column}"


def _is_typed(value) -> bool:
    return not isinstance(value, str | bytes | int)


def _other(dice, field, value):
    if connection.vendor == "sqlite" and dice.random() < 0.05 and not _is_text(field):
        return "坏了"  # SQLite keeps what it is given
    match value:
        case bool():
            return not value
        case int():
            return value + dice.choice([1, 100_000])
        case Decimal():
            return value + Decimal("0.01")
        case datetime():
            return value + timedelta(microseconds=1)
        case date():
            return value + timedelta(days=dice.choice([-1, 1, 365]))
        case dict():
            return json.dumps(value | {"rows": value["rows"] + 1}, ensure_ascii=False)
        case bytes() | memoryview():
            data = bytearray(value)
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            return bytes(data)
        case str() if value:
            at = dice.randrange(len(value))
            return value[:at] + dice.choice("改0aΩ ") + value[at:]
    return _filled(field)


def _is_text(field) -> bool:
    return isinstance(field, models.CharField | models.BinaryField | models.JSONField)


def _filled(field):
    """Something where nothing was."""
    if isinstance(field, models.DateField):
        return date(2022, 1, 1)
    if isinstance(field, models.DecimalField):
        return Decimal("1.00")
    return True if isinstance(field, models.BooleanField) else "x"


def _delete(dice, cursor, row) -> str:
    cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608
    return f"{row._meta.db_table} deleted"


def _insert(dice, cursor, row) -> str:
    """A second one beside it, of another project, kind, number or version."""
    other = {
        Seal: {"number": row.pk + 50, "previous": "f" * 64},
        SealedProject: {"project_id": row.pk + 100_000, "seq": 99},
        SealedPermit: {"kind_id": row.pk + 100_000},
        Compilation: {"version": row.pk + 50},
        CompilationSeal: {"seal_id": _unused_seal()},
    }[type(row)]
    columns = [f.column for f in row._meta.concrete_fields if f.column != "id"]
    taken = ["%s" if column in other else column for column in columns]
    cursor.execute(
        f"INSERT INTO {row._meta.db_table} ({', '.join(columns)}) "  # noqa: S608
        f"SELECT {', '.join(taken)} FROM {row._meta.db_table} WHERE id = %s",
        [*(other[column] for column in columns if column in other), row.pk],
    )
    return f"{row._meta.db_table} inserted"


def _unused_seal() -> int:
    return Seal.objects.get(unit_code="PUCHENG", number=1).pk


def placed(fault) -> bool:
    return not fault.what.startswith("缺少触发器")


def names(fault, told) -> bool:
    """Round, then unit and row or the version; a row without its seal has its number alone."""
    if told.version:
        return (fault.round == told.round and not fault.unit) or "汇总所用的封存" in fault.what
    if told.number and "没有所属" in fault.what:
        return told.number in fault.row
    at_place = told.round in fault.round and told.unit in fault.unit
    is_row = not told.number or told.number in fault.row or fault.what == "这一行不见了"
    return at_place and is_row
