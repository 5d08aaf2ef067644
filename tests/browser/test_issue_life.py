"""A problem from 提出 to 销号 by three people: the unit that has it, the centre, the bureau."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.uploads import photo

OVERFLOW = "() => document.documentElement.scrollWidth - window.innerWidth"
TEXT = "临时用地审批排期未定，影响三月初开工，请县里协调"


class Person:
    """One of three people at their own computers, in front of the problem."""

    def __init__(self, browser, server, login, name):
        self.context = browser.new_context(
            base_url=server.url, viewport={"width": 1440, "height": 900}, locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )  # fmt: skip
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        login(self.page, name)

    def opens(self, address):
        self.page.goto(address)
        return self.page

    def acts(self, address, button, words, *, fold="", **fields):
        """Open the fold, fill its form by the labels, press the button; what the toast says."""
        page = self.opens(address)
        form = page.locator("form", has=page.get_by_role("button", name=button, exact=True))
        if fold:
            page.locator("summary", has_text=fold).press("Enter")
        for label, value in fields.items():
            field = form.get_by_label(label)
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        form.get_by_role("button", name=button, exact=True).press("Enter")
        expect(page.get_by_text(words).first).to_be_visible()
        assert violations(page) == []
        return page


@pytest.fixture
def three(browser, server, login):
    found = [Person(browser, server, login, name) for name in ("xueguan", "centre", "zrzy")]
    yield found
    for person in found:
        person.context.close()


def raised(unit) -> str:
    """Raised by the unit on its own project; the problem's address."""
    page = unit.opens("/issues/add/")
    assert violations(page) == []
    page.get_by_role("button", name="写这个项目的问题").press("Enter")
    page.get_by_label("是什么问题").fill(TEXT)
    if page.get_by_label("列入周报表").count():
        page.get_by_label("列入周报表").uncheck()  # the table may have one already
    assert violations(page) == []
    page.get_by_role("button", name="提出 1 个问题").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("临时用地审批")
    return page.url


def test_a_problem_from_raising_to_clearing(demo, three):
    unit, centre, bureau = three
    issue = raised(unit)
    order = {"办理部门": "自然资源局", "答复时限": "2023-02-08", "要求": "写明措施"}
    centre.acts(issue, "交办 1 个问题", "已交办", **order)
    bureau.acts(issue, "答复督办", "已答复", 答复="排在 2月7日会审", 什么时候办完="2023-02-10")
    expect(bureau.page.get_by_text("答应办完")).to_be_visible()
    centre.acts(
        issue, "升级协调", "已升级协调", fold="升级协调", 上报到="市级", 为什么升级="要市局批复"
    )
    centre.acts(issue, "记下议定事项", "已记下议定事项", fold="记议定事项", 议定事项="一周内批复")
    bureau.acts(issue, "申请销号", "已申请销号", fold="申请销号", 怎样解决="市局已批复")
    unit.acts(
        issue, "退回，继续办", "问题还在办", fold="不同意销号", 还有什么没有解决="批文没有拿到"
    )
    bureau.acts(issue, "申请销号", "已申请销号", fold="申请销号", 怎样解决="批文已送到")
    page = unit.acts(issue, "确认销号", "已销号", 怎样解决="批文收到")
    line = page.get_by_role("region", name="办理经过")
    for word in (
        "交办自然资源局", "答复，2月10日前办完", "升级为市级协调", "议定，由自然资源局办理",
        "不同意销号", "批文已送到", "销号",
    ):  # fmt: skip
        expect(line).to_contain_text(word)
    expect(page.get_by_text("已销号").first).to_be_visible()


def test_a_file_and_a_meeting_from_the_page_of_a_problem(demo, three):
    unit, centre, _ = three
    issue = raised(unit)
    page = unit.page
    page.get_by_role("link", name="上传附件").click()
    picture = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.set_input_files("input[type=file]", picture)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("heading", name="附件：1 个")).to_be_visible()
    page.get_by_role("button", name="移除：现场.jpg").click()
    page.get_by_role("button", name="撤销移除：现场.jpg").click()
    expect(page.get_by_role("heading", name="附件：1 个")).to_be_visible()
    assert violations(page) == []

    page = centre.opens(issue)
    page.get_by_role("link", name="新建联席会议并列入").click()
    page.get_by_role("button", name="建立会议，选议题").click()
    expect(page.get_by_role("checkbox", name=TEXT)).to_be_checked()
    page.get_by_role("button", name="列入选中的议题").click()
    expect(centre.opens(issue).get_by_text("已列入议程")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 360])
def test_the_pages_of_problems_and_reminders(demo, page, login, width):
    page.set_viewport_size({"width": width, "height": 900})
    login(page, "centre")
    page.goto("/issues/?only=all")
    first = page.locator("table a").first.get_attribute("href")
    for address in (
        "/issues/", first, "/issues/add/", "/issues/stats/", "/meetings/", "/letters/",
        "/permits/nudges/", "/permits/nudges/settings/", "/notifications/",
    ):  # fmt: skip
        page.goto(address)
        assert violations(page) == []
        assert page.evaluate(OVERFLOW) <= 0, address
