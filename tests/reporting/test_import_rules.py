"""Each rule of the table through Excel: what refuses a file, what asks, what only warns."""

from datetime import date

import pytest

from projects.services import update_project
from reporting.services.excel import plan_import
from reporting.services.grid import apply_patches
from sheets.grid import Patch
from tests.reporting.books import Book
from tests.reporting.tables import add_projects, earlier_submission, seal_as_it_stands

pytestmark = pytest.mark.usefixtures("read_here")
NAME = "昕水河治理工程"


@pytest.fixture
def plan(cast, tmp_path):
    return lambda book: plan_import(cast.submission, book.save(tmp_path), name="表.xlsx")


VALUE_ERRORS = [
    ("总投资", "五千", "number"),
    ("总投资", "100.001", "number"),
    ("总投资", 0, "number"),
    ("总投资", -5, "number"),
    ("年度计划投资", "-1", "number"),
    ("项目代码", "2211-141033-89-01-12345", "format"),
    ("项目级别", "国家重点", "choice"),
    ("立项进展", "快了", "choice"),
    ("立项层级", "乡", "choice"),
    ("立项时间", "2月30日", "date"),
    ("立项时间", "2063-01-01", "date"),
    ("立项时间", "尽快", "date"),
    ("计划开工时间", "春天", "date"),
    ("项目名称", "", "required"),
    ("项目名称", "长" * 101, "length"),
    ("建设规模及内容", "长" * 501, "length"),
    ("要求时限", "13月1日", "date"),
]


@pytest.mark.thorough
@pytest.mark.parametrize(("heading", "value", "code"), VALUE_ERRORS)
def test_a_value_that_cannot_be_refuses_the_file_at_its_cell(cast, plan, heading, value, code):
    book = Book.of(cast.submission)
    row = book.row(NAME)
    book.at(row, heading).value = value
    if heading == "要求时限":
        book.at(row, "需协调解决的问题").value = "用地指标未落实"
        book.at(row, "协调层级").value = "市"
    found = plan(book)

    assert (code, row) in [(entry.code, entry.row) for entry in found.errors]
    assert found.report().updated == 0


ROW_ERRORS = [
    ({"土地进展": "已办结"}, "required", "土地时间"),
    ({"土地进展": "√", "土地时间": "2022-12-10"}, "date", "土地时间"),
    ({"土地进展": "无需办理"}, "required", "土地文号/说明"),
    ({"土地进展": "组卷中"}, "required", "土地时间"),
    ({"土地进展": "审批中", "土地时间": "2022-12-01"}, "date", "土地时间"),
    ({"需协调解决的问题": "用地指标未落实"}, "required", "协调层级"),
    ({"协调层级": "市"}, "required", "协调层级"),
]


@pytest.mark.parametrize(("cells", "code", "heading"), ROW_ERRORS)
def test_a_row_error_in_a_row_that_the_file_changes_refuses_it(cast, plan, cells, code, heading):
    book = Book.of(cast.submission)
    for name, value in cells.items():
        book[NAME, name] = value

    assert (code, heading) in [(entry.code, entry.header) for entry in plan(book).errors]


@pytest.mark.parametrize(("cells", "code", "heading"), ROW_ERRORS)
def test_a_new_row_is_judged_alike(cast, plan, cells, code, heading):
    book = Book.of(cast.submission)
    row = book.add(项目名称="刁口污水处理厂", **cells)
    found = [(entry.code, entry.header, entry.row) for entry in plan(book).errors]

    assert (code, heading, row) in found


def test_a_row_error_that_stood_before_does_not_stop_the_other_rows(cast, plan):
    patch = Patch(cast.project.number, "land.status", "not_started", "preparing", "")
    apply_patches(submission_id=cast.submission.pk, patches=[patch], by=cast.reporter)
    [other] = add_projects(cast, 1)
    book = Book.of(cast.submission)
    book[other.name, "总投资"] = 6000

    assert plan(book).errors == []


def test_an_expected_date_in_the_past_is_explained_by_its_note(cast, plan):
    book = Book.of(cast.submission)
    book[NAME, "土地进展"] = "审批中"
    book[NAME, "土地时间"] = "2022-12-01"
    book[NAME, "土地文号/说明"] = "省厅补正材料"

    assert plan(book).errors == []


def test_a_done_date_without_a_year_is_the_last_one_up_to_the_cut_off(cast, plan):
    book = Book.of(cast.submission)
    book[NAME, "立项进展"] = "办结"
    book[NAME, "立项时间"] = "3月5日"
    found = plan(book)
    [day] = [e.value for e in found.merge.edits[cast.project.number] if e.key == "approval.date"]

    assert day == date(2022, 3, 5)


def test_a_month_alone_is_no_day_of_completion(cast, plan):
    book = Book.of(cast.submission)
    book[NAME, "立项进展"] = "已办结"
    book[NAME, "立项时间"] = "2022年11月"

    assert next((e.code, e.header) for e in plan(book).errors) == ("date", "立项时间")


WARNINGS = [
    ({"立项进展": "已办结", "立项时间": "2022-12-01"}, {"no_number", "no_code"}),
    ({"年度计划投资": 60000}, {"plan_over_total"}),
    ({"土地进展": "组卷中", "土地时间": "2023-02-01", "土地层级": None}, {"default_level"}),
]


@pytest.mark.parametrize(("cells", "codes"), WARNINGS)
def test_what_is_only_odd_warns_and_does_not_refuse(cast, plan, cells, codes):
    book = Book.of(cast.submission)
    for name, value in cells.items():
        book[NAME, name] = value
    found = plan(book)

    assert found.errors == []
    assert codes <= {entry.code for entry in found.warnings}


@pytest.fixture
def done(cast):
    """立项 was sealed as done last week."""
    patches = [
        Patch(cast.project.number, "approval.status", "not_started", "done", ""),
        Patch(cast.project.number, "approval.date", "", "2022-12-01", ""),
    ]
    apply_patches(submission_id=cast.submission.pk, patches=patches, by=cast.reporter)
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)


STEPS_BACK = [
    ({"立项进展": "审批中", "立项时间": "2023-02-01"}, "立项进展"),
    ({"土地进展": "无需办理", "土地文号/说明": "规模以下"}, "土地进展"),
    ({"总投资": 4000}, "总投资"),
    ({"年度计划投资": 2500}, "年度计划投资"),
    ({"立项时间": "2022-12-05"}, "立项时间"),
]


@pytest.mark.parametrize(("cells", "heading"), STEPS_BACK)
def test_a_step_back_asks_for_a_reason(cast, done, plan, cells, heading):
    book = Book.of(cast.submission)
    for name, value in cells.items():
        book[NAME, name] = value
    found = plan(book)

    assert found.errors == []
    assert ("reason", heading) in [(entry.code, entry.header) for entry in found.report().errors]
    assert found.report("数据核实").ok


def test_a_later_date_is_explained_by_the_note_beside_it(cast, done, plan):
    book = Book.of(cast.submission)
    book[NAME, "立项时间"] = "2022-12-05"
    book[NAME, "立项文号/说明"] = "以批复文件日期为准"

    assert plan(book).report().ok


def test_a_problem_that_goes_says_how_it_was_solved(cast, plan):
    patches = [
        Patch(cast.project.number, "issue", "", "用地指标未落实", ""),
        Patch(cast.project.number, "issue_level", "", "city", ""),
    ]
    apply_patches(submission_id=cast.submission.pk, patches=patches, by=cast.reporter)
    book = Book.of(cast.submission)
    for heading in ("需协调解决的问题", "协调层级"):
        book[NAME, heading] = None

    found = [(entry.code, entry.header) for entry in plan(book).report().errors]
    assert ("reason", "需协调解决的问题") in found


def test_a_step_back_counts_against_the_register_too(cast, plan):
    update_project(
        project_id=cast.project.pk, values={"planned_start": date(2023, 3, 1)}, by=cast.reporter
    )
    book = Book.of(cast.submission)
    book[NAME, "计划开工时间"] = "2023年5月"

    assert [entry.code for entry in plan(book).report().errors] == ["reason"]
