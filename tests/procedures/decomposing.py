"""What the tests of 分解 share: templates, a plan made of the proposals, signed-in people."""

from datetime import date

from procedures.decomposition import Choice, Plan
from procedures.models import PermitKind
from procedures.services.decompose import decompose
from tests import factories, reference

LATEST = date(2023, 2, 28)


def templates():
    return reference.make_templates({kind.code: kind for kind in PermitKind.objects.all()})


def kinds():
    return {kind.code: kind for kind in PermitKind.objects.all()}


def plan(project, *, template=None, facts=None, **choices):
    """`land=("ZRZY", day)` is needed; `capacity="非涉产能行业"` is not."""
    from accounts.models import Unit

    found = []
    for code, said in choices.items():
        kind = PermitKind.objects.get(code=code)
        if isinstance(said, str):
            found.append(Choice(kind.pk, need=False, ground=said))
        else:
            unit, due = said
            found.append(Choice(kind.pk, True, "county", Unit.objects.get(code=unit).pk, due))
    return Plan(project.pk, template.pk if template else None, found, facts or {})


def give(cast, project, reason="", **choices):
    plans = [plan(project, **choices)]
    centre = cast.units["XMZX"]
    return decompose(plans=plans, centre=centre, by=cast.centre, reason=reason)


def new_project(unit, **values):
    project = factories.ProjectFactory(unit=unit, **values)
    factories.PlanFactory(project=project)
    return project
