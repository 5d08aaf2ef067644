"""A project's page in the demo county: edited, stopped, withdrawn, restored by keyboard."""

from tests.browser import axe, both_browsers

NAME = "县医院门诊综合楼项目"
OVERFLOW = "() => document.documentElement.scrollWidth - window.innerWidth"


def open_project(page) -> str:
    page.goto("/projects/?q=门诊综合楼")
    page.get_by_role("link", name=NAME).first.click()
    page.get_by_role("heading", level=1, name=NAME).wait_for()
    loaded(page)
    return page.url


def loaded(page) -> None:
    """Its parts from the apps above have come."""
    page.get_by_role("heading", name="前期手续：").wait_for()
    page.get_by_role("heading", name="历次封存").wait_for()


def banner(page):
    return page.locator("main .px-banner").first


def press(page, role: str, name: str) -> None:
    """As a person without a mouse does."""
    page.get_by_role(role, name=name, exact=True).first.focus()
    page.keyboard.press("Enter")


def follow(page, name: str, title: str) -> None:
    press(page, "link", name)
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for()


@both_browsers
def test_a_project_is_edited_stopped_withdrawn_and_restored_by_keyboard(demo, page, login):
    login(page, "centre")
    open_project(page)
    assert axe.violations(page) == []

    follow(page, "修改台账", "台账内容")
    page.get_by_label("包联领导").fill("县政府分管领导")
    page.get_by_role("group", name="协同单位").get_by_label("水利局").check()
    page.get_by_label("包联领导").press("Enter")
    page.get_by_text("已保存：台账内容").wait_for()
    loaded(page)
    facts = page.get_by_role("complementary", name="项目情况")
    assert facts.get_by_text("县政府分管领导").count() == 1
    assert facts.get_by_text("水利局").count() == 1

    stop_and_resume(page)
    withdraw_and_restore(page)


def stop_and_resume(page) -> None:
    follow(page, "登记停工", "登记停工")
    assert axe.violations(page) == []
    page.get_by_label("停工类别").select_option("冬季停工")
    page.get_by_label("停工时间").fill("2023-01-25")
    page.get_by_label("原因").fill("春节和低温")
    press(page, "button", "登记停工")
    page.get_by_text("冬季停工要填预计复工时间").wait_for()  # says what is missing, keeps the rest
    assert page.get_by_label("原因").input_value() == "春节和低温"
    page.get_by_label("预计复工时间").fill("2023-02-01")
    press(page, "button", "登记停工")
    banner(page).wait_for()
    text = banner(page).inner_text()
    assert "冬季停工第 10 天" in text and "已超 2 天" in text
    loaded(page)
    assert axe.violations(page) == []

    follow(page, "登记复工", "登记复工")
    page.get_by_label("复工时间").fill("2023-02-03")
    press(page, "button", "登记复工")
    page.get_by_text("已办：登记复工").wait_for()
    assert page.get_by_role("link", name="登记停工").is_visible()


def withdraw_and_restore(page) -> None:
    follow(page, "退出名单", "退出名单")
    page.get_by_label("原因").fill("建设条件变化")
    press(page, "button", "退出名单")
    page.get_by_text("已办：退出名单").wait_for()
    assert "建设条件变化" in banner(page).inner_text()
    # what cannot be done now is grey and says why
    assert page.get_by_role("link", name="移交单位").count() == 0
    deeds = page.get_by_role("region", name="办理")
    assert deeds.get_by_text("已经退出。先恢复。").count() >= 1
    loaded(page)
    assert axe.violations(page) == []

    follow(page, "恢复项目", "恢复项目")
    page.get_by_label("原因").fill("条件已落实")
    press(page, "button", "恢复项目")
    page.get_by_text("已办：恢复项目").wait_for()
    assert page.locator("main").get_by_text("条件已落实").count() >= 1


def test_packaging_splitting_and_merging_are_shown_before_they_are_done(demo, page, login):
    login(page, "centre")
    address = open_project(page)
    for path in ("package/?q=工程", "split/", "merge/?q=工程", "stage/", "transfer/"):
        page.goto(address + path)
        assert axe.violations(page) == [], path

    page.goto(address + "package/?q=工程")
    page.locator("main").get_by_role("checkbox").first.check()
    press(page, "button", "查找并更新")
    page.get_by_role("heading", name="选子项目：已选 1 个").wait_for()
    table = page.get_by_role("table", name="全县合计，打包前后")
    assert table.get_by_role("row", name="总投资").inner_text().endswith("不变")
    assert axe.violations(page) == []

    page.goto("/projects/duplicates/")
    page.get_by_role("link", name="合并：").first.click()
    page.get_by_role("table", name="两条记录不同的内容").wait_for()
    assert axe.violations(page) == []


def test_what_a_new_project_may_be_already_is_asked_before_it_is_saved(demo, page, login):
    login(page, "xueguan")
    page.goto("/projects/add/")
    page.get_by_label("项目名称").fill("薛关镇核桃深加工")
    page.get_by_role("button", name="保存项目").click()
    alert = page.get_by_role("alert").filter(has_text="还没有保存")
    alert.wait_for()
    assert alert.get_by_text("薛关镇核桃精深加工项目").count() >= 1
    assert axe.violations(page) == []
    alert.get_by_role("button", name="仍然新增").click()
    page.get_by_text("已新增项目，编号").wait_for()


def test_the_page_and_its_acts_can_be_read_on_a_phone(demo, phone, login):
    login(phone, "centre")
    address = open_project(phone)
    for path in ("", "edit/", "stop/", "split/", "package/?q=工程", "merge/?q=工程"):
        phone.goto(address + path)
        assert phone.evaluate(OVERFLOW) <= 0, path
        assert axe.violations(phone) == [], path
