from datetime import date

import pytest
from django.urls import reverse

from reporting.models import Answer, Seal
from tests import factories
from tests.reporting.tables import earlier_submission, kind_of, seal_as_it_stands


def url(name, *args):
    return reverse(f"reporting:{name}", args=[date(2022, 12, 9), *args])


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.reporter)
    return client


def land(cast, **fields):
    permit = cast.project.permits.get(kind=kind_of(cast, "land"))
    for name, value in fields.items():
        setattr(permit, name, value)
    permit.save()


def test_every_error_is_a_link_to_its_cell_and_blocks(clerk, cast):
    land(cast, status="preparing")

    page = clerk.get(url("report-check")).content.decode()
    assert f"#cell={cast.project.number}:land.date" in page
    assert "还有 1 处必须改正" in page

    refused = clerk.post(url("report-submit"))
    assert refused.status_code == 422
    assert not Seal.objects.exists()


def test_a_warning_asks_for_a_word_once(clerk, cast):
    land(cast, status="done", completed_on=date(2022, 12, 1))
    name = f"answer:{cast.project.number}:land.ref:no_number"
    assert f'name="{name}"' in clerk.get(url("report-check")).content.decode()

    assert clerk.post(url("report-submit")).status_code == 422
    filed = clerk.post(url("report-submit"), {name: "文号正在编"})

    assert filed.url == url("receipt", 1)
    assert Answer.objects.get().text == "文号正在编"


def test_a_word_typed_is_kept_when_another_is_missing(clerk, cast):
    land(cast, status="done", completed_on=date(2022, 12, 1), level="")
    name = f"answer:{cast.project.number}:land.ref:no_number"

    page = clerk.post(url("report-submit"), {name: "文号正在编"}).content.decode()

    assert ">文号正在编</textarea>" in page


def test_a_step_back_asks_for_its_reason(clerk, cast):
    land(cast, status="submitted", expected_on=date(2022, 12, 16))
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    land(cast, expected_on=date(2022, 12, 20))
    name = f"answer:{cast.project.number}:land.date:backward"

    page = clerk.get(url("report-check")).content.decode()
    assert "上期是 2022-12-16，现在是 2022-12-20（推迟 4 天）" in page

    assert clerk.post(url("report-submit")).status_code == 422
    assert clerk.post(url("report-submit"), {name: "评审改期"}).status_code == 302


def test_the_changes_since_last_week_are_shown_steps_back_first(clerk, cast):
    land(cast, status="submitted", expected_on=date(2022, 12, 16))
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    land(cast, expected_on=date(2022, 12, 20), note="评审改期")
    cast.project.owner = "甲公司"
    cast.project.save()

    page = clerk.get(url("report-check")).content.decode()

    assert "推迟 4 天" in page
    assert page.index("推迟 4 天") < page.index("甲公司")


def test_filing_gives_a_receipt_with_time_rows_and_digest(clerk, cast, friday):
    friday.move_to(factories.at("2022-12-09 10:42:18"))
    page = clerk.post(url("report-submit"), follow=True).content.decode()

    seal = Seal.objects.get()
    assert "2022年12月9日（周五）10:42:18" in page
    assert "提前 1 小时 17 分" in page
    assert "PX-2023-01-XUEGUAN-1" in page
    assert seal.digest[:4] in page


def test_lateness_is_told_on_the_receipt(clerk, cast, friday):
    friday.move_to(factories.at("2022-12-09 12:16:00"))
    page = clerk.post(url("report-submit"), follow=True).content.decode()

    assert "迟报 16 分" in page


def test_no_change_files_in_one_click(clerk, cast):
    assert clerk.post(url("no-change")).status_code == 409
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)

    page = clerk.post(url("no-change"), follow=True).content.decode()

    assert "无变化" in page
    assert Seal.objects.get(submission=cast.submission).no_change


def test_a_unit_without_projects_reports_zero(client, cast):
    client.force_login(cast.outsider)

    assert "零报告，没有列入的项目" in client.post(url("zero"), follow=True).content.decode()


def test_a_double_click_seals_once(clerk, cast):
    op = {"op": "7a4c1f0e-9f63-4b52-9d0e-0a4c6a9f2f11"}
    first = clerk.post(url("report-submit"), op)
    second = clerk.post(url("report-submit"), op)

    assert first.url == second.url == url("receipt", 1)
    assert Seal.objects.count() == 1


def test_the_check_of_a_filed_table_leads_to_its_receipt(clerk, cast):
    clerk.post(url("report-submit"))

    assert clerk.get(url("report-check")).url == url("receipt", 1)


def test_the_receipt_of_another_unit_is_not_found(client, clerk, cast):
    clerk.post(url("report-submit"))
    client.force_login(cast.outsider)

    assert client.get(url("receipt", 1)).status_code == 404


def test_the_table_prints_in_the_frame_of_the_form(clerk, cast):
    page = clerk.get(url("report-print")).content.decode()

    assert "填报单位（盖章）：" in page
    assert "统计截止：2022年12月9日" in page
