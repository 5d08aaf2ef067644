"""办结预测 as leader, office and centre open it."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from procedures.models import Permit, PermitKind
from tests.reporting import county
from tests.reporting.forecasts import new_project, permit
from workplace import history
from workplace.models import Act

URL = reverse("reporting:forecast")
PERMITS = reverse("reporting:forecast-permits")


@pytest.fixture
def page(client, cast):
    def page(url=URL, who="leader", **query):
        client.force_login(cast.user(who))
        return client.get(url, query)

    return page


@pytest.fixture
def target(cast):
    return county.target("permit_rate", date(2023, 2, 28), "0.65", "0.8", year=2023)


def text_of(response):
    body = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index("<main") :]))


def of_kind(response, code):
    [row] = [r for r in response.context["page"] if r.permit.kind.code == code]
    return row


@pytest.mark.parametrize("who", ["leader", "office", "centre"])
def test_the_chance_stands_in_words_with_its_number_beside_the_fact(page, target, who):
    response = page(who=who)
    [(outlook, bar)] = response.context["outlooks"]
    floor, stretch = outlook.goals
    assert floor.grasp in text_of(response)
    assert f"可能性 {floor.chance_words}" in text_of(response)
    assert floor.chance >= stretch.chance
    assert outlook.low <= outlook.middle <= outlook.high
    assert [mark.label for mark in bar.marks] == ["底线 65%", "力争 80%"]


def test_the_fact_is_a_link_and_the_forecast_is_not(page, cast, target):
    Permit.objects.filter(pk=cast.permit.pk).update(status="done", completed_on=date(2022, 12, 8))
    body = page().content.decode()
    numbers = re.findall(r'class="px-number" href="([^"]+)" data-number="1" data-whole="6"', body)
    assert numbers
    assert all(address.startswith("/indicators/permit_rate/?") for address in numbers)
    assert '<a class="px-likely' not in body
    assert re.search(r'class="px-likely"><i>预测</i>', body)


def test_the_fact_opens_the_rows_that_it_counts(page, client, target):
    history.begin(PermitKind)  # the fixture's have none
    response = page()
    [(outlook, _)] = response.context["outlooks"]
    figure = client.get(outlook.now.reference.href).context["figure"]
    assert str(figure.share.numerator) == outlook.now.numerator
    assert str(figure.share.denominator) == outlook.now.denominator
    for row in response.context["by_unit"]:
        opened = client.get(row.now.reference.href).context["figure"]
        assert str(opened.share.denominator) == row.now.denominator


def test_the_same_page_twice_is_the_same_to_the_byte(page, cast, target):
    for n in range(4):
        new_project(cast, name=f"第{n}个")

    def body():
        text = page().content.decode()
        return re.sub(r'(csrf|nonce|request.?id|name="op")[^>]*>|\w{32,}', "", text)

    assert body() == body()
    assert page(PERMITS).context["page"].object_list == page(PERMITS).context["page"].object_list


def test_no_permit_is_finished_before_what_it_waits_for(page, cast):
    response = page(PERMITS, sort="project")
    approval, land = of_kind(response, "approval"), of_kind(response, "land")
    assert land.waits == ("立项",)
    assert land.span.low >= approval.span.low
    assert land.range.low > date(2022, 12, 9)


def test_an_open_problem_is_waited_for(page, cast):
    free = of_kind(page(PERMITS), "land")
    assert free.permit.stuck == ("有问题，没有要求时限",)
    cast.issue.wanted_by = date(2023, 6, 1)
    cast.issue.save()
    stuck = of_kind(page(PERMITS), "land")
    assert stuck.permit.stuck == ("有问题，要求 2023年6月1日 前解决",)
    assert stuck.range.low > date(2023, 6, 1)
    cast.issue.status = "cleared"
    cast.issue.save()
    assert of_kind(page(PERMITS), "land").permit.stuck == ()


def test_what_stands_still_is_said_and_counted(page, cast):
    project = new_project(cast)
    permit(cast, project, "eia", "returned", ("accept", date(2022, 12, 1)),
           ("return", date(2022, 12, 5)), handler_says="returned")  # fmt: skip
    permit(cast, project, "land", "submitted", ("submitted", date(2022, 12, 6)))
    permit(cast, project, "energy", "submitted", ("accept", date(2022, 12, 1)))
    rows = {
        row.permit.kind.code: row.permit for row in page(PERMITS, q=project.number).context["page"]
    }
    assert rows["eia"].stuck == ("退件没有答复，12月5日起",)
    assert rows["eia"].stands == "退件补正，已用 2 个工作日"
    assert rows["land"].stuck == ("没有受理，从报送日算起",)
    assert rows["land"].stands == "审批中，已用 3 个工作日"
    assert rows["energy"].stuck == ()
    response = page(PERMITS, only="stuck", q=project.number)
    assert {row.permit.kind.code for row in response.context["page"]} == {"eia", "land"}
    assert [chip.count for chip in response.context["chips"]] == [6, 2, 4]


def test_a_return_without_a_beginning_is_dated_by_the_table(page, cast):
    """It came back though nobody had said that it was handed in."""
    project = new_project(cast)
    said = (("preparing", date(2022, 12, 1)), ("returned", date(2022, 12, 6)))
    permit(cast, project, "eia", "returned", *said)
    rows = page(PERMITS, q=project.number, kind="eia").context["page"]
    assert [row.permit.stuck for row in rows] == [("退件没有答复，12月6日起",)]


def test_a_project_is_through_when_its_last_permit_is(page, cast):
    response = page()
    [row] = response.context["page"]
    assert row.span.high >= max(one.span.high for one in row.permits)
    assert row.chain.endswith("规划")
    assert row.chain in text_of(response)


def test_search_filters_and_sorting(page, cast):
    slow = new_project(cast, "HEILONGGUAN", name="很慢的项目")
    quick = new_project(cast, name="快要办完的项目")
    for code in ("land", "planning", "eia", "energy", "capacity"):
        permit(cast, quick, code, "not_required")
    permit(cast, quick, "approval", "submitted", ("accept", date(2022, 12, 7)))
    names = [row.project.name for row in page(sort="soon").context["page"]]
    assert names[0] == quick.name
    assert page(sort="late").context["page"][-1].project.name == quick.name
    assert [r.project.name for r in page(q="很慢").context["page"]] == [slow.name]
    assert [r.project.name for r in page(unit="HEILONGGUAN").context["page"]] == [slow.name]
    assert {r.permit.kind.code for r in page(PERMITS, kind="eia").context["page"]} == {"eia"}
    assert "没有这样的项目" in text_of(page(q="没有这个"))


def test_narrowing_to_a_unit_draws_nothing_anew(page, cast, target):
    new_project(cast, "HEILONGGUAN")
    whole = {row.project.number: row.range for row in page().context["page"]}
    part = {row.project.number: row.range for row in page(unit="HEILONGGUAN").context["page"]}
    assert part
    assert part.items() <= whole.items()
    [(outlook, _)] = page(unit="HEILONGGUAN").context["outlooks"]
    assert outlook.label == "黑龙关镇"


def test_without_a_target_ahead_it_says_so(page, cast):
    county.target("permit_rate", date(2022, 12, 1), "0.65", year=2023)
    assert "没有今后的办结率目标" in text_of(page())


def test_a_goal_already_reached_is_a_fact(page, cast, target):
    for code in ("approval", "planning", "eia", "energy"):
        permit(cast, cast.project, code, "done", completed_on=date(2022, 12, 8))
    assert "现在已达到底线 65%" in text_of(page())


def test_a_day_to_come_is_not_found(page):
    assert page(as_of="2022-12-10").status_code == 404


def test_queries_do_not_grow_with_projects(page, cast, target):
    def queries():
        page()
        with CaptureQueriesContext(connection) as found:
            page()
        return len(found)

    before = queries()
    for _ in range(5):
        project = new_project(cast)
        permit(cast, project, "eia", "submitted", ("submitted", date(2022, 12, 6)))
    assert queries() == before


def test_the_workbook_says_that_it_is_no_promise(page, cast, target):
    response = page(reverse("reporting:forecast-export"))
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == ["办结率", "项目", "手续"]
    cells = [str(c.value) for row in book["手续"].iter_rows() for c in row if c.value]
    assert any("预测，不是承诺" in cell for cell in cells)
    assert sum(cell == cast.project.name for cell in cells) == 6
    assert Act.objects.get(verb="forecast-export").user == cast.leader


def test_the_page_of_a_project_shows_the_same_days(page, client, cast):
    [row] = page().context["page"]
    response = page(reverse("reporting:project-forecast", args=[cast.project.number]))
    assert response.context["row"].range == row.range
    shown = client.get(f"/projects/{cast.project.number}/").content.decode()
    assert f"/projects/{cast.project.number}/forecast/" in shown
    client.force_login(cast.reporter)
    hidden = client.get(f"/projects/{cast.project.number}/").content.decode()
    assert f"/projects/{cast.project.number}/forecast/" not in hidden
