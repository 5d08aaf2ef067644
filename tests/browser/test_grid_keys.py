"""The grid by keyboard and clipboard."""

import pytest

from tests.browser import both_browsers
from tests.browser.axe import violations
from tests.browser.grid import Sheet

pytestmark = both_browsers
PERMIT = ("land.status", "land.level", "land.date", "land.ref")


@pytest.fixture
def sheet(county, page, login):
    return Sheet(login(page, "xueguan"))


def test_typing_saves_cell_by_cell_and_outlives_a_reload(sheet, page):
    sheet.type(0, "land.status", "2")  # the second of the drop-down
    sheet.type(0, "land.date", "12.30", end="Tab")
    page.keyboard.type("1 of 3")
    page.keyboard.press("Enter")
    sheet.saved()

    assert sheet.texts(0, *PERMIT) == ["组卷中", "县", "2022-12-30", "1 of 3"]
    page.reload()
    sheet.ready()
    assert sheet.texts(0, *PERMIT) == ["组卷中", "县", "2022-12-30", "1 of 3"]


def test_what_the_row_lacks_is_marked_at_its_cell(sheet, page):
    sheet.type(0, "land.status", "2")
    sheet.saved()

    date = sheet.cell(0, "land.date")
    assert "c-error" in date.get_attribute("class")
    assert date.get_attribute("aria-invalid") == "true"
    sheet.choose(0, "land.date")
    assert "预计办结日期" in sheet.bar()
    assert page.locator("[data-grid-errors]").inner_text() == "1 处错误"


def test_a_wrong_value_stays_in_sight_and_is_not_saved(sheet, page):
    sheet.type(0, "land.date", "2.30")
    page.locator("td.c-error").first.wait_for()

    assert sheet.text(0, "land.date") == "2.30"
    page.keyboard.press("Control+z")
    assert sheet.text(0, "land.date") == ""


def test_a_block_from_excel_is_pasted_and_undone_in_one_step(sheet, page):
    block = "√\t县\t2022.12.1\t用字第141033202200018号\n组卷中\t市\t12月30日前\t资料汇总\n"
    sheet.paste(0, "land.status", block)
    sheet.saved()
    assert sheet.texts(0, *PERMIT) == ["已办结", "县", "2022-12-01", "用字第141033202200018号"]
    assert sheet.texts(1, *PERMIT) == ["组卷中", "市", "2022-12-30", "资料汇总"]

    page.keyboard.press("Control+z")
    sheet.saved()
    assert sheet.texts(0, *PERMIT) == ["未办理", "县", "", ""]
    assert sheet.texts(1, *PERMIT) == ["未办理", "县", "", ""]


def test_a_paste_never_grows_the_table(sheet, page):
    sheet.paste(2, "note", "last\tbeyond\nbelow\tbelow\n")
    sheet.saved()

    assert page.locator(".px-grid tbody tr").count() == 3
    assert sheet.text(2, "note") == "last"
    assert "没有粘贴" in page.locator("#px-messages").inner_text()


def test_fill_down_copies_the_first_row_of_the_selection(sheet, page):
    sheet.type(0, "note", "wait")
    sheet.choose(0, "note")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    sheet.saved()

    assert [sheet.text(row, "note") for row in range(3)] == ["wait"] * 3


def test_undoing_a_status_brings_its_date_and_number_back(sheet, page):
    sheet.paste(0, "land.status", "√\t县\t2022-12-01\t用字第141033202200018号\n")
    sheet.saved()
    sheet.type(0, "land.status", "3")
    sheet.saved()
    assert sheet.texts(0, "land.date", "land.ref") == ["", ""]

    page.keyboard.press("Control+z")
    sheet.saved()
    assert sheet.texts(0, *PERMIT) == ["已办结", "县", "2022-12-01", "用字第141033202200018号"]


def test_groups_fold_and_a_link_opens_the_cell_it_names(sheet, page):
    place = sheet.cell(1, "place")
    assert not place.is_visible()

    number = page.evaluate(
        "JSON.parse(document.getElementById('px-grid-data').textContent).rows[1].number"
    )
    page.goto(f"{page.url}#cell={number}:place")

    assert place.is_visible()
    assert "建设地点" in sheet.bar()
    page.get_by_role("button", name="基本情况").click()
    assert not place.is_visible()


def test_filters_hide_rows_and_stand_in_the_address(sheet, page):
    sheet.type(1, "land.status", "2")
    sheet.saved()
    page.get_by_role("link", name="有错误 1").click()

    shown = [row for row in range(3) if sheet.cell(row, "name").is_visible()]
    assert shown == [1]
    assert page.url.endswith("?only=errors")


def test_escape_leaves_the_table_for_the_keyboard(sheet, page):
    sheet.choose(0, "land.ref")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")

    assert not page.evaluate("Boolean(document.activeElement.closest('.px-grid'))")


def test_axe_finds_nothing_in_the_grid(sheet, page):
    sheet.type(0, "land.status", "2")
    sheet.saved()
    sheet.choose(0, "land.date")

    assert violations(page) == []
