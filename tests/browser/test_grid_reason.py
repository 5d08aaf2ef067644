"""A step back asks for its reason at the cell; the table also works small and without scripts."""

import pytest

from tests.browser.grid import REPORT, Sheet

DEMO_REPORT = "/report/2023-02-03/"


@pytest.fixture
def sheet(demo, page, login):
    return Sheet(login(page, "xueguan"), DEMO_REPORT)


def test_a_step_back_asks_for_a_reason_in_the_bar(sheet, page):
    sheet.type(0, "approval.status", "3")
    reason = page.get_by_label("立项进展比上期退了一步")
    reason.wait_for()
    reason.fill("批文被撤回")
    page.get_by_role("button", name="保存原因").click()
    sheet.saved()

    assert sheet.text(0, "approval.status") == "审批中"
    page.reload()
    sheet.ready()
    assert sheet.text(0, "approval.status") == "审批中"


def test_without_a_reason_the_cell_takes_its_old_value_back(sheet, page):
    sheet.type(0, "approval.status", "3")
    page.get_by_role("button", name="不改了，恢复原值").click()

    assert sheet.text(0, "approval.status") == "已办结"
    assert page.locator("td.c-saving").count() == 0


def test_a_phone_shows_the_table_and_edits_one_project(county, phone, login):
    login(phone, "xueguan")
    phone.goto(REPORT)
    assert phone.locator(".px-grid").count() == 0
    phone.get_by_role("link", name="薛关镇设施蔬菜大棚").click()
    phone.locator("[name='land.status']").select_option(label="组卷中")
    phone.locator("[name='land.date']").fill("12月30日")
    phone.get_by_role("button", name="保存这个项目").click()

    assert "已保存 2 格" in phone.locator("#px-messages").inner_text()
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_without_scripts_the_table_reads_edits_and_files(county, browser, login):
    context = browser.new_context(base_url=county.url, java_script_enabled=False)
    page = context.new_page()
    login(page, "xueguan")
    page.goto(REPORT)
    page.get_by_role("link", name="薛关镇昕水河治理工程").click()
    page.locator("[name='note']").fill("等批复")
    page.get_by_role("button", name="保存这个项目").click()
    assert "等批复" in page.locator("table").inner_text()
    page.get_by_role("link", name="检查并上报").click()
    page.get_by_role("button", name="封存并上报").click()

    assert "上报回执" in page.locator("h1").inner_text()
    context.close()
