"""2,000 rows of a table of the register, looked at and saved, beside saving a row at a time."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from accounts.models import User
from projects import services
from projects.imports import import_table, order_of
from projects.models import FundingApplication, Project
from projects.tables import TABLES
from sheets.read import ReadRow

from .measure import Line, once, timed

ROWS = 2_000
SAMPLE = 200  # what a row at a time takes is told from so many


def lines(people: dict[str, User]) -> list[Line]:
    """The rows are taken back, so that what is measured next has the county it expects."""
    with transaction.atomic():
        found = targets(people) + funds(people)
        transaction.set_rollback(True)
    return found


def targets(people: dict[str, User]) -> list[Line]:
    centre, unit = people["XMZX"], people["XUEGUAN"].unit
    rows = [{"name": f"目标{n}号工程", "place": "薛关镇"} for n in range(ROWS)]

    def one(n: int) -> None:
        values = {"name": f"逐行{n}号工程", "place": "薛关镇", "nature": "new"}
        services.create_project(unit=unit, year=2023, values=values, by=centre)

    found = imported("targets", rows, people, one)
    assert Project.objects.filter(name__startswith="目标").count() == ROWS
    return found


def funds(people: dict[str, User]) -> list[Line]:
    centre, unit = people["XMZX"], people["XUEGUAN"].unit
    known = list(Project.objects.filter(unit=unit).order_by("pk")[:40])
    rows = [
        {"name": known[n % len(known)].name, "channel": "专项债券", "applied": n + 1}
        for n in range(ROWS)
    ]

    def one(n: int) -> None:
        values = {"channel": "special_bond", "year": 2023, "note": f"第{n}批"}
        project = known[n % len(known)]
        services.add_application(project_id=project.pk, values=values, by=centre)

    found = imported("funding", rows, people, one)
    assert FundingApplication.objects.count() == ROWS + SAMPLE
    return found


def imported(
    form: str, given: list[dict[str, Any]], people: dict[str, User], one: Callable[[int], None]
) -> list[Line]:
    table, centre = TABLES[form], people["XMZX"]
    rows = [ReadRow(n, "表", False, "", "", cells) for n, cells in enumerate(given, 4)]
    order = order_of(centre.unit, people["XUEGUAN"].unit, year=2023)
    found = []
    for what, dry in (("核对", True), ("保存", False)):
        spent = once(lambda dry=dry: import_table(table, rows, order, by=centre, dry_run=dry))
        found.append(Line(f"导入{table.name} {ROWS:,} 行：{what}", *spent, "查询合计限 40"))
    found[-1].other = f"逐行保存（{SAMPLE} 行折算）"
    found[-1].other_milliseconds = timed(lambda: [one(n) for n in range(SAMPLE)]) * ROWS / SAMPLE
    return found
