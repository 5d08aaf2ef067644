"""A joint meeting from its agenda to the minutes, by keyboard and without losing a word."""

import re
import zipfile

from playwright.sync_api import expect

from tests.browser.axe import violations


def test_a_meeting_from_agenda_to_minutes(demo, page, login):
    login(page, "centre")
    page.goto("/meetings/")
    assert violations(page) == []
    page.get_by_role("link", name="新建联席会议").first.click()
    page.get_by_label("主持人").fill("刘副县长")
    assert violations(page) == []
    page.get_by_role("button", name="建立会议，选议题").click()
    expect(page.get_by_role("heading", name="选议题")).to_be_visible()
    assert violations(page) == []
    boxes = page.get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="列入选中的议题").click()
    assert violations(page) == []

    cards = page.locator(".px-agenda-item")
    second = cards.nth(1).get_by_role("heading").inner_text()
    page.get_by_role("button", name="上移：议题2").press("Enter")
    expect(cards.nth(0).get_by_role("heading")).to_have_text(second.replace("2.", "1.", 1))

    for place in range(2):
        card = cards.nth(place)
        card.get_by_label("讨论情况").fill("自然资源局作了汇报")
        card.get_by_label("议定事项").fill("一周内落实指标")
        card.get_by_label("结果").select_option("已议定")
        expect(card.get_by_text("已保存")).to_be_visible()
        expect(card.get_by_label("议定事项")).to_have_value("一周内落实指标")
        card.get_by_label("责任单位").select_option("自然资源局")
        card.get_by_label("完成时限").fill("2023-02-10")
        card.get_by_role("button", name="保存记录").click()
        expect(page.locator(".htmx-request")).to_have_count(0)  # the last save waits its turn
        expect(card.get_by_text("已保存")).to_be_visible()
    cards.nth(1).get_by_label("讨论情况").fill("最后补的一句")
    page.get_by_role("link", name="核对并定稿").click()  # waits until that is saved
    expect(page.get_by_text("一周内落实指标")).to_have_count(2)
    assert violations(page) == []
    page.get_by_role("button", name="定稿，下达 2 项议定事项").click()
    expect(page.get_by_text("已定稿，2 项议定事项已回到问题")).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as file:
        page.get_by_role("link", name="下载纪要").click()
    with zipfile.ZipFile(file.value.path()) as archive:
        said = archive.read("word/document.xml").decode()
    assert "一周内落实指标" in said
    assert "最后补的一句" in said


def test_nothing_typed_at_a_meeting_is_lost_on_leaving(demo, page, login):
    login(page, "centre")
    page.goto("/meetings/add/")
    page.get_by_role("button", name="建立会议，选议题").click()
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("button", name="列入选中的议题").click()
    address, first = page.url, page.locator(".px-agenda-item").first
    notes = first.get_by_label("讨论情况")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.wait_for_load_state("networkidle")
    notes.press_sequentially("还没离开这一格")
    page.goto("/issues/")  # the browser asks, one leaves all the same
    assert asked == ["beforeunload"]
    for _ in range(20):  # the last words travel while the next page already comes
        page.goto(address, wait_until="networkidle")
        if notes.input_value():
            break
    expect(notes).to_have_value("还没离开这一格")

    page.route("**/items/*/", lambda route: route.abort())  # the line is down
    notes.fill("断网时写的")
    notes.blur()
    expect(first.get_by_text("没有联上，还没保存")).to_be_visible()
    page.unroute("**/items/*/")
    expect(first.get_by_text("已保存")).to_be_visible(timeout=15_000)  # by itself
    page.goto(address)
    expect(notes).to_have_value("断网时写的")
    assert asked == ["beforeunload"]
    # the test cut the line itself, and left pages while their parts were on the way
    page.complaints[:] = [said for said in page.complaints if not said.startswith("htmx:")]


def test_a_letter_to_the_city_is_drafted_and_kept(demo, page, login):
    login(page, "centre")
    page.goto("/letters/")
    assert violations(page) == []
    page.get_by_role("link", name="起草书面意见").click()
    assert violations(page) == []
    page.get_by_role("button", name="生成书面意见并编号").click()
    expect(
        page.get_by_role("heading", name=re.compile(r"书面意见（2023年第\d号）"))
    ).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as file:
        page.get_by_role("link", name="下载书面意见").click()
    assert zipfile.is_zipfile(file.value.path())
    page.complaints[:] = [said for said in page.complaints if not said.startswith("htmx:")]
