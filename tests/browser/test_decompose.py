"""分解 from the queue to the bureau's signature, and 疑点 cleared and taken back, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations

QUEUE, ORDERS = "/permits/decompose/", "/permits/orders/"


def chip(page, label: str) -> int:
    return int(page.locator(".px-chip", has_text=label).locator("b").inner_text())


def test_all_projects_are_decomposed_taken_back_and_signed(demo, page, second_page, login):
    login(page, "centre")
    page.goto(ORDERS)
    unsigned = chip(page, "待签收")
    page.goto(QUEUE)
    assert violations(page) == []
    every = page.locator("input[name=project]").count()
    page.locator("[data-tick-all=project]").check()
    page.get_by_role("button", name=f"分解选中的 {every} 个项目").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"分解 {every} 个项目")
    assert violations(page) == []
    give = page.get_by_role("button", name="下达")
    given = int(give.inner_text().split()[1])
    give.click()
    done = page.get_by_text(f"已分解 {every} 个项目，下达 {given} 项手续。")
    expect(done).to_be_visible()
    page.goto(ORDERS)
    assert chip(page, "待签收") == unsigned + given
    assert violations(page) == []

    page.goto(QUEUE)
    page.get_by_role("button", name="撤销分解").first.click()
    expect(page.get_by_text("已撤销：分解")).to_be_visible()
    expect(page.locator("input[name=project]")).to_have_count(every)

    page.locator("[data-tick-all=project]").check()
    page.get_by_role("button", name=f"分解选中的 {every} 个项目").click()
    page.get_by_role("button", name=f"下达 {given} 项手续").click()
    expect(done).to_be_visible()

    bureau = login(second_page, "zrzy")
    bureau.goto(ORDERS)
    assert violations(bureau) == []
    mine = chip(bureau, "待签收")
    assert 0 < mine < unsigned + given
    bureau.get_by_role("button", name=f"签收 {mine} 项").click()
    expect(bureau.get_by_text(f"已签收 {mine} 项")).to_be_visible()
    page.goto(ORDERS)
    assert chip(page, "待签收") == unsigned + given - mine
    signed = page.locator("table", has_text="签收用时").get_by_role("row", name="自然资源局")
    expect(signed).to_be_visible()

    page.goto(QUEUE)
    page.get_by_role("button", name="撤销分解").first.click()
    expect(page.get_by_text(re.compile("已撤销|签收")).first).to_be_visible()


@pytest.mark.parametrize("width", [1440, 360])
def test_the_pages_of_decomposition_and_alarms_are_accessible(demo, browser, server, login, width):
    context = browser.new_context(
        base_url=server.url, viewport={"width": width, "height": 800}, locale="zh-CN"
    )
    page = login(context.new_page(), "centre")
    page.goto("/alarms/")
    one = page.locator(".px-alarm a, main td a[href^='/alarms/']").first.get_attribute("href")
    addresses = [
        *(QUEUE, ORDERS, "/permits/templates/", "/permits/templates/new/", "/alarms/", one),
        *("/alarms/rules/", "/projects/PX-2023-011/decompose/", "/campaigns/add/"),
        "/projects/PX-2023-011/critical-path/",
    ]
    assert {address: seen(page, address, width) for address in addresses} == {
        address: [] for address in addresses
    }
    admin = login(browser.new_context(base_url=server.url, locale="zh-CN").new_page(), "admin")
    admin.set_viewport_size({"width": width, "height": 800})
    for address in ("/catalogue/", "/catalogue/planning/"):
        assert seen(admin, address, width) == []


def seen(page, address: str, width: int) -> list[str]:
    page.goto(address)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*violations(page), *([f"{address} {wide} wide"] if wide > width else [])]


def test_an_alarm_is_cleared_with_a_word_and_taken_back(demo, page, login):
    login(page, "centre")
    page.goto("/alarms/")
    standing, cleared = chip(page, "未核实"), chip(page, "已排除")
    page.locator("tbody a[href^='/alarms/']").first.click()
    here = page.url
    page.get_by_role("button", name="排除").click()
    expect(page.locator("[name=explanation][aria-invalid=true]")).to_be_visible()
    page.locator("[name=explanation]").fill("受理日期补登晚了，已核对批复原件")
    page.get_by_role("button", name="排除").click()
    expect(page.get_by_text("已排除 1 个疑点")).to_be_visible()
    page.goto("/alarms/")
    assert (chip(page, "未核实"), chip(page, "已排除")) == (standing - 1, cleared + 1)
    page.goto(here)
    page.get_by_role("button", name="撤销排除").click()
    expect(page.get_by_text("已撤销排除")).to_be_visible()
    page.goto("/alarms/")
    assert chip(page, "未核实") == standing
