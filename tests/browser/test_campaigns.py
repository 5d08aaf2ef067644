"""A campaign is previewed on the calendar as its form is filled, with and without JavaScript."""

from tests.browser import axe


def fill(page) -> None:
    page.goto("/campaigns/add/?form=progress")
    page.fill("[name=starts_on]", "2022-12-09")
    page.fill("[name=ends_on]", "2023-03-31")
    page.get_by_role("button", name="预览各期").click()
    page.locator("#plan-calendar").wait_for()


def test_the_rounds_are_drawn_before_the_campaign_is_saved(county, page, login):
    login(page, "centre")
    fill(page)

    days = page.locator(".px-plan-month td", has=page.locator(".px-plan-due"))
    assert days.count() == 4
    # New Year's Eve is a holiday: the cut-off stays, the deadline moves to January 3
    january = page.locator(".px-plan-month", has_text="2023年1月").locator(".is-due")
    assert january.first.inner_text().split()[:2] == ["3", "1期"]
    assert axe.violations(page) == []
    page.get_by_role("button", name="新增活动，共 4 期").click()
    page.wait_for_url("**/campaigns/*/")
    assert "每月最后一天 12:00" in page.locator("main").inner_text()
    assert axe.violations(page) == []


def test_without_javascript_the_same_button_draws_them(county, browser, server, login):
    context = browser.new_context(base_url=server.url, java_script_enabled=False, locale="zh-CN")
    page = login(context.new_page(), "centre")
    fill(page)
    assert page.locator(".px-plan-due").count() == 4 + 1  # and one in the key
    context.close()
