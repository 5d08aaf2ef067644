"""项目台账 in a real browser: find, keep a view, change many and undo; by keyboard; on a phone."""

from playwright.sync_api import expect

from tests.browser.axe import violations

STREAM, GREENHOUSE = "薛关镇昕水河治理工程", "薛关镇设施蔬菜大棚"
OVERFLOW = "() => document.documentElement.scrollWidth - window.innerWidth"


def rows(page):
    return page.locator("tbody tr")


def find(page, words):
    page.get_by_label("找项目").fill(words)
    page.get_by_role("button", name="筛选", exact=True).click()


def leader_of(page, name):
    page.goto("/projects/?cols=leader")
    return page.get_by_role("row").filter(has_text=name).locator("td[data-h='包联领导']")


def test_a_list_is_narrowed_shown_otherwise_and_kept_as_a_view(county, page, second_page, login):
    login(page, "centre").goto("/projects/")
    expect(rows(page)).to_have_count(4)
    find(page, "xgz wlbd")  # each of the words must be there
    expect(rows(page)).to_have_count(0)
    find(page, "xgz dp")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text(GREENHOUSE)
    page.get_by_role("link", name="清除筛选").first.click()
    page.get_by_role("link", name="未开工 4").click()
    page.get_by_text("更多筛选").click()
    page.get_by_label("项目级别").select_option("county")
    page.get_by_role("button", name="按这些条件筛选").click()
    page.get_by_text("选列").click()
    page.get_by_label("建设单位", exact=True).uncheck()
    page.get_by_label("计划开工", exact=True).nth(-1).check()
    page.get_by_role("button", name="显示选中的列").click()
    expect(page.get_by_role("columnheader", name="计划开工")).to_be_visible()
    expect(page.get_by_role("columnheader", name="建设单位")).to_have_count(0)
    assert "status=waiting" in page.url and "level=county" in page.url
    assert violations(page) == []

    page.get_by_text("保存为视图").click()
    page.get_by_label("名称").fill("还没开工的")
    page.get_by_label("全县共用").check()
    page.get_by_role("button", name="保存这个视图").click()
    tabs = page.get_by_role("navigation", name="常用视图")
    expect(tabs.locator("[aria-current]")).to_contain_text("还没开工的")

    reporter = login(second_page, "xueguan")
    reporter.goto("/projects/")
    reporter.get_by_role("link", name="还没开工的").click()
    expect(rows(reporter)).to_have_count(3)
    expect(reporter.get_by_role("columnheader", name="计划开工")).to_be_visible()


def test_many_are_changed_after_a_look_and_changed_back(county, page, login):
    login(page, "centre").goto("/projects/")
    change = page.get_by_role("button", name="修改选中的")
    expect(change).to_be_disabled()
    page.get_by_label(f"选中{STREAM}").check()
    page.get_by_label(f"选中{GREENHOUSE}").check()
    page.get_by_label("把选中项目的").select_option("leader")
    page.get_by_role("button", name="修改选中的 2 个项目").click()
    page.get_by_label("包联领导").fill("王县长")
    page.get_by_role("button", name="核对 2 个项目").click()
    expect(page.get_by_text("现在还没有修改任何内容。")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=STREAM)).to_contain_text("王县长")
    assert violations(page) == []
    page.get_by_label("原因").fill("班子分工调整")
    page.get_by_role("button", name="修改 2 个项目").click()
    expect(page.get_by_text("已修改 2 个项目的包联领导。")).to_be_visible()
    result = page.url
    expect(leader_of(page, STREAM)).to_have_text("王县长")

    page.goto(result)
    page.get_by_role("button", name="撤销这次修改").click()
    expect(page.get_by_text("已撤销，恢复了 2 个项目。")).to_be_visible()
    expect(leader_of(page, STREAM)).to_have_text("")


def test_everything_goes_by_keyboard(county, page, login):
    login(page, "centre").goto("/projects/")
    page.get_by_label("选中本页全部项目").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="修改选中的 4 个项目")).to_be_enabled()
    page.get_by_label(f"选中{STREAM}").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="修改选中的 3 个项目")).to_be_enabled()
    page.get_by_label("把选中项目的").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="修改 3 个项目的包联领导")).to_be_visible()
    page.goto("/projects/")
    page.get_by_text("更多筛选").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#f-strategy")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "level"


def test_own_fields_and_words_are_kept_on_pages_of_their_own(county, page, second_page, login):
    login(page, "admin").goto("/fields/add/")
    page.get_by_label("名称").fill("用地面积")
    page.get_by_label("类型").select_option("number")
    page.get_by_role("complementary").get_by_role("button", name="新增字段").click()
    expect(page.get_by_role("link", name="用地面积")).to_be_visible()
    assert violations(page) == []
    centre = login(second_page, "centre")
    centre.goto("/terms/")
    assert violations(centre) == []
    centre.get_by_role("link", name="煤炭", exact=True).click()
    centre.get_by_label("名称").fill("煤炭开采")
    centre.get_by_role("button", name="保存煤炭").click()
    expect(centre.get_by_role("link", name="煤炭开采")).to_be_visible()
    centre.goto("/projects/?cols=own1")
    expect(centre.get_by_role("columnheader", name="用地面积")).to_be_visible()


def test_it_fits_a_phone(county, phone, login):
    login(phone, "centre").goto("/projects/?level=county&cols=leader,note,status")
    found = []
    for step in ("选列", "保存为视图"):
        phone.get_by_text(step).click()
        phone.wait_for_load_state()
    found += violations(phone)
    assert phone.evaluate(OVERFLOW) <= 0
    phone.get_by_label(f"选中{STREAM}").check()
    phone.get_by_role("button", name="修改选中的 1 个项目").click()
    phone.get_by_label("包联领导").fill("王县长")
    phone.get_by_role("button", name="核对 1 个项目").click()
    phone.wait_for_load_state()
    found += violations(phone)
    assert phone.evaluate(OVERFLOW) <= 0
    assert found == []
