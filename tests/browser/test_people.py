"""A hand-over at one computer: the newcomer finds what the leaver typed, in the same grid."""

import openpyxl

from tests.browser.grid import Sheet

PASSWORD = "hongshu-dafeng-3"


def test_the_newcomer_goes_on_where_the_leaver_stopped(county, page, second_page, login):
    left = Sheet(login(page, "xueguan"))
    left.type(0, "note", "filed on 12.8")
    left.saved()
    page.goto("/accounts/me/")
    page.get_by_role("button", name="发交接码").click()
    code = page.locator(".px-handover").inner_text()

    at_the_same_moment = Sheet(login(second_page, "xueguan"))
    page.goto("/accounts/handover/")
    page.fill("[name=code]", code.lower())
    page.fill("[name=name]", "李秀英")
    page.fill("[name=username]", "lixiuying")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=password_again]", PASSWORD)
    page.get_by_role("button", name="开通账号并接手").click()
    page.wait_for_url(lambda url: "/handover/" not in url)
    assert "李秀英" in page.locator("header").inner_text()

    taken = Sheet(page)
    assert taken.text(0, "note") == "filed on 12.8"
    taken.type(0, "note", "granted 12.9")
    taken.saved()
    # the leaver's other computer: nothing is saved any more, and what is typed stays on the page
    at_the_same_moment.type(1, "note", "unsent")
    second_page.locator("#px-sign-in[open]").wait_for()
    assert at_the_same_moment.text(1, "note").strip() == "unsent"


def test_the_initial_passwords_come_as_a_file_too(county, page, login, tmp_path):
    book = openpyxl.Workbook()
    for row in (["单位", "姓名"], ["古县乡", "高山"], ["交通局", "秦明"]):
        book.active.append(row)
    book.save(tmp_path / "名单.xlsx")
    login(page, "admin")
    page.goto("/accounts/users/import/")
    page.set_input_files("[name=file]", str(tmp_path / "名单.xlsx"))
    page.get_by_role("button", name="核对导入内容").click()
    page.get_by_role("button", name="新增 2 个账号，显示初始密码").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载初始密码表").click()
    text = coming.value.path().read_text(encoding="utf-8-sig")

    assert coming.value.suggested_filename == "初始密码.csv"
    shown = page.locator("tbody .px-code b").all_inner_texts()
    assert len(shown) == 2
    assert all(password in text for password in shown)
