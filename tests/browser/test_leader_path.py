"""Before a meeting, at a desk or on a phone: the rate, its rows, another Friday, wall, paper."""

import re

import pytest

from tests.browser import axe
from tests.browser.test_pages import faults

A3_WIDTH, A3_HEIGHT = 1190.55, 841.89  # points


@pytest.fixture(params=["desk", "phone"])
def screen(request):
    return request.getfixturevalue({"desk": "page", "phone": "phone"}[request.param])


def numbers(page) -> list[str]:
    return page.locator("main a.px-number").all_inner_texts()


def test_the_leader_asks_why_and_goes_on(demo, screen, login):
    page = login(screen, "leader")
    page.goto("/dashboard/")
    assert faults(page, "dashboard") == []
    today = numbers(page)

    rate = page.locator("section[aria-labelledby=rate-permit_rate] .px-fig-value > a.px-number")
    shown, part = rate.inner_text(), rate.get_attribute("data-number")
    rate.click()
    page.wait_for_url("**/indicators/permit_rate/**")
    assert shown in page.locator("main").inner_text()
    assert re.search(rf"\b{part}\b", page.locator("main").inner_text())
    assert "数据定格在" in page.locator("main").inner_text()
    assert axe.violations(page) == []
    page.go_back()
    assert numbers(page) == today

    page.get_by_role("link", name="前一周五").click()
    page.wait_for_url("**as_of=2023-01-27**")
    assert numbers(page) != today
    page.locator("#source").select_option("sealed")
    page.wait_for_url("**source=sealed**")
    assert "第8期" in page.locator(".px-head").inner_text()
    assert page.locator("#as-of").input_value() == "2023-01-27"
    compare = page.get_by_role("link", name="两日对比").last.get_attribute("href")
    assert compare == "/compare/?a=2023-01-20&b=2023-01-27&source=sealed"
    assert faults(page, "sealed") == []

    page.get_by_text("其他日期").click()
    page.fill("#other-day", "2022-12-16")
    page.get_by_role("button", name="看这一天").click()
    page.wait_for_url("**as_of=2022-12-16**")
    assert "source=sealed" in page.url


def test_the_leader_compares_two_fridays(demo, screen, login):
    """From the board to all figures, to the rows of one, to its own page, and back by its links."""
    page = login(screen, "leader")
    page.goto("/dashboard/?source=sealed")
    page.get_by_role("link", name="两日对比").last.click()
    page.wait_for_url("**/compare/**source=sealed**")
    assert faults(page, "compare") == []
    line = page.locator("tbody tr", has_text="手续办结率").first
    old, new = line.locator("a.px-number").all_inner_texts()[:2]

    line.get_by_role("rowheader").get_by_role("link").click()
    page.wait_for_url("**key=permit_rate**")
    assert faults(page, "compare one") == []
    main = page.locator("main")
    assert main.locator("a.px-number").all_inner_texts()[:2] == [old, new]
    counts = main.locator("a.px-chip").all_inner_texts()
    every, *kinds = [int(text.split()[-1]) for text in counts]
    assert every == sum(kinds)  # 全部变动 = 变化 + 新增 + 减少

    number = main.locator("a.px-number").nth(1)
    part = number.get_attribute("data-number")
    number.click()
    page.wait_for_url("**/indicators/permit_rate/**")
    assert page.locator("#px-value").get_attribute("value") == part
    page.go_back()
    page.locator(".px-crumbs").get_by_role("link").click()
    page.wait_for_url(lambda url: "/compare/" in url and "key=" not in url)


def test_by_keyboard_from_the_day_to_the_rows(demo, page, login):
    login(page, "leader").goto("/dashboard/")
    page.locator("#source").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if "px-number" in (page.evaluate("document.activeElement.className") or ""):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/indicators/**")


def test_the_wall_is_read_from_five_metres(demo, page, login):
    login(page, "leader")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto("/dashboard/")
    page.get_by_role("link", name="大屏").click()
    page.wait_for_url("**/screen/**")
    assert faults(page, "screen") == []
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    sizes = page.eval_on_selector_all(
        "main *", "all => all.filter(e => e.childElementCount === 0 && e.textContent.trim() &&"
        " !e.closest('svg')).map(e => parseFloat(getComputedStyle(e).fontSize))"
    )  # fmt: skip
    assert min(sizes) >= 38
    page.get_by_role("link", name="停止自动刷新").click()
    page.wait_for_url("**stand=1**")
    page.get_by_role("link", name="回指标看板").click()
    page.wait_for_url("**/dashboard/**")


def test_the_wall_on_a_phone(demo, phone, login):
    login(phone, "leader").goto("/screen/")
    assert faults(phone, "screen") == []


@pytest.mark.parametrize("who", ["leader", "office", "centre", "xueguan", "zrzy"])
def test_a_board_prints_on_one_a3_sheet(demo, page, login, who):
    login(page, who).goto("/dashboard/")
    page.wait_for_load_state("networkidle")
    paper = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert len(boxes) == 1
    width, height = map(float, boxes[0])
    assert (abs(width - A3_WIDTH) < 2, abs(height - A3_HEIGHT) < 2) == (True, True)
