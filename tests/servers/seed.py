"""A small county for tests against a real server: `python -m tests.servers.seed [MOMENT]`.

薛关镇 has three projects, 黑龙关镇 one; the order's campaign stands in its first week. Usernames
as in the demo county, password factories.PASSWORD.
"""

import os
import sys
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.servers.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Unit  # noqa: E402
from procedures.models import PermitKind  # noqa: E402
from reporting.services import rounds  # noqa: E402
from tests import factories  # noqa: E402
from workplace import clock  # noqa: E402

FRIDAY = "2022-12-09 09:30"
PEOPLE = {
    "xueguan": ("XUEGUAN", "reporter"),
    "heilongguan": ("HEILONGGUAN", "reporter"),
    "zrzy": ("ZRZY", "reporter"),
    "centre": ("XMZX", "centre"),
    "office": ("FGJ", "office"),
    "leader": ("ZFB", "leader"),
    "admin": ("ZFB", "admin"),
    "security": ("ZFB", "security"),
    "auditor": ("CZJ", "auditor"),
}
PROJECTS = [
    ("XUEGUAN", "薛关镇昕水河治理工程"),
    ("XUEGUAN", "薛关镇设施蔬菜大棚"),
    ("XUEGUAN", "薛关镇农村道路改造"),
    ("HEILONGGUAN", "黑龙关镇文旅步道"),
]


@transaction.atomic
def seed(moment: str) -> None:
    call_command("load_reference", verbosity=0)
    units = {unit.code: unit for unit in Unit.objects.all()}
    for username, (code, role) in PEOPLE.items():
        factories.UserFactory(
            username=username, unit=units[code], role=role, email=f"{username}@example.test"
        )
    for code, name in PROJECTS:
        _project(units[code], name)
    now = factories.at(moment)
    rounds.open_due(now)
    clock.set_shift(int((now - timezone.now()).total_seconds()))


def _project(unit: Unit, name: str) -> None:
    project = factories.ProjectFactory(unit=unit, name=name, planned_start=date(2023, 3, 1))
    factories.PlanFactory(project=project)
    for kind in PermitKind.objects.filter(headline=True):
        factories.PermitFactory(
            project=project, kind=kind, level=kind.default_level or "county", status="not_started"
        )


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    seed(sys.argv[1] if len(sys.argv) > 1 else FRIDAY)
