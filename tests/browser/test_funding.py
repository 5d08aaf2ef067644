"""A clerk's phone and desk: photos of the start of works, and money from application to arrival."""

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.uploads import PDF, from_a_phone

NAME = "薛关镇昕水河治理工程"


def open_project(page) -> None:
    page.goto("/projects/?year=all")
    page.get_by_role("link", name=NAME).click()


def test_photos_are_sent_from_a_phone_one_is_removed_and_brought_back(phone, login, tmp_path):
    photo, paper, fake = (tmp_path / name for name in ("现场.jpg", "批复.pdf", "假的.pdf"))
    photo.write_bytes(from_a_phone())
    paper.write_bytes(PDF)
    fake.write_bytes(b"<html>")
    login(phone, "xueguan")
    open_project(phone)
    phone.get_by_role("link", name="上传附件").click()
    phone.get_by_label("内容").select_option("开工照片")
    phone.get_by_label("文件").set_input_files([photo, fake])
    phone.get_by_role("button", name="上传附件").click()
    expect(phone.get_by_text("假的.pdf：不是 PDF")).to_be_visible()
    expect(phone.get_by_label("内容")).to_have_value("开工照片")
    assert violations(phone) == []

    phone.get_by_label("文件").set_input_files([photo, paper])
    phone.get_by_role("button", name="上传附件").click()
    expect(phone.get_by_text("已上传 2 个附件")).to_be_visible()
    with phone.expect_download() as file:
        phone.get_by_role("link", name="现场.jpg", exact=True).click()
    assert file.value.path().read_bytes().startswith(b"\xff\xd8\xff")

    phone.get_by_role("button", name="移除：批复.pdf").click()
    expect(phone.get_by_role("link", name="批复.pdf", exact=True)).to_have_count(0)
    assert violations(phone) == []
    phone.get_by_role("button", name="撤销移除：批复.pdf").click()
    expect(phone.get_by_role("link", name="批复.pdf", exact=True)).to_be_visible()


def test_an_application_is_entered_and_carried_on(page, login):
    login(page, "xueguan")
    open_project(page)
    page.get_by_role("link", name="登记资金申报").click()
    page.get_by_label("资金渠道").select_option("专项债券")
    page.get_by_label("申报金额").fill("5,000")
    page.get_by_label("申报时间").fill("2022-12-01")
    page.get_by_role("button", name="保存申报").click()
    expect(page.get_by_role("heading", name="2022年专项债券")).to_be_visible()
    expect(page.get_by_role("heading", name="申报条件：还缺 4 项手续")).to_be_visible()
    assert violations(page) == []

    page.get_by_role("link", name="登记批复").click()
    page.get_by_label("批复金额").fill("6000")
    page.get_by_label("批复时间").fill("2022-12-08")
    page.get_by_role("button", name="保存申报").click()
    expect(page.get_by_text("不能多于申报金额 5,000.00")).to_be_visible()
    page.get_by_label("批复金额").fill("4000")
    page.get_by_role("button", name="保存申报").click()
    expect(page.get_by_role("link", name="登记到位")).to_be_visible()

    page.goto("/funding/?status=approved")
    expect(page.get_by_role("row").filter(has_text=NAME)).to_contain_text("4,000.00")
    assert violations(page) == []
