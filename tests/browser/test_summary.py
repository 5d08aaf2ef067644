"""活动总结 from the clerk's draft to the office's acceptance, at a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import faults

PLACE = "/summaries/XUEGUAN/"


@pytest.fixture(params=["desk", "phone"])
def screen(request):
    return request.getfixturevalue({"desk": "page", "phone": "phone"}[request.param])


def press(page, name, key="Enter"):
    """As somebody without a mouse does."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press(key)


def box(page, words):
    """The text box that holds these words."""
    boxes = page.locator("textarea")
    [place] = [n for n, held in enumerate(held_by(page)) if words in held]
    return boxes.nth(place)


def held_by(page):
    return page.eval_on_selector_all("textarea", "all => all.map(one => one.value)")


def test_a_summary_is_written_sent_back_and_accepted(demo, screen, second_page, login):
    clerk, office = login(screen, "xueguan"), login(second_page, "office")
    clerk.goto(PLACE)
    clerk.get_by_text("按最新封存重新起草").click()
    press(clerk, "重新起草")
    expect(clerk.get_by_text("已按封存的报表起草总结")).to_be_visible()
    assert faults(clerk, "draft") == []
    numbers = clerk.locator("article a.px-number").count()
    assert numbers > 5

    first = box(clerk, "（请补充：成立专班")
    first.focus()
    clerk.keyboard.press("Control+A")
    clerk.keyboard.insert_text("镇长任专班组长，办结率提高到99%。")
    press(clerk, "上报活动总结")
    expect(clerk.get_by_role("alert").first).to_contain_text("还写着“（请补充…）”")
    assert faults(clerk, "still asks") == []
    assert any("99%" in held for held in held_by(clerk))

    example = box(clerk, "（请补充")
    said = example.input_value()
    example.fill(f"{said[: said.index('（请补充')]}分管负责人带队上门对接。")
    press(clerk, "保存文字")
    expect(clerk.get_by_role("alert").first).to_contain_text("“99%”是手写的数")
    box(clerk, "99%").fill("镇长任专班组长，每周到现场办公。")
    press(clerk, "保存文字")
    expect(clerk.get_by_text("已保存总结")).to_be_visible()
    assert clerk.locator("article a.px-number").count() == numbers
    press(clerk, "上报活动总结")
    expect(clerk.get_by_text("已上报总结")).to_be_visible()
    expect(clerk.locator("textarea")).to_have_count(0)

    office.goto("/summaries/?state=submitted")
    assert faults(office, "list") == []
    office.get_by_role("link", name="薛关镇").focus()
    office.keyboard.press("Enter")
    press(office, "退回总结")
    expect(office.get_by_text("写明退回原因")).to_be_visible()
    assert faults(office, "no reason") == []
    office.get_by_label("退回原因").fill("典型事例再具体一些")
    press(office, "退回总结")
    expect(office.get_by_text("已退回总结")).to_be_visible()

    clerk.reload()
    expect(clerk.get_by_text("典型事例再具体一些")).to_be_visible()
    assert faults(clerk, "sent back") == []
    box(clerk, "分管负责人带队上门对接").press("Control+End")
    clerk.keyboard.insert_text("缺的材料当场列了清单。")
    press(clerk, "上报活动总结")
    expect(clerk.get_by_text("已上报总结")).to_be_visible()
    expect(clerk.locator("article")).to_contain_text("缺的材料当场列了清单")

    office.reload()
    press(office, "接收总结")
    expect(office.get_by_text("已接收总结")).to_be_visible()
    clerk.reload()
    expect(clerk.locator(".px-head")).to_contain_text("已接收")
    assert faults(clerk, "accepted") == []
