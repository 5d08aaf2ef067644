"""What happens to typed cells when the line, the session or another person gets in between."""

import pytest

from tests.browser.grid import REPORT, Sheet


@pytest.fixture
def sheet(county, page, login):
    return Sheet(login(page, "xueguan"))


def test_cells_typed_without_a_line_are_kept_and_sent_again(sheet, page):
    page.context.set_offline(True)
    sheet.type(0, "note", "kept")
    page.locator("td.c-offline").first.wait_for()
    assert "已留在本机" in page.locator("[data-grid-status]").inner_text()

    page.context.set_offline(False)
    sheet.saved()
    page.reload()
    sheet.ready()
    assert sheet.text(0, "note") == "kept"


def test_cells_that_wait_survive_a_reload_and_are_saved_once(sheet, page):
    page.route("**/cells/", lambda route: route.abort())
    sheet.type(0, "note", "kept")
    page.locator("td.c-offline").first.wait_for()
    page.on("dialog", lambda dialog: dialog.accept())  # leaving warns
    page.reload()
    sheet.ready()
    assert sheet.text(0, "note") == "kept"

    page.unroute("**/cells/")
    sheet.saved()


def test_leaving_with_unsaved_cells_warns(sheet, page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.route("**/cells/", lambda route: route.abort())
    sheet.type(0, "note", "kept")
    page.locator("td.c-offline").first.wait_for()
    page.goto("/")

    assert asked == ["beforeunload"]


def test_two_people_in_one_cell_see_both_values_and_choose(sheet, page, second_page, login):
    other = Sheet(login(second_page, "xueguan"))
    other.type(0, "note", "theirs")
    other.saved()

    sheet.type(0, "note", "mine")
    mine = page.get_by_role("button", name="用我的")
    mine.wait_for()
    assert "mine" in sheet.bar()
    assert "theirs" in sheet.bar()
    mine.click()
    sheet.saved()
    second_page.reload()
    other.ready()
    assert other.text(0, "note") == "mine"


def test_two_people_in_one_row_merge_by_cell(sheet, page, second_page, login):
    other = Sheet(login(second_page, "xueguan"))
    other.type(0, "land.ref", "theirs")
    other.saved()
    sheet.type(0, "note", "mine")
    sheet.saved()

    assert sheet.texts(0, "land.ref", "note") == ["theirs", "mine"]


def test_a_session_that_ended_asks_to_sign_in_and_then_saves(sheet, page, county):
    page.context.clear_cookies(name="sessionid")
    sheet.type(0, "note", "kept")
    dialog = page.locator("#px-sign-in")
    dialog.get_by_role("link", name="重新登录").wait_for()
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="重新登录").click()
    small = opened.value
    small.get_by_label("用户名").fill("xueguan")
    small.get_by_label("密码").fill(county.password)
    small.get_by_role("button", name="登录").click()

    sheet.saved()
    assert not dialog.is_visible()


def test_a_table_filed_meanwhile_keeps_the_text_to_copy(sheet, page, second_page, login):
    login(second_page, "xueguan")
    second_page.goto(f"{REPORT}check/")
    second_page.get_by_role("button", name="封存并上报").click()
    second_page.get_by_role("heading", name="上报回执").wait_for()

    sheet.type(0, "note", "too late")
    kept = page.get_by_label("没有保存的内容")
    kept.wait_for()

    assert "备注：too late" in kept.input_value()
    page.on("dialog", lambda dialog: dialog.accept())
