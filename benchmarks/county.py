"""Counties of the sizes that are measured, in a database of their own."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Unit, User
from procedures.models import Permit, PermitKind
from projects.models import AnnualPlan, Project
from reporting.models import Round, Submission
from reporting.services import rounds
from tests import factories
from workplace import clock

MOMENT = factories.at("2022-12-09 09:30")
CUTOFF = date(2022, 12, 9)


def prepare() -> dict[str, User]:
    """Reference data, one open round, a reporter for each unit and the centre."""
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    rounds.open_due(MOMENT)
    clock.set_shift(int((MOMENT - timezone.now()).total_seconds()))
    people = {
        unit.code: factories.UserFactory(username=unit.code.lower(), unit=unit)
        for unit in Unit.objects.reporting()
    }
    centre = Unit.objects.get(code="XMZX")
    return people | {"XMZX": factories.UserFactory(username="centre", unit=centre, role="centre")}


def grow(unit: Unit, count: int, dress: Callable[[Permit], Any] | None = None) -> None:
    """Bring the unit to `count` new projects with the six permits, each as `dress` leaves it."""
    have = Project.objects.filter(unit=unit).count()
    serial = Project.objects.count()
    projects = Project.objects.bulk_create(
        factories.ProjectFactory.build(
            unit=unit, number=f"PX-2023-{serial + n:04}", name=f"{unit.code}第{have + n}号供水工程"
        )
        for n in range(1, count - have + 1)
    )
    AnnualPlan.objects.bulk_create(
        AnnualPlan(
            project=project,
            year=2023,
            nature="new",
            level="county",
            planned_investment=Decimal("2000.00"),
            listed_from=date(2022, 12, 1),
        )
        for project in projects
    )
    six = list(PermitKind.objects.filter(headline=True))
    permits = [
        Permit(project=project, kind=kind, level=kind.default_level or "county")
        for project in projects
        for kind in six
    ]
    for permit in permits if dress else ():
        dress(permit)
    Permit.objects.bulk_create(permits)


def open_round() -> Round:
    return Round.objects.get(cutoff_on=CUTOFF)


def submission_of(unit: Unit) -> Submission:
    return Submission.objects.get(round=open_round(), unit=unit)


def client_of(user: User) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
