"""达标测算 as a leader opens it, on the county that is counted by hand (county.py, D)."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from procedures.models import Permit, PermitKind
from reporting import reach
from reporting.models import Campaign
from reporting.selectors.county import load_county
from reporting.selectors.figures import Books
from reporting.selectors.reach_hands import Hands, closures
from tests import factories
from tests.reporting import county
from tests.reporting.county import D
from workplace import clock, history
from workplace.models import Act

URL = reverse("reporting:reach")
FEBRUARY = date(2023, 2, 28)


@pytest.fixture
def small(units, kinds, people):
    with time_machine.travel(factories.at("2022-12-23 10:00"), tick=False):
        county.build(units, kinds)
        yield


@pytest.fixture
def open_page(client, people, small):
    def open_page(url=URL, who="leader", **query):
        client.force_login(people[who])
        return client.get(url, query)

    return open_page


@pytest.fixture
def goal_of(open_page):
    """The one goal of a target made for it."""

    def goal_of(key, floor, due_on=FEBRUARY, *, year=2023, **query):
        county.target(key, due_on, floor, year=year)
        return next(line for line in open_page(**query).context["lines"] if line.figure.key == key)

    return goal_of


def try_url(line, name="reach-try"):
    return reverse(f"reporting:{name}", args=[line.target.pk, line.goal_key])


def named(tasks):
    return [f"{task.project.name}.{task.fact.kind}" for task in tasks]


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_two_of_nine_need_four_more_and_those_that_lack_least_come_first(goal_of):
    line = goal_of("permit_rate", "0.65")
    assert (line.need.share.numerator, line.need.share.denominator) == (2, 9)
    assert (line.need.gap, line.need.count) == (Decimal("3.85"), 4)
    # finished after the day, without a day, with one, and then the first that waits for nothing
    assert named(line.need.choice) == ["九.land", "十.eia", "十.land", "九.eia"]
    assert (line.need.result.numerator, line.result_text) == (6, "66.7%（6 / 9 项）")
    assert (line.left, line.working, line.week_text) == (67, 47, "1 项")
    assert (line.gap_text, line.state, line.status) == ("42.8 个百分点", "met", "快于所需")


def test_what_waits_for_another_permit_comes_behind_it(goal_of):
    line = goal_of("permit_rate", "1")
    keys = named(line.need.choice)
    assert len(keys) == 7
    assert keys.index("十.land") < keys.index("十.planning")
    assert line.need.reachable


def test_by_whole_projects_the_one_that_lacks_three_is_enough(goal_of):
    Campaign.objects.update(convention="whole_project")
    line = goal_of("permit_rate", "0.5")
    assert {task.project.name for task in line.need.choice} == {"十"}
    assert (line.need_text, line.need_parts) == ("1 个项目", "共 3 项")
    assert line.result_text == "50.00%（1 / 2 个）"


def test_exemptions_leave_the_full_matrix_out_of_reach(goal_of, open_page):
    Campaign.objects.update(convention="full_matrix")
    line = goal_of("permit_rate", "0.8")  # twelve items, three exempt
    assert (line.status, line.best_text) == ("达不到", "75.0%（9 / 12 项）")
    page = text_of(open_page())
    assert "达不到。" in page
    assert "75.0%（9 / 12 项）" in page


def test_works_need_one_start_and_the_money_of_two(goal_of):
    line = goal_of("start_rate", "0.95", date(2022, 12, 31), year=2022)
    assert [task.project.name for task in line.need.choice] == ["三"]
    assert (line.need_text, line.result_text) == ("1 个", "100.0%（4 / 4 个）")
    line = goal_of("investment_rate", "0.85", date(2022, 12, 31), year=2022)
    assert [(t.project.name, int(t.amount)) for t in line.need.choice] == [
        ("四", 1200),
        ("三", 300),
    ]
    assert (line.need_text, line.need_parts) == ("1,500.00 万元", "2 个项目")
    assert line.week_text == "1,500.00 万元"  # five working days: one week
    assert line.result_text == "85.00%（5,100.00 / 6,000.00 万元）"


def test_a_total_beyond_all_plans_is_called_so_with_the_most_there_is(goal_of):
    line = goal_of("completed_total", "270000", date(2022, 12, 31), year=2022)
    assert (line.state, line.status, line.best_text) == ("missed", "达不到", "6,000.00 万元")
    assert line.week_text == "—"


def test_the_pool_needs_new_projects_and_an_industrial_one_raises_both_sides(goal_of):
    assert goal_of("reserve_count", "50").need_text == "新增 48 个"
    line = goal_of("reserve_industrial_share", "0.5")
    assert line.need_text == "新增产业项目 20,000.00 万元"
    assert line.result_text == "50.00%（30,000.00 / 60,000.00 万元）"


def test_a_day_that_has_passed_is_said_and_the_next_one_is_reckoned(goal_of, open_page):
    county.target("start_rate", date(2022, 11, 30), "0.93")
    goal_of("start_rate", "0.95", date(2022, 12, 31), year=2022)
    first, second = open_page().context["lines"]
    assert (first.status, first.followed, first.is_open) == ("到期未达标", True, False)
    assert (second.status, second.is_open, second.left) == ("慢于所需", True, 8)
    assert "按下一个时点算" in text_of(open_page())


def test_holders_are_who_has_the_turn(goal_of, units, kinds):
    land = Permit.objects.get(project__name="十", kind__code="land")
    land.handling_unit = units["ZRZY"]
    land.save()
    line = goal_of("permit_rate", "0.65")
    held = {holder.name: named(holder.tasks) for holder in line.holders}
    assert held == {
        "薛关镇": ["九.land", "九.eia"],
        "黑龙关镇": ["十.eia"],
        "自然资源局": ["十.land"],
    }


def test_a_chain_through_a_permit_that_the_table_lacks_still_holds(small, units, kinds):
    survey = factories.KindFactory(code="survey", name="勘测定界", headline=False)
    survey.prerequisites.add(next(k for k in kinds if k.code == "land"))
    planning = next(kind for kind in kinds if kind.code == "planning")
    planning.prerequisites.set([survey])
    ten = Permit.objects.filter(project__name="十").first().project
    factories.PermitFactory(project=ten, kind=survey, status="preparing")
    books = Books(load_county(units["XMZX"], D))
    hands, figure = Hands(books), books.figure("permit_rate")
    tasks = reach.tasks(figure.facts, figure.indicator, hands.hints(figure.facts))
    [task] = [t for t in tasks if named([t]) == ["十.planning"]]
    assert hands.before_words(task) == ["土地", "勘测定界"]
    assert task.before == {f"{ten.pk}.land"}


def test_a_circle_holds_nothing_up_for_ever():
    assert closures({1: [2], 2: [1], 3: [1]}, {1, 2, 3})[3] == {1, 2}


def test_a_rule_says_what_would_be_and_ticks_say_it_too(goal_of, open_page):
    line = goal_of("permit_rate", "0.65")
    found = open_page(try_url(line), to_kind="eia").context["trial"]
    assert (found.share_text, found.short_text) == ("44.4%（4 / 9 项）", "2 项")
    keys = [task.key for task in line.need.choice]
    found = open_page(try_url(line), ticked="1", pick=keys[:3]).context["trial"]
    assert (found.share.numerator, found.reaches) == (5, False)
    found = open_page(try_url(line), ticked="1").context["trial"]
    assert (found.chosen, found.share.numerator) == ([], 2)
    found = open_page(try_url(line)).context["trial"]
    assert found.is_the_set
    assert found.reaches
    found = open_page(try_url(line), to_unit="XUEGUAN").context["trial"]
    assert {row.owner for row in found.rows} == {"薛关镇"}
    found = open_page(try_url(line), to_day="2023-02-20").context["trial"]
    assert (named(found.chosen), str(found.done_by)) == (["九.land", "十.land"], "2023-02-20")
    assert open_page(try_url(line), to_day="never", to_level="x").context["trial"].is_the_set


def test_a_choice_without_what_it_waits_for_is_marked(goal_of, open_page):
    line = goal_of("permit_rate", "1")
    planning = next(t for t in line.need.choice if named([t]) == ["十.planning"])
    response = open_page(try_url(line), ticked="1", pick=[planning.key])
    assert response.context["trial"].held_up == 1
    assert "前置没选" in text_of(response)


def test_facts_are_links_and_hypotheses_are_not(goal_of, open_page):
    line = goal_of("permit_rate", "0.65")
    page = text_of(open_page(try_url(line)))
    numbers = re.findall(r'<a class="px-number"[^>]*data-number="(\d+)"[^>]*>', page)
    assert set(numbers) == {"2"}
    simulated = re.findall(r'<(\w+) class="px-sim[^"]*"[^>]*>([^<]*)<', page)
    assert ("span", "66.7%（6 / 9 项）") in simulated
    assert {tag for tag, _ in simulated} == {"span"}
    assert "测算" in page


def test_the_list_goes_along_as_a_workbook_that_says_what_it_is(goal_of, open_page, people):
    line = goal_of("permit_rate", "0.65")
    response = open_page(try_url(line, "reach-export"), to_kind="eia")
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    values = [[cell.value for cell in row] for row in book["清单"].iter_rows()]
    assert "测算" in values[0][0]
    assert "44.4%（4 / 9 项）（测算，不是实际数）" in values[1][0]
    head = next(place for place, row in enumerate(values) if row[0] == "编号")
    assert [row[1] for row in values[head + 1 : head + 3]] == ["十", "九"]
    assert Act.objects.get(verb="reach-export").details["rows"] == 2
    assert [row[0].value for row in book["由谁办"].iter_rows()][-2:] == ["黑龙关镇", "薛关镇"]


def test_what_was_known_then_still_takes_what_it_took_then(goal_of, open_page):
    history.begin(PermitKind)
    line = goal_of("permit_rate", "0.65")
    known = line.figure.printed.reference.query
    moment = re.search(r"known=([^&]+)", known)[1]
    with time_machine.travel(factories.at("2022-12-23 11:00"), tick=False):
        clock.forget()
        land = Permit.objects.get(project__name="十", kind__code="land")
        land.status, land.completed_on = "done", D
        history.save(land, by=None)
        [now] = open_page().context["lines"]
        [then] = open_page(known=moment).context["lines"]
    assert (now.need.count, then.need.count) == (3, 4)
    assert named(then.need.choice) == named(line.need.choice)


def test_one_unit_has_its_own_gap_and_no_total(goal_of, open_page):
    goal_of("permit_rate", "0.65")
    county.target("reserve_count", FEBRUARY, "50", year=2023)
    [line] = open_page(unit="XUEGUAN").context["lines"]
    assert (line.need.share.denominator, line.need.count) == (5, 3)
    total = county.target("funding_total", FEBRUARY, "5", year=2023)
    url = reverse("reporting:reach-try", args=[total.pk, "floor"])
    assert open_page(url).status_code == 200
    assert open_page(url, unit="XUEGUAN").status_code == 404


def test_what_is_no_goal_is_not_found(goal_of, open_page):
    line = goal_of("permit_rate", "0.65")
    for goal, status in (("stretch", 404), ("nothing", 404), ("floor", 200)):
        url = reverse("reporting:reach-try", args=[line.target.pk, goal])
        assert open_page(url).status_code == status
    assert open_page(reverse("reporting:reach-try", args=[0, "floor"])).status_code == 404


def test_without_targets_the_page_says_what_to_do(open_page):
    assert "没有这一年的目标" in text_of(open_page())


def test_the_queries_do_not_grow_with_projects_and_targets(goal_of, open_page, units, kinds):
    Permit.objects.filter(kind__code="land").update(handling_unit=units["ZRZY"])
    goal_of("permit_rate", "0.65")
    open_page()
    with CaptureQueriesContext(connection) as few:
        open_page()
    for name in "子丑寅卯":
        one = county.work(
            units["GUXIAN"], name, 2023, nature="new", listed=(date(2022, 12, 1), None)
        )
        county.permit(one, kinds, "land", "submitted", handling_unit=units["ZRZY"])
    county.target("permit_rate", date(2023, 1, 31), "0.4", "0.5", year=2023)
    county.target("reserve_count", FEBRUARY, "50", year=2023)
    with CaptureQueriesContext(connection) as many:
        lines = open_page().context["lines"]
    assert len(lines) == 4
    assert len(many) == len(few)
