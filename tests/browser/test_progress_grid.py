"""A progress table filed in the grid, from the first page to the receipt."""

import pytest

from tests.browser.axe import violations
from tests.browser.grid import Sheet

REPORT = "/report/2022-12-09/?form=progress"
WORK = ("progress_state", "progress_on")


@pytest.fixture
def monthly(county):
    county.python("-m", "tests.servers.progress_seed")
    return county


def total(page, sheet, key):
    return page.locator(".px-grid tfoot td").nth(sheet.at[key] + 1).inner_text()


def test_a_month_is_filed_in_the_grid(monthly, page, login):
    login(page, "xueguan")
    page.goto("/")
    page.locator("section.px-owe", has_text="重点项目建设进展情况表").get_by_text(
        "打开填报表"
    ).click()
    sheet = Sheet(page, REPORT)
    assert sheet.texts(0, *WORK) == ["已复工", "2022-03-10"]
    assert total(page, sheet, "rate") == "30.0%"

    sheet.type(1, "progress_state", "2", end="Tab")  # the second of the drop-down
    page.keyboard.type("11.28")
    page.keyboard.press("Enter")
    sheet.type(1, "completed_investment", "90.5")
    sheet.type(1, "statistical_investment", "80")
    sheet.saved()
    assert sheet.texts(1, *WORK, "rate", "difference") == ["已开工", "2022-11-28", "9.1%", "10.50"]
    assert total(page, sheet, "completed_investment") == "1,290.50"
    assert total(page, sheet, "rate") == "32.3%"
    assert page.locator("a.px-chip", has_text="未开复工").locator("b").inner_text() == "0"
    assert violations(page) == []

    page.click("[data-grid-submit]")
    for box in page.locator("textarea[name^='answer:']").all():
        box.fill("照片下周补传")
    assert page.get_by_text("上传照片或文件").first.get_attribute("href").endswith("/files/")
    page.get_by_role("button", name="封存并上报").click()
    page.get_by_text("第1次封存").first.wait_for()
    assert "蒲县2022年重点项目建设进展情况表（第12期）" in page.content()
    assert "form=progress" in page.url
    assert violations(page) == []


def test_a_stop_asks_for_its_reason_at_the_cell(monthly, page, login):
    login(page, "xueguan")
    sheet = Sheet(page, REPORT)

    sheet.type(0, "progress_state", "5", end="Tab")  # the fifth of the drop-down
    page.keyboard.type("12.1")
    page.keyboard.press("Enter")
    reason = page.locator("#px-cellbar input")
    reason.wait_for()
    assert "为什么停工" in sheet.bar()
    reason.fill("气温低")
    reason.press("Enter")
    sheet.saved()

    page.reload()
    sheet.ready()
    assert sheet.texts(0, *WORK) == ["冬季停工", "2022-12-01"]


def test_the_two_forms_lead_to_each_other(monthly, page, login):
    login(page, "centre")
    page.goto("/review/2022-12-09/")
    page.get_by_role("navigation", name="填报表").get_by_text("重点项目建设进展情况表").click()
    page.wait_for_url("**/review/2022-12-09/?form=progress")

    page.get_by_role("link", name="去汇总").click()
    page.get_by_role("heading", name="第12期汇总报送").wait_for()
    assert "form=progress" in page.url
    assert "投资完成率" in page.locator("main").inner_text()
    assert violations(page) == []


def test_on_a_phone_a_row_is_a_form(monthly, phone, login):
    login(phone, "xueguan")
    phone.goto(REPORT)
    phone.get_by_role("link", name="核桃加工园").click()
    phone.fill("#cell-completed_investment", "0")
    phone.get_by_role("button", name="保存这个项目").click()
    phone.get_by_text("已保存 1 格").wait_for()
    assert "form=progress" in phone.url
