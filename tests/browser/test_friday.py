"""One whole Friday in the demo county: file, return one cell, correct, compile, see the rate."""

import io
import re

from openpyxl import load_workbook

from tests.browser import both_browsers

CUTOFF = "2023-02-03"
LATE_CELL = "规划时间"  # 薛关镇核桃精深加工项目: its expected date has passed
DOCUMENT = "晋政地字〔2023〕12号"
CORRECTED = "晋政地字〔2023〕21号"


@both_browsers
def test_a_whole_friday(demo, page, second_page, login):
    file_three_changes(login(page, "xueguan"))
    return_one_cell(login(second_page, "centre"))
    correct_the_cell(page)
    accept(second_page)
    book = compile_round(second_page)
    check_workbook(book)
    sign_out(second_page)
    see_the_rate(login(second_page, "office"))


# --- the liaison of 薛关镇, by keyboard --------------------------------------------------------
def file_three_changes(page) -> None:
    page.get_by_role(
        "link", name="去改"
    ).click()  # what stands in the way is named on the first page
    wait_for_grid(page)
    keys = page.keyboard
    keys.type("2023-02-17")
    keys.press("Tab")
    write(page, "补正材料，2月10日再报")
    keys.press("Enter")
    for _ in range(7):  # 规划文号 of the row below, leftwards to 土地进展
        keys.press("ArrowLeft")
    write(page, "已办结")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("2023-02-02")
    keys.press("Tab")
    write(page, DOCUMENT)
    keys.press("Enter")
    saved(page)
    page.get_by_role("link", name="检查并上报").click()
    page.wait_for_load_state()
    assert page.locator("main").get_by_text("推迟 17 天").is_visible()
    file_it(page)
    assert "第1次封存" in page.locator("main").inner_text()


def write(page, words: str) -> None:
    """Chinese, as an input method gives it: into an open editor."""
    page.keyboard.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(words)


def wait_for_grid(page) -> None:
    page.locator(".px-grid table[role=grid]").wait_for()
    page.locator(".px-grid td.highlight-selected").first.wait_for()


def saved(page) -> None:
    page.locator("[data-grid-status]", has_text="已保存").wait_for()
    page.locator("td.c-saving, td.c-offline").first.wait_for(state="hidden")
    assert page.locator("td.c-error").count() == 0


def file_it(page) -> None:
    page.get_by_role("button", name="封存并上报").click()
    page.get_by_role("heading", name="上报回执").wait_for()
    assert re.search(r"[0-9a-f]{4} [0-9a-f]{4}", page.locator("main").inner_text())


def correct_the_cell(page) -> None:
    page.goto("/")
    page.get_by_role("link", name="打开填报表：第9期", exact=True).click()
    page.locator(".px-grid td.c-remark").first.wait_for()
    page.goto(f"/report/{CUTOFF}/check/")
    assert page.locator("main").get_by_text(DOCUMENT).count() >= 1
    page.goto(f"/report/{CUTOFF}/#cell={number_of(page)}:land.ref")
    wait_for_grid(page)
    write(page, CORRECTED)
    page.keyboard.press("Enter")
    saved(page)
    page.get_by_role("link", name="检查并上报").click()
    page.wait_for_load_state()
    file_it(page)
    assert "第2次封存" in page.locator("main").inner_text()


def number_of(page) -> str:
    """The project's own number, from its page in the ledger."""
    page.goto("/projects/?q=煤矸石")
    page.get_by_role("link", name="薛关工业园煤矸石综合利用项目").click()
    page.wait_for_load_state()
    return page.url.rstrip("/").rsplit("/", 1)[1]


# --- the centre -------------------------------------------------------------------------------
def open_unit(page) -> None:
    page.get_by_role("link", name="收报审核", exact=True).click()
    page.locator("main").get_by_role("link", name="薛关镇").first.click()
    page.get_by_role("heading", level=1, name="薛关镇").wait_for()


def return_one_cell(page) -> None:
    open_unit(page)
    changed = page.get_by_role("row").filter(has_text=DOCUMENT)
    changed.get_by_role("link", name="写意见").click()
    page.get_by_label("意见：薛关工业园煤矸石综合利用项目").fill("文号与批文不符，批文是21号")
    page.get_by_role("button", name="记下意见").click()
    page.get_by_role("button", name="退回修改（1 条意见）").click()
    page.locator("main").get_by_text("已退回").first.wait_for()


def accept(page) -> None:
    open_unit(page)
    assert page.get_by_role("row").filter(has_text=CORRECTED).count() == 1
    page.keyboard.press("a")
    page.wait_for_url("**?accepted=XUEGUAN")


def compile_round(page) -> bytes:
    page.goto(f"/review/{CUTOFF}/compile/")
    page.get_by_role("button", name="生成汇总表（版本 1）").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel：版本 1").click()
    return download.value.path().read_bytes()


def check_workbook(body: bytes) -> None:
    book = load_workbook(io.BytesIO(body))
    table = book.worksheets[0]
    words = {str(cell) for row in table.iter_rows(values_only=True) for cell in row if cell}
    assert any("前期手续办理情况表（第9期）" in word for word in words)
    assert CORRECTED in words
    assert DOCUMENT not in words
    assert "合计" in words
    assert {"分解清单", "上报协调清单"} <= set(book.sheetnames)


# --- the leading group's office -----------------------------------------------------------------
def sign_out(page) -> None:
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/accounts/login/**")


def see_the_rate(page) -> None:
    page.get_by_role("link", name="指标看板", exact=True).click()
    page.get_by_role("heading", level=1).wait_for()
    figure = page.locator("main a[href*='/indicators/permit_rate/']").first
    figure.click()
    page.wait_for_url("**/indicators/permit_rate/**")
    main = page.locator("main")
    assert main.get_by_text("薛关工业园煤矸石综合利用项目").count() >= 1
