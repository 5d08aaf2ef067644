"""A bureau's morning at its desk: by keyboard, in dialogs, and taken back; the wall chart."""

from playwright.sync_api import expect

from tests.browser.axe import violations


def waiting(page, only: str) -> int:
    return int(page.locator(f".px-chip[href*='only={only}'] b").inner_text())


def test_permits_are_accepted_returned_and_finished_by_keyboard(demo, page, login):
    login(page, "zrzy")
    page.goto("/permits/?only=accept")
    assert violations(page) == []
    before = waiting(page, "accept")
    first, second = page.locator("tr[data-permit]").nth(0), page.locator("tr[data-permit]").nth(1)

    page.keyboard.press("j")
    expect(first.locator("[data-row]")).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(second.locator("input[name=p]")).to_be_checked()
    expect(page.locator("[data-desk-status]")).to_have_text("已勾选，共勾选 2 项")
    page.get_by_role("button", name="受理 2 项").click()
    dialog = page.locator("dialog#px-step")
    expect(dialog).to_contain_text("受理 2 项")
    assert violations(page) == []
    dialog.get_by_label("受理日期").fill("2099-01-01")
    dialog.get_by_role("button", name="确认受理 2 项").click()
    expect(dialog.locator("[aria-invalid=true]")).to_be_focused()
    dialog.get_by_label("受理日期").fill("2月3日")
    dialog.get_by_role("button", name="确认受理 2 项").click()
    expect(page.get_by_text("已受理 2 项")).to_be_visible()
    assert waiting(page, "accept") == before - 2
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_text("已撤回 2 项")).to_be_visible()
    assert waiting(page, "accept") == before

    page.keyboard.press("j")
    page.keyboard.press("2")
    dialog.get_by_label("缺哪些材料").fill("勘测定界图")
    dialog.get_by_role("button", name="退件补正").click()
    expect(page.get_by_text("已退件 1 项")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("3")
    dialog.get_by_label("办结依据").fill("不动产权证书原件已核")
    dialog.get_by_role("button", name="确认办结").click()
    expect(page.get_by_text("已办结 1 项")).to_be_visible()
    page.goto("/permits/")
    page.keyboard.press("?")
    expect(page.locator("dialog#px-keys")).to_be_visible()
    assert violations(page) == []


def test_the_matrix_folds_and_reads_on_a_phone(demo, page, phone, login):
    login(page, "centre")
    page.goto("/permits/matrix/")
    assert violations(page) == []
    unit = page.locator(".px-fold").first
    body = page.locator(f"#{unit.get_attribute('aria-controls')}")
    unit.click()
    expect(body).to_be_hidden()
    page.reload()
    expect(body).to_be_hidden()
    page.get_by_role("button", name="全部收起").click()
    page.get_by_role("button", name="全部展开").click()
    expect(body).to_be_visible()

    login(phone, "xueguan")
    for address in ("/permits/matrix/", "/permits/", "/permits/agent/"):
        phone.goto(address)
        assert violations(phone) == []
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_centre_gives_permits_to_an_officer(demo, page, login):
    login(page, "centre")
    page.goto("/permits/agent/")
    before = page.locator("tr[data-permit]").count()
    page.goto("/permits/")
    free = page.locator("tr[data-permit]").filter(has_not_text="领办代办：")
    for place in (0, 1):
        free.nth(place).locator("input[name=p]").check()
    page.get_by_role("button", name="2 项交给领办代办员").click()
    assert violations(page) == []
    page.get_by_label("领办代办员", exact=True).select_option(index=1)
    page.get_by_role("button", name="交出 2 项").click()
    page.goto("/permits/agent/")
    expect(page.locator("tr[data-permit]")).to_have_count(before + 2)
    assert violations(page) == []
    page.get_by_role("link", name="记一笔").first.click()
    page.get_by_label("办了什么").fill("陪同踏勘")
    page.get_by_role("button", name="记下这一笔").click()
    expect(page.get_by_text("陪同踏勘")).to_be_visible()
