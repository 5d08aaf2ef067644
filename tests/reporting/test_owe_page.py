import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from reporting.models import Remark, Target
from tests import factories
from tests.reporting import progress
from tests.reporting.filing import file_table
from tests.reporting.tables import add_projects, earlier_submission, kind_of, seal_as_it_stands


@pytest.fixture
def home(client, cast):
    client.force_login(cast.reporter)
    return lambda: client.get("/").content.decode()


def test_the_clerk_sees_what_is_owed_and_how_long_is_left(home, cast):
    page = home()

    assert "前期手续办理情况表（第1期）" in page
    assert "还有 2 小时" in page
    assert reverse("reporting:report", args=[date(2022, 12, 9)]) in page


def test_errors_and_remarks_lead_to_their_cells(home, cast):
    land = cast.project.permits.get(kind=kind_of(cast, "land"))
    land.status = "preparing"
    land.save()
    moment = factories.at("2022-12-08 09:00")
    Remark.objects.create(
        submission=cast.submission, project=cast.project, key="eia.level", text="写明层级",
        by=cast.centre, at=moment, sent_at=moment,
    )  # fmt: skip

    page = home()

    assert "上报前要处理的 2 件事" in page
    assert f"#cell={cast.project.number}:land.date" in page
    assert f"#cell={cast.project.number}:eia.level" in page


def test_no_change_is_offered_only_when_nothing_moved(home, cast):
    assert "第一次上报" in home()
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    assert "本周无变化，直接上报" in home()
    cast.project.owner = "甲公司"
    cast.project.save()
    assert "已有 1 处修改" in home()


def test_a_new_project_counts_as_a_change(home, cast):
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    add_projects(cast, 2)

    page = home()

    assert "本周已改 2 处" in page
    assert "已有 2 处修改" in page


def test_a_unit_without_projects_may_report_zero(client, cast):
    client.force_login(cast.outsider)

    assert "零报告，直接上报" in client.get("/").content.decode()


def test_the_rate_says_how_many_items_are_missing(home, cast):
    Target.objects.create(
        indicator="permit_rate", year=2023, due_on=date(2023, 2, 28), floor=Decimal("0.65"),
        stretch=Decimal("0.80"),
    )  # fmt: skip
    assert "再办结 <b>4 项</b>达到 65% 底线" in home()


def test_permits_due_within_two_weeks_are_listed(home, cast):
    land = cast.project.permits.get(kind=kind_of(cast, "land"))
    land.status, land.expected_on = "submitted", date(2022, 12, 16)
    land.save()

    assert "剩 7 天" in home()


@pytest.mark.parametrize("who", ["centre", "office", "leader"])
def test_those_above_see_the_round_in_numbers(client, cast, who):
    client.force_login(cast.user(who))
    cast.submission.state = "submitted"
    cast.submission.save()

    page = client.get("/").content.decode()

    assert "/review/2022-12-09/" in page
    assert ("审核 1 个单位的表" in page) == (who == "centre")


@pytest.mark.parametrize(
    ("who", "where"),
    [("admin", "/accounts/units/"), ("security", "/accounts/users/"), ("auditor", "/audit/")],
)
def test_who_files_nothing_begins_elsewhere(client, cast, who, where):
    client.force_login(cast.user(who))

    assert client.get("/").url == where


def test_the_queries_do_not_grow_with_the_projects(client, cast, django_assert_max_num_queries):
    client.force_login(cast.reporter)
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    add_projects(cast, 2)
    with django_assert_max_num_queries(40) as few:
        client.get("/")
    add_projects(cast, 27)
    with django_assert_max_num_queries(len(few)):
        client.get("/")


def test_a_bureau_sees_what_waits_on_its_desk(client, cast):
    land = cast.project.permits.get(kind=kind_of(cast, "land"))
    land.status, land.expected_on = "submitted", date(2022, 12, 8)
    land.handling_unit = cast.handler.unit
    land.save()
    client.force_login(cast.handler)

    page = client.get("/").content.decode()

    assert "待我单位办理的手续" in page
    assert 'href="/permits/?only=overdue">1</a>' in page


def test_the_centre_is_led_through_its_friday(client, cast):
    client.force_login(cast.centre)
    moment = factories.at("2022-12-09 09:00")
    cast.submission.state, cast.submission.submitted_at = "submitted", moment
    cast.submission.save()
    silent = cast.round.submissions.exclude(pk=cast.submission.pk)

    page = client.get("/").content.decode()

    assert "1 个单位待审核" in page
    for submission in silent:
        assert f'name="unit" value="{submission.unit.code}"' in page
    assert "还没有汇总" in page


@pytest.mark.parametrize("who", ["office", "leader"])
def test_those_who_only_look_are_asked_for_nothing(client, cast, who):
    client.force_login(cast.user(who))

    page = client.get("/").content.decode()

    assert "个单位未报" in page
    assert "/chase/" not in page


MONTHLY, WEEKLY = "owe-table-progress", "owe-table-permits"


def cards(page: str) -> list[tuple[str, bool]]:
    """Each table's card from above: which form, and whether it stands back."""
    found = re.findall(r'<section class="px-card px-owe ([^"]*)"\s+aria-labelledby="([^"]*)"', page)
    return [(name, "is-back" in classes) for classes, name in found]


@pytest.fixture
def monthly(cast):
    """The month's table, due three weeks after the week's."""
    work = progress.build(cast)
    work.round.due_at = factories.at("2022-12-30 12:00")
    work.round.save()
    return work


def test_of_two_tables_the_one_due_first_leads(home, cast, monthly):
    page = home()
    assert cards(page) == [(WEEKLY, False), (MONTHLY, True)]
    assert page.count("btn btn-primary btn-big") == 1
    assert "本周无变化" in page
    assert "本月无变化" in page.split(f'aria-labelledby="{MONTHLY}"')[1]

    cast.round.due_at = factories.at("2022-12-31 12:00")
    cast.round.save()
    assert cards(home()) == [(MONTHLY, False), (WEEKLY, True)]


def test_a_table_that_is_filed_gives_way_to_the_one_that_is_owed(home, cast, monthly):
    file_table(cast.submission, cast.reporter)
    assert cards(home()) == [(MONTHLY, False), (WEEKLY, True)]


def test_the_centre_has_one_largest_act_for_two_rounds(client, cast, monthly):
    client.force_login(cast.centre)
    page = client.get("/").content.decode()
    assert [back for _, back in cards(page)] == [False, True]
    assert page.count("btn btn-primary btn-big") == 1
    assert page.index("owe-round-permits") < page.index("owe-round-progress")
