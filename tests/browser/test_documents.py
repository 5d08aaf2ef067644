"""周报 as the office makes it: drafted, a paragraph changed, a typed number refused, issued."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import faults


@pytest.fixture(params=["desk", "phone"])
def screen(request):
    return request.getfixturevalue({"desk": "page", "phone": "phone"}[request.param])


def test_a_weekly_brief_is_drafted_changed_and_issued(demo, screen, login):
    page = login(screen, "office")
    page.goto("/papers/")
    page.get_by_role("link", name="起草材料").click()
    page.get_by_label("文种").select_option("weekly")
    sixth = page.locator("[name=round]").locator("option", has_text="第6期")
    page.locator("[name=round]").select_option(sixth.get_attribute("value"))
    assert faults(page, "add") == []
    page.get_by_role("button", name="起草 1 份材料").click()
    page.wait_for_url(re.compile(r"/papers/\d+/$"))
    assert faults(page, "draft") == []
    numbers = page.locator("article a.px-number").all_inner_texts()
    assert len(numbers) > 10

    page.get_by_role("link", name="修改文字").click()
    assert faults(page, "edit") == []
    paragraph = page.locator("textarea").filter(has_text="{{").first
    said = paragraph.input_value()
    paragraph.fill(f"{said}比上期多了12项。")
    page.get_by_role("button", name="保存文字").press("Enter")
    expect(page.get_by_text("“12”是手写的数").first).to_be_visible()
    assert faults(page, "refused") == []
    typed = page.locator("textarea[aria-invalid=true]")
    assert typed.input_value().endswith("比上期多了12项。")
    typed.fill(f"{said}进展平稳。")
    page.get_by_role("button", name="保存文字").press("Enter")
    expect(page.locator("article")).to_contain_text("进展平稳。")
    assert page.locator("article a.px-number").all_inner_texts() == numbers

    page.get_by_role("link", name="核对并印发").click()
    expect(page.get_by_text("个数已经从封存的行重新数过，全部一致")).to_be_visible()
    assert faults(page, "issue") == []
    page.get_by_role("button", name="印发 1 份材料").press("Enter")
    expect(page.locator(".px-head")).to_contain_text("已印发")
    expect(page.get_by_role("link", name="修改文字")).to_have_count(0)

    number = page.locator("article a.px-number", has_text="%").first
    shown, counted = number.inner_text(), number.get_attribute("data-number")
    number.press("Enter")
    page.wait_for_url("**/f/**")
    assert faults(page, "reference") == []
    assert shown in page.locator("main").inner_text()
    assert re.search(rf"\b{counted}\b", page.locator("main").inner_text())
