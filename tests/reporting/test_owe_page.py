from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from reporting.models import Remark, Target
from tests import factories
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
