"""The pages of campaigns: list, one on its calendar, a preview before anything is saved."""

import re
import uuid
from datetime import date

import pytest
from django.urls import reverse

from reporting.models import Campaign, Round
from tests import factories
from tests.factories import at
from tests.permissions.reporting_campaigns import EDIT, NEW
from workplace.models import Act, CalendarDay

LIST = reverse("reporting:campaigns")
ADD = reverse("reporting:campaign-add") + "?form=progress"


@pytest.fixture
def centre(client, cast):
    CalendarDay.objects.create(date=date(2022, 12, 31), kind="holiday", name="元旦")
    CalendarDay.objects.create(date=date(2023, 1, 2), kind="holiday", name="元旦")
    client.force_login(cast.centre)
    return client


def words(response) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", " ", response.content.decode()))


def url(verb, campaign):
    return reverse(f"reporting:campaign{verb}", args=[campaign.pk])


def test_the_list_says_who_files_what_by_when_and_leads_to_the_board(centre, cast):
    factories.CampaignFactory(
        name="去年的活动", centre=cast.units["XMZX"], form="progress", is_open=False
    )
    page = centre.get(LIST)
    [line] = page.context["running"]
    assert (line.campaign, line.next, line.begun) == (cast.campaign, cast.round, 1)
    assert [line.campaign.name for line in page.context["ended"]] == ["去年的活动"]
    assert "前期手续办理情况表每周五12:00" in words(page)
    assert 'href="/review/?form=permits"' in page.content.decode()


def test_without_a_campaign_the_list_says_what_to_do(client, people, friday):
    client.force_login(people["centre"])
    assert "没有进行中的活动" in words(client.get(LIST))
    client.force_login(people["office"])
    assert "新增活动" not in words(client.get(LIST))


def test_progress_is_monthly_on_the_last_day_unless_told_otherwise(centre):
    form = centre.get(ADD).context["form"]
    assert (form["rhythm"].value(), form["month_day"].value()) == ("monthly", 31)
    assert form["holiday_rule"].value() == "next_working_day"
    assert not {"convention", "kinds", "reason"} & set(form.fields)
    permits = centre.get(reverse("reporting:campaign-add")).context["form"]
    assert (permits["rhythm"].value(), {"convention", "kinds"} <= set(permits.fields)) == (
        "weekly",
        True,
    )
    assert centre.get(reverse("reporting:campaign-add") + "?form=other").status_code == 404


def test_the_rounds_are_seen_on_the_calendar_before_anything_is_saved(centre):
    page = centre.post(ADD, NEW | {"preview": "1"})

    assert page.status_code == 200
    assert not Campaign.objects.filter(form="progress").exists()
    steps = page.context["schedule"].steps
    assert [step.round.cutoff_on for step in steps] == [
        date(2022, 12, 31), date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 31),
    ]  # fmt: skip
    assert (steps[0].state, steps[0].note) == ("新增", "遇休息日顺延")
    text = words(page)
    assert "新增活动，共4期" in text
    assert "31休1期统计截止，报送截止另有日期" in text  # the cut-off in the holiday …
    assert "31期报送截止" in text  # … and the deadline on January 3
    months = [(month.year, month.number) for month in page.context["schedule"].months]
    assert months == [(2022, 12), (2023, 1), (2023, 2), (2023, 3)]


def test_htmx_gets_the_editor_alone_and_errors_at_their_fields(centre):
    bad = NEW | {"preview": "1", "ends_on": "2022-12-01", "name": ""}
    part = centre.post(ADD, bad, headers={"HX-Request": "true"})

    assert part.status_code == 422
    assert "<html" not in part.content.decode()
    assert set(part.context["form"].errors) == {"name"}
    bad["name"] = "月报"
    part = centre.post(ADD, bad, headers={"HX-Request": "true"})
    assert part.context["form"].errors == {"ends_on": ["结束日期早于开始日期。"]}
    assert part.context["schedule"] is None


def test_a_campaign_is_saved_once_however_often_the_form_comes(centre):
    data = NEW | {"op": str(uuid.uuid4())}
    first, again = centre.post(ADD, data), centre.post(ADD, data)

    made = Campaign.objects.get(form="progress")
    assert first.url == again.url == url("", made)
    assert made.rounds.count() == 4
    assert "每月最后一天12:00" in words(centre.get(first.url))


def test_a_second_open_campaign_of_a_form_is_refused_in_words(centre, cast):
    page = centre.get(reverse("reporting:campaign-add"))
    assert "这张表已有进行中的活动“前期手续办理月活动”" in words(page)
    data = NEW | {"convention": "required_only", "starts_on": "2022-12-12"}
    answer = centre.post(reverse("reporting:campaign-add"), data)
    assert answer.status_code == 422
    assert "先结束它，再设新的" in words(answer)


def test_a_start_in_the_past_is_said_before_it_is_saved(centre):
    page = centre.post(ADD, NEW | {"starts_on": "2022-10-01", "preview": "1"})
    assert "前2期的截止时间已经过去" in words(page)


def test_a_year_without_holidays_is_said(centre):
    page = centre.post(ADD, NEW | {"ends_on": "2024-03-31", "preview": "1"})
    assert "还没有录入2024年的放假安排" in words(page)
    assert "还没有录入2023年" not in words(page)


def test_an_edit_shows_what_it_would_do_to_the_rounds(centre, cast):
    later = factories.RoundFactory(
        campaign=cast.campaign, number=2, cutoff_on=date(2022, 12, 16), opened_at=None,
        opens_at=at("2022-12-12 00:00"), due_at=at("2022-12-16 12:00"),
    )  # fmt: skip
    page = centre.post(
        url("-edit", cast.campaign),
        EDIT | {"ends_on": "2022-12-31", "summary_on": "", "reason": "", "preview": "1"},
    )

    states = [(s.round.cutoff_on.day, s.state) for s in page.context["schedule"].steps]
    assert states == [(9, "填报中"), (15, "新增"), (16, "取消"), (22, "新增"), (29, "新增")]
    assert Round.objects.filter(pk=later.pk).exists()
    answer = centre.post(
        url("-edit", cast.campaign), EDIT | {"ends_on": "2022-12-31", "summary_on": ""}
    )
    assert answer.status_code == 302
    found = cast.campaign.rounds.order_by("cutoff_on").values_list("number", "cutoff_on__day")
    assert list(found) == [(1, 9), (2, 15), (3, 22), (4, 29)]


def test_the_form_of_a_running_campaign_leaves_out_what_stands(centre, cast):
    form = centre.get(url("-edit", cast.campaign)).context["form"]
    assert not {"year", "starts_on", "baseline_on", "kinds"} & set(form.fields)
    answer = centre.post(url("-edit", cast.campaign), EDIT | {"year": "2030", "reason": ""})
    assert answer.context["form"].errors == {"reason": ["这个字段是必填项。"]}


def test_the_kinds_are_chosen_while_nothing_is_open(centre, cast):
    Campaign.objects.update(is_open=False)
    Round.objects.update(cutoff_on=date(2021, 1, 1))
    data = NEW | {"convention": "full_matrix", "kinds": ["land", "eia"]}
    answer = centre.post(reverse("reporting:campaign-add"), data)

    made = Campaign.objects.get(is_open=True)
    assert answer.url == url("", made)
    assert {kind.code for kind in made.kinds.all()} == {"land", "eia"}
    assert set(Act.objects.get(verb="campaign-add").details["kinds"]) == {"land", "eia"}
    assert "无需办理" not in words(centre.get(answer.url))


def test_ending_asks_with_what_it_touches(centre, cast):
    factories.RoundFactory(
        campaign=cast.campaign, number=2, cutoff_on=date(2022, 12, 16), opened_at=None,
        opens_at=at("2022-12-12 00:00"), due_at=at("2022-12-16 12:00"),
    )  # fmt: skip
    text = words(centre.get(url("-end", cast.campaign)))
    assert "还没有打开的1期取消" in text
    assert f"第1期还有{cast.round.submissions.count()}个单位没有报" in text
    assert centre.post(url("-end", cast.campaign), {"reason": "撤销"}).status_code == 302
    assert centre.get(url("-edit", cast.campaign)).status_code == 409
    assert "已结束" in words(centre.get(url("", cast.campaign)))


def test_the_queries_grow_neither_with_rounds_nor_with_campaigns(
    centre, cast, django_assert_max_num_queries
):
    for year in range(3):
        old = factories.CampaignFactory(centre=cast.units["XMZX"], is_open=False)
        for month in range(1, 12):
            factories.RoundFactory(campaign=old, cutoff_on=date(2000 + year, month, 1))
    for path in (LIST, url("", cast.campaign), url("", old), url("-end", cast.campaign)):
        with django_assert_max_num_queries(12):
            assert centre.get(path).status_code == 200


def test_the_ladder_of_a_monthly_campaign_counts_days_and_keeps_to_its_form(centre):
    centre.post(ADD, NEW)
    where = reverse("reporting:ladder") + "?form=progress"
    assert "截止前 3 天 17:00、截止前 1 天 17:00" in centre.get(where).content.decode()
    rungs = {
        "rung-TOTAL_FORMS": "2", "rung-INITIAL_FORMS": "0",
        "rung-0-kind": "days", "rung-0-days": "5", "rung-0-at": "09:00",
        "rung-1-kind": "before", "rung-1-minutes": "0",
    }  # fmt: skip
    assert centre.post(where, rungs).url == where
    ladder = Campaign.objects.get(form="progress").ladder
    assert [step["stage"] for step in ladder] == ["d5-0900", "overdue"]
    rungs |= {"rung-0-days": ""}
    assert "要填提前几天和时刻" in words(centre.post(where, rungs))
    rungs |= {"rung-0-kind": "weekday", "rung-0-weekday": "2"}
    assert "每月一次的活动不按星期提醒" in words(centre.post(where, rungs))
