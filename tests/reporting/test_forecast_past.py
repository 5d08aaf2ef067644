"""A past day is forecast by what was known on it; what came later changes nothing."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from procedures.models import Permit, PermitKind
from reporting.indicators import LIVE
from reporting.selectors.durations import known_by, load_papers
from reporting.selectors.forecast import forecast
from reporting.selectors.forecast_check import weeks
from tests import factories
from tests.reporting import county
from tests.reporting.forecasts import finished, new_project, permit, say
from workplace import history

FRIDAY, MONDAY = date(2022, 12, 9), date(2022, 12, 12)
DAYS = [date(2022, 11, day) for day in (8, 9, 10, 11, 14, 15)]


@pytest.fixture
def past(cast, friday):
    """The county as it was registered on Friday; Monday is today."""
    history.begin(PermitKind)
    project = new_project(cast, name="周五就在的项目")
    under_way = permit(cast, project, "eia", "submitted", ("accept", date(2022, 12, 5)))
    finished(cast, "eia", DAYS)
    friday.move_to(factories.at("2022-12-12 10:00"))
    return under_way


def shown(centre, on=FRIDAY):
    found = forecast(centre=centre, on=on, source=LIVE)
    return [(row.project.number, row.permit.kind.code, row.range) for row in found.permits]


def test_a_past_day_does_not_know_what_came_after(past, cast):
    before = shown(cast.units["XMZX"])
    assert (past.project.number, "eia") in [row[:2] for row in before]
    row = Permit.objects.get(pk=past.pk)
    row.status, row.completed_on = "done", MONDAY
    row.save()
    say(past, ("finish", MONDAY))
    finished(cast, "eia", [MONDAY] * 30)
    assert shown(cast.units["XMZX"]) == before
    assert (past.project.number, "eia") not in [r[:2] for r in shown(cast.units["XMZX"], MONDAY)]


def test_durations_of_a_past_day_hold_what_had_finished_by_then(past, cast):
    finished(cast, "eia", [MONDAY] * 3)
    centre = cast.units["XMZX"]
    then = load_papers(centre, FRIDAY, known_by(FRIDAY)).learned["eia", "county"]
    now = load_papers(centre, MONDAY, known_by(MONDAY)).learned["eia", "county"]
    assert (then.days.count, now.days.count) == (6, 9)
    assert sorted(then.days.values) == [1, 2, 3, 4, 5, 6]


def test_the_moment_of_a_reference_narrows_what_is_known(past, cast):
    early = known_by(MONDAY, factories.at("2022-12-09 09:00"))
    assert early == factories.at("2022-12-09 09:00")
    assert ("eia", "county") not in load_papers(cast.units["XMZX"], MONDAY, early).learned
    late = known_by(FRIDAY, factories.at("2022-12-12 08:00"))
    assert late is not None
    assert late < factories.at("2022-12-10 00:00")
    assert known_by(MONDAY) is None


def test_from_twenty_on_the_county_s_own_days_count(cast):
    centre = cast.units["XMZX"]
    history.begin(PermitKind)
    ground = {}
    for more in (19, 1):
        finished(cast, "eia", [date(2022, 11, 25)] * more)
        found = forecast(centre=centre, on=FRIDAY, source=LIVE)
        [row] = [row for row in found.permits if row.permit.kind.code == "eia"]
        ground[row.permit.ground] = found.tasks.own_words
    assert ground == {"承诺时限 10 个工作日": [], "本县办结的 20 项": [("环评（县）", 20)]}


def test_the_page_of_durations_opens_the_rows_of_each_median(past, client, cast):
    finished(cast, "land", [date(2022, 11, 10)] * 3)
    client.force_login(cast.leader)
    body = client.get(reverse("reporting:durations")).content.decode()
    assert "3.5 天" in body
    assert "样本不足（n=3）" in body
    address = reverse("reporting:duration-rows", args=["eia", "county"])
    assert f'href="{address}?as_of=2022-12-12&amp;source=live"' in body
    rows = client.get(address).context["page"].object_list
    assert [row.days for row in rows] == [6, 5, 4, 3, 2, 1]
    assert client.get(reverse("reporting:duration-rows", args=["eia", "city"])).status_code == 404
    assert client.get(reverse("reporting:duration-rows", args=["eia", "no"])).status_code == 404


def test_looking_back_judges_only_what_is_over(past, cast, capsys):
    """The round's cut-off is Friday: forecast then, judged three months later."""
    county.target("permit_rate", date(2023, 2, 28), "0.65", year=2023)
    centre = cast.units["XMZX"]
    found = forecast(centre=centre, on=FRIDAY, source=LIVE)
    assert weeks(centre, FRIDAY) == []
    [week] = weeks(centre, date(2022, 12, 10))
    assert (week.permits, week.judged) == (len(found.permits), 0)
    late = max(row.range.high for row in found.permits)
    eia = next(r for r in found.permits if r.project.name == "周五就在的项目"
               and r.permit.kind.code == "eia")  # fmt: skip
    Permit.objects.filter(pk=past.pk).update(status="done", completed_on=eia.range.middle)
    [week] = weeks(centre, late)
    assert week.judged == len(found.permits)
    assert (week.held, week.early, week.late) == (1, 0, week.judged - 1)
    call_command("forecast_check", "--json")
    told = json.loads(capsys.readouterr().out)
    assert [week["on"] for week in told["weeks"]] == ["2022-12-09"]
    assert (told["judged"], told["coverage"]) == (0, None)
    call_command("forecast_check")
    assert "还没有过完的区间" in capsys.readouterr().out


def test_what_turned_out_not_to_be_needed_is_not_judged(past, cast):
    centre = cast.units["XMZX"]
    found = forecast(centre=centre, on=FRIDAY, source=LIVE)
    Permit.objects.filter(pk=past.pk).update(status="not_required")
    [week] = weeks(centre, max(row.range.high for row in found.permits))
    assert week.judged == len(found.permits) - 1
