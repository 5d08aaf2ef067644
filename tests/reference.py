"""The reference fixtures in a handful of inserts: `loaddata` in each test took half the suite."""

import json
from functools import cache
from typing import Any

from django.conf import settings

from accounts.models import Unit
from procedures.models import KindLimit, PermitKind, Template, TemplateItem
from workplace.models import CalendarDay


@cache
def rows(name: str) -> list[dict[str, Any]]:
    path = settings.BASE_DIR / "fixtures" / f"{name}.json"
    return [row["fields"] for row in json.loads(path.read_text(encoding="utf-8"))]


def make_units() -> dict[str, Unit]:
    """fixtures/units.json by code; a level of the tree at a time."""
    made: dict[str | None, Unit] = {}
    left = rows("units")
    while left:
        ready = [row for row in left if row["parent"] is None or row["parent"][0] in made]
        units = [
            Unit(**row | {"parent": made[row["parent"][0]] if row["parent"] else None})
            for row in ready
        ]
        made |= {unit.code: unit for unit in Unit.objects.bulk_create(units)}
        left = [row for row in left if row["code"] not in made]
    return dict(sorted(made.items(), key=lambda item: (item[1].order, item[0])))


def make_kinds(units: dict[str, Unit]) -> list[PermitKind]:
    """fixtures/permit_kinds.json with what each waits for; only the headline ones are returned."""
    kinds, waits = {}, []
    for row in rows("permit_kinds"):
        values = dict(row)
        waits += [(row["code"], before[0]) for before in values.pop("prerequisites", [])]
        if values.get("default_unit"):
            values["default_unit"] = units[values["default_unit"][0]]
        kinds[row["code"]] = PermitKind(**values)
    PermitKind.objects.bulk_create(kinds.values())
    through = PermitKind.prerequisites.through
    through.objects.bulk_create(
        through(from_permitkind=kinds[kind], to_permitkind=kinds[before]) for kind, before in waits
    )
    KindLimit.objects.bulk_create(
        KindLimit(**row | {"kind": kinds[row["kind"][0]]}) for row in rows("kind_limits")
    )
    return sorted((k for k in kinds.values() if k.headline), key=lambda kind: kind.order)


def make_calendar() -> None:
    """fixtures/calendar.json: holidays and the working days that make up for them."""
    CalendarDay.objects.bulk_create(CalendarDay(**row) for row in rows("calendar"))


def make_templates(kinds: dict[str, PermitKind]) -> dict[str, Template]:
    """fixtures/templates.json by code, with their items."""
    path = settings.BASE_DIR / "fixtures" / "templates.json"
    entries = json.loads(path.read_text(encoding="utf-8"))
    units = Unit.objects.in_bulk(field_name="code")
    made = {e["pk"]: Template(pk=e["pk"], **e["fields"]) for e in entries if "pk" in e}
    Template.objects.bulk_create(made.values())
    for entry in entries:
        if "pk" in entry:
            continue
        row = dict(entry["fields"])
        before = [kinds[code[0]] for code in row.pop("prerequisites")]
        unit = row.pop("handling_unit")
        item = TemplateItem.objects.create(
            template=made[row.pop("template")],
            kind=kinds[row.pop("kind")[0]],
            handling_unit=units[unit[0]] if unit else None,
            **row,
        )
        item.prerequisites.set(before)
    return {template.code: template for template in made.values()}
