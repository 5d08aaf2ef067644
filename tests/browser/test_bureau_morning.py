"""A bureau's morning: accepted, returned, handed in again, finished with number and paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.papers import pdf

NAME = "薛关工业园煤矸石综合利用项目"
NUMBER = "晋政地字〔2023〕16号"
PAPER = f"""山西省人民政府文件
{NUMBER}
关于{NAME}
建设用地的批复
2023年2月3日"""
PDF = {"name": "批复.pdf", "mimeType": "application/pdf", "buffer": pdf(PAPER)}


def take(page, key: str, button: str) -> None:
    """The first row's step by its key, on the day and with the words that stand in the dialog."""
    page.keyboard.press("j")
    page.keyboard.press(key)
    dialog = page.locator("dialog#px-step")
    expect(dialog).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("button", name=button).click()


def test_a_permit_goes_from_the_desk_to_its_paper(demo, page, second_page, login):
    login(page, "zrzy")
    desk = f"/permits/?kind=land&q={NAME}"
    page.goto(desk)
    take(page, "1", "确认受理")
    expect(page.get_by_text("已受理 1 项")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("2")
    page.locator("dialog#px-step").get_by_label("缺哪些材料").fill("勘测定界图\n林地意见")
    page.locator("dialog#px-step").get_by_role("button", name="退件补正").click()
    expect(page.get_by_text("已退件 1 项")).to_be_visible()

    owner = second_page
    login(owner, "xueguan")
    owner.goto(f"/permits/?side=owner&kind=land&q={NAME}")
    owner.keyboard.press("j")
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("heading", name="要补正的材料：2 项")).to_be_visible()
    assert violations(owner) == []
    owner.get_by_role("link", name="记为补正已交").click()
    dialog = owner.locator("dialog[open]")
    assert violations(owner) == []
    dialog.get_by_role("button", name="记为补正已交").click()
    expect(owner.get_by_text("补正已交，已记入办理经过")).to_be_visible()

    page.goto(desk)
    take(page, "1", "确认受理")
    expect(page.get_by_text("已受理 1 项")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="上传附件").click()
    page.get_by_label("文件").set_input_files(PDF)
    page.get_by_role("button", name="上传附件").click()
    expect(page.get_by_text(NUMBER).first).to_be_visible()
    assert violations(page) == []

    page.locator(".px-crumbs a", has_text="土地").click()
    page.get_by_role("link", name="确认办结").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("link", name=f"按此填：{NUMBER}").click()
    expect(dialog.get_by_label("文号")).to_have_value(NUMBER)
    dialog.get_by_role("link", name="按此填：2023-02-03").click()
    assert violations(page) == []
    dialog.get_by_role("button", name="确认办结").click()
    expect(page.get_by_text("办结，已记入办理经过")).to_be_visible()
    expect(page.locator(".px-two-sides")).to_contain_text(NUMBER)
    assert violations(page) == []


def test_a_row_is_finished_with_its_file_and_taken_back(demo, page, login):
    login(page, "zrzy")
    page.goto("/permits/?kind=planning")
    page.keyboard.press("j")
    page.keyboard.press("3")
    dialog = page.locator("dialog#px-step")
    dialog.get_by_label("文号").fill("建字141033202300005")
    dialog.get_by_label("文号").press("Tab")
    dialog.get_by_role("button", name="按此改").click()
    expect(dialog.get_by_label("文号")).to_have_value("建字第141033202300005号")
    dialog.get_by_label("批复文件").set_input_files(PDF)
    assert violations(page) == []
    dialog.get_by_role("button", name="确认办结").click()
    expect(page.get_by_text("已办结 1 项")).to_be_visible()
    page.get_by_role("button", name="撤回：已办结 1 项").click()
    expect(page.get_by_text("已撤回 1 项")).to_be_visible()


@pytest.mark.parametrize(("who", "officer"), [("zrzy", False), ("centre", True)])
def test_the_pages_of_a_permit_are_clean_on_a_phone(demo, phone, login, who, officer):
    login(phone, who)
    phone.goto("/permits/")
    permit = phone.locator("[data-row]").first.get_attribute("href")
    more = ["edit/", "steps/send/"] if officer else ["steps/return/"]
    for path in ("", "files/", "files/add/", "offers/", "steps/finish/", "retract/", *more):
        phone.goto(f"{permit}{path}", wait_until="networkidle")
        assert violations(phone) == []
        width = phone.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{path}: {width}"
