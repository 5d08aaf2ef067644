"""The table through Excel in a real browser: download, edit, upload, save, undo."""

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.reporting.books import Book

IMPORT = "/report/2022-12-09/import/"
NAME = "薛关镇昕水河治理工程"


def download(page) -> Book:
    with page.expect_download() as file:
        page.get_by_role("link", name="下载填好的表").click()
    return Book(file.value.path().read_bytes())


def upload(page, book, folder):
    page.set_input_files("input[type=file]", str(book.save(folder)))
    page.get_by_role("button", name="核对导入内容").click()


def test_a_table_comes_back_from_excel_and_is_undone(page, login, tmp_path):
    login(page, "xueguan").goto(IMPORT)
    book = download(page)
    book[NAME, "总投资"] = "5,400.00"
    book[NAME, "立项进展"] = "√"
    book[NAME, "立项时间"] = "12月1日"
    book.add(项目名称="刁口污水处理厂", 总投资=9000)
    upload(page, book, tmp_path)

    expect(page.get_by_text("现在还没有保存任何内容")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="5,400.00")).to_contain_text(NAME)
    assert violations(page) == []
    page.get_by_role("button", name="保存 3 格修改、1 个新项目").click()
    expect(page.get_by_text("已保存 3 格修改、1 个新项目。")).to_be_visible()
    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.get_by_text("已撤销这次导入。")).to_be_visible()
    page.goto(IMPORT)
    assert download(page)[NAME, "总投资"] == 5000


def test_errors_stop_it_and_a_step_back_asks_why(page, login, tmp_path):
    login(page, "xueguan").goto(IMPORT)
    book = download(page)
    book[NAME, "总投资"] = "五千"
    upload(page, book, tmp_path)
    expect(page.get_by_text("1 处错误。改正后才能保存")).to_be_visible()
    expect(page.get_by_role("button", name="保存")).to_be_disabled()
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载标了错误的原文件").click()
    assert marked.value.suggested_filename.endswith("（标出错误）.xlsx")

    book[NAME, "总投资"] = 4000
    page.goto(IMPORT)
    upload(page, book, tmp_path)
    page.get_by_role("button", name="保存 1 格修改").click()
    expect(page.get_by_text("写一句原因，再保存")).to_be_visible()
    page.get_by_label("原因").fill("设计优化，投资核减")
    page.get_by_role("button", name="保存 1 格修改").click()
    expect(page.get_by_text("原因：设计优化，投资核减")).to_be_visible()
