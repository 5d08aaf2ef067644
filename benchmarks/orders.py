"""分解: 100 projects looked at and given to the bureaus at once, beside one project at a time."""

from datetime import date

from django.db import transaction

from accounts.models import User
from procedures.decomposition import Plan
from procedures.models import Permit
from procedures.selectors.decompose import library
from procedures.selectors.decompose_bulk import preview
from procedures.services.decompose import decompose
from projects.models import Project
from workplace import clock

from .county import grow
from .measure import Line, once, timed

PROJECTS = 100
SAMPLE = 20  # what one at a time takes is told from so many
LATEST = date(2023, 2, 28)


def lines(people: dict[str, User]) -> list[Line]:
    with transaction.atomic():
        found = given(people)
        transaction.set_rollback(True)
    return found


def given(people: dict[str, User]) -> list[Line]:
    centre, owner = people["XMZX"], people["XUEGUAN"]
    have = Project.objects.filter(unit=owner.unit).count()
    grow(owner.unit, have + PROJECTS + SAMPLE)
    new = Project.objects.filter(unit=owner.unit).select_related("unit").order_by("pk")
    rows = list(new[have : have + PROJECTS + SAMPLE])
    Permit.objects.filter(project__in=rows).delete()  # as a project is before it is decomposed
    many, others = rows[:PROJECTS], rows[PROJECTS:]

    def look(projects: list[Project]) -> list[Plan]:
        ours = library(clock.today(), centre)
        shown = preview(ours, projects, template_code=ours.offered[0].code, rule="", latest=LATEST)
        return [sketch.plan() for sketch in shown.sketches]

    def give(projects: list[Project]) -> None:
        decompose(plans=look(projects), centre=centre.unit, by=centre)

    looked = once(lambda: look(many))
    each_looked = timed(lambda: [look([project]) for project in others]) * PROJECTS / SAMPLE
    spent = once(lambda: give(many))
    count = Permit.objects.filter(project__in=many).given().count()
    assert count >= PROJECTS
    each = timed(lambda: [give([project]) for project in others]) * PROJECTS / SAMPLE
    beside = f"一个一个（{SAMPLE} 个折算）"
    return [
        Line(f"分解 {PROJECTS} 个项目：核对", *looked, beside, each_looked),
        Line(f"　下达 {count} 项手续（连同核对）", *spent, beside, each),
    ]
