"""A bureau's desk on any day, and the rows behind its numbers."""

from datetime import date

import pytest
from django.urls import reverse

from procedures.models import Permit
from projects.models import Project
from tests import factories
from tests.reporting.boards import begin_history, numbers, opened
from tests.reporting.tables import kind_of

URL = reverse("reporting:dashboard")


@pytest.fixture
def desk(cast, friday):
    """自然资源局 has four permits, recorded on Wednesday; one of them is confirmed on Friday."""
    cast.permit.handling_unit = None
    cast.permit.save()
    friday.move_to(factories.at("2022-12-07 10:00"))
    facts = {
        "land": {"status": "submitted", "limit_on": date(2022, 12, 6)},
        "planning": {"status": "submitted", "limit_on": date(2022, 12, 20)},
        "eia": {"status": "done", "completed_on": date(2022, 12, 5), "owner_says": "obtained"},
        "energy": {"status": "not_started"},
    }
    project = factories.ProjectFactory(unit=cast.units["XUEGUAN"], name="县城供水工程")
    for code, values in facts.items():
        factories.PermitFactory(
            project=project,
            kind=kind_of(cast, code),
            handling_unit=cast.units["ZRZY"],
            **values,
        )
    friday.move_to(factories.at("2022-12-09 10:00"))
    done = Permit.objects.get(project=project, kind__code="land")
    done.status, done.completed_on, done.handler_says = "done", date(2022, 12, 9), "done"
    done.save()
    begin_history()
    return cast


def board(client, cast, who="handler", **query):
    client.force_login(cast.user(who))
    return client.get(URL, query)


def rows_of(response):
    found = next(
        section.shown
        for band in response.context["bands"]
        for section in band.sections
        if section.template.endswith("_board_desk.html")
    )
    return {row.name: [cell.numerator for cell in row.cells] for row in found.rows}


def test_what_waits_is_overdue_and_is_confirmed_by_kind(client, desk):
    assert rows_of(board(client, desk)) == {
        "土地": ["0", "0", "0", "1"],
        "规划": ["1", "0", "0", "0"],
        "环评": ["0", "0", "1", "0"],
        "能评": ["0", "0", "0", "0"],
        "合计": ["1", "0", "1", "1"],
    }


def test_a_past_day_shows_the_desk_as_it_was_recorded_then(client, desk):
    """On Wednesday the land permit was still waiting, and already a day late."""
    assert rows_of(board(client, desk, as_of="2022-12-07"))["合计"] == ["2", "1", "1", "0"]
    assert rows_of(board(client, desk, as_of="2022-12-06")) == {"合计": ["0", "0", "0", "0"]}


def test_the_numbers_of_the_desk_open_their_rows(client, desk):
    for day in ("2022-12-07", "2022-12-09"):
        found = [n for n in numbers(board(client, desk, as_of=day)) if n.href.startswith("/desk/")]
        assert len(found) == 20
        for number in found:
            assert opened(client, number) == (number.part, ""), number
    [waiting] = [
        n for n in found if n.href.startswith("/desk/waiting/") and "kind=planning" in n.href
    ]
    page = client.get(waiting.href).content.decode()
    assert "县城供水工程" in page
    assert "2022-12-20" in page


def test_the_most_urgent_come_first(client, desk):
    html = board(client, desk, as_of="2022-12-07").content.decode()
    assert html.index("超 1 天") < html.index("剩 13 天")


@pytest.mark.parametrize(
    ("who", "query", "status"),
    [
        ("handler", {}, 200),
        ("handler", {"unit": "XUEGUAN"}, 404),
        ("leader", {"unit": "ZRZY"}, 200),
        ("leader", {}, 404),
        ("reporter", {"unit": "ZRZY"}, 404),
    ],
)
def test_a_desk_is_its_bureaus_and_the_countys_to_see(client, desk, who, query, status):
    client.force_login(desk.user(who))
    response = client.get(reverse("reporting:desk-rows", args=["waiting"]), query)
    assert response.status_code == status


def test_a_state_that_no_desk_has_is_404(client, desk):
    client.force_login(desk.handler)
    assert client.get(reverse("reporting:desk-rows", args=["nothing"])).status_code == 404


def test_a_withdrawn_project_leaves_the_desk(client, desk):
    project = Project.objects.get(name="县城供水工程")
    project.withdrawn_on, project.withdrawn_reason = date(2022, 12, 9), "不再实施"
    project.save()
    assert rows_of(board(client, desk))["合计"] == ["0", "0", "0", "0"]
