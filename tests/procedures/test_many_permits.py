"""20,000 permits: the desk and the matrix ask the database as often as for twenty."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.models import Permit
from projects.models import AnnualPlan, Project
from tests import factories

pytestmark = [pytest.mark.usefixtures("friday"), pytest.mark.thorough]
STATUSES = ("not_started", "preparing", "submitted", "returned", "done", "not_required")
PAGES = (
    "/permits/",
    "/permits/?only=open&sort=held",
    "/permits/?only=overdue&q=2",
    "/permits/matrix/",
    "/permits/matrix/?only=overdue",
    "/permits/agent/",
)


def fill(units, kinds, officer, first, count):
    """`count` projects with a permit of each of the six kinds."""
    towns = [unit for unit in units.values() if unit.kind == "township"]
    projects = Project.objects.bulk_create(
        factories.ProjectFactory.build(number=f"M-{n}", unit=towns[n % len(towns)])
        for n in range(first, first + count)
    )
    AnnualPlan.objects.bulk_create(factories.PlanFactory.build(project=p) for p in projects)
    Permit.objects.bulk_create(
        (
            Permit(
                project=project,
                kind=kind,
                level="county",
                handling_unit=units["ZRZY"],
                status=STATUSES[(n + place) % 6],
                due_on=date(2022, 11, 20) + timedelta(days=n % 90),
                held_since=factories.at("2022-12-01 09:00"),
                officer=officer if n % 5 == 0 else None,
            )
            for n, project in enumerate(projects, first)
            for place, kind in enumerate(kinds)
        ),
        batch_size=2000,
    )


def queries(client, address):
    """Without the rehearsal clock's, which is read again every few seconds."""
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return sum("workplace_clockshift" not in query["sql"] for query in found)


def test_twenty_thousand_permits_cost_no_more_queries(client, people, units, kinds):
    def counted():
        found = {}
        for who in ("handler", "centre"):
            client.force_login(people[who])
            found |= {(who, address): queries(client, address) for address in PAGES}
        return found

    fill(units, kinds, people["handler"], 0, 4)
    few = counted()
    fill(units, kinds, people["handler"], 4, 3_400)
    if connection.vendor == "postgresql":  # as autovacuum would have by the next minute
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    assert Permit.objects.count() > 20_000
    assert counted() == few
    for address, size in (("/permits/", 50), ("/permits/agent/", 50), ("/permits/matrix/", 50)):
        assert len(client.get(address).context["page"].object_list) == size
