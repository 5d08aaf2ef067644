"""What a workbook would change: rows by key, code, name; cells three ways (design §9)."""

from decimal import Decimal

import pytest

from projects.services import update_project
from reporting.services.excel import plan_import
from reporting.services.grid import apply_patches
from sheets.grid import Patch
from tests import factories
from tests.reporting.books import FIRST, Book
from tests.reporting.tables import add_projects

pytestmark = pytest.mark.usefixtures("read_here")
NAME = "昕水河治理工程"


@pytest.fixture
def book(cast) -> Book:
    add_projects(cast, 2)
    return Book.of(cast.submission)


@pytest.fixture
def plan(cast, tmp_path):
    return lambda book: plan_import(cast.submission, book.save(tmp_path), name="表.xlsx")


def cells(plan) -> dict[str, object]:
    return {edit.key: edit.value for edits in plan.merge.edits.values() for edit in edits}


def errors(plan) -> list[tuple[str, str | None]]:
    return [(entry.code, entry.header) for entry in plan.errors]


def test_an_exported_file_imported_unchanged_changes_nothing(book, plan):
    found = plan(book)

    assert (found.patches, found.news, found.errors) == ([], [], [])
    assert found.report().unchanged == 3


def test_only_the_cells_that_differ_are_written(book, plan):
    book[NAME, "总投资"] = "约5,400.5"
    book[NAME, "建设单位"] = "蒲县 水务\n集团"

    assert cells(plan(book)) == {"total_investment": Decimal("5400.50"), "owner": "蒲县 水务集团"}


def test_a_cell_untouched_in_the_file_keeps_what_was_typed_since(cast, book, plan):
    update_project(project_id=cast.project.pk, values={"owner": "县水利局"}, by=cast.reporter)
    book[NAME, "总投资"] = 6000

    assert cells(plan(book)) == {"total_investment": Decimal("6000")}


def test_a_cell_changed_on_both_sides_is_stale_and_shows_the_present_value(cast, book, plan):
    update_project(project_id=cast.project.pk, values={"owner": "县水利局"}, by=cast.reporter)
    book[NAME, "建设单位"] = "县城建公司"
    found = plan(book)

    [entry] = found.errors
    assert (entry.code, entry.header, entry.row) == ("stale", "建设单位", book.row(NAME))
    assert entry.column == "E"
    assert "县水利局" in entry.message


def test_both_sides_at_the_same_value_is_no_change(cast, book, plan):
    update_project(project_id=cast.project.pk, values={"owner": "县水利局"}, by=cast.reporter)
    book[NAME, "建设单位"] = "县水利局"

    assert plan(book).errors == []
    assert plan(book).patches == []


def test_without_exported_values_an_older_version_is_stale_at_each_cell(cast, book, plan):
    update_project(project_id=cast.project.pk, values={"owner": "县水利局"}, by=cast.reporter)
    book[NAME, "总投资"] = 6000
    book.forget_exported()

    assert errors(plan(book)) == [("stale", "建设单位"), ("stale", "总投资")]


def test_without_exported_values_the_same_version_merges_two_ways(book, plan):
    book[NAME, "总投资"] = 6000
    book.forget_exported()

    assert cells(plan(book)) == {"total_investment": Decimal("6000")}


def test_rows_move_freely_for_their_key_says_who_they_are(book, plan):
    for col in range(1, book.columns["key"] + 1):
        one, other = book.sheet.cell(FIRST, col), book.sheet.cell(FIRST + 1, col)
        one.value, other.value = other.value, one.value

    assert plan(book).patches == []


def test_rows_without_a_key_are_found_by_code_then_by_name(cast, plan):
    code = "2211-141033-89-01-123456"
    update_project(project_id=cast.project.pk, values={"national_code": code}, by=cast.reporter)
    [other] = add_projects(cast, 1)
    book = Book.of(cast.submission)
    book.forget_keys()
    book[NAME, "总投资"] = 6000
    row = book.row(NAME)
    book.at(row, "项目名称").value = "昕水河综合治理工程"
    book[other.name, "总投资"] = 7000
    found = plan(book)

    assert found.errors == []
    assert {e.key for e in found.merge.edits[cast.project.number]} == {"name", "total_investment"}
    assert {e.key for e in found.merge.edits[other.number]} == {"total_investment"}


def test_a_row_of_another_unit_is_foreign_and_its_unit_is_not_named(cast, book, plan):
    theirs = factories.ProjectFactory(unit=cast.outsider.unit, name="黑龙关光伏电站")
    factories.PlanFactory(project=theirs)
    book.at(book.row(NAME), "key").value = f"{theirs.number}|1"
    [entry] = plan(book).errors

    assert entry.code == "foreign"
    assert not any(
        word in entry.message for word in (theirs.unit.short_name, theirs.name, theirs.number)
    )


def test_a_key_that_is_no_project_at_all_is_foreign(book, plan):
    row = book.add(项目名称="某项目")
    book.at(row, "key").value = "PX-1999-001|1"

    assert errors(plan(book)) == [("foreign", "项目名称")]


def test_a_copied_row_is_a_duplicate(book, plan):
    row = book.add(项目名称="新名称")
    book.at(row, "key").value = book.at(book.row(NAME), "key").value
    [entry] = plan(book).errors

    assert (entry.code, entry.row) == ("duplicate", row)
    assert f"第 {book.row(NAME)} 行" in entry.message


def test_a_name_or_code_that_is_taken_is_a_duplicate_without_saying_by_whom(cast, book, plan):
    code = "2211-141033-89-01-123456"
    theirs = factories.ProjectFactory(
        unit=cast.outsider.unit, name="黑龙关光伏电站", national_code=code
    )
    factories.PlanFactory(project=theirs)
    book[NAME, "项目代码"] = code
    book.add(项目名称=theirs.name, 总投资=500)
    found = plan(book)

    assert errors(found) == [("duplicate", "项目代码"), ("duplicate", "项目名称")]
    assert not any(theirs.unit.short_name in entry.message for entry in found.errors)


def test_two_new_rows_of_one_name_are_a_duplicate(book, plan):
    book.add(项目名称="刁口污水处理厂")
    second = book.add(项目名称="刁口 污水处理厂")
    found = plan(book)

    assert ("duplicate", second) in [(entry.code, entry.row) for entry in found.errors]


def test_rows_missing_from_the_file_are_told_and_left_alone(book, plan):
    row = book.row(NAME)
    for col in range(1, book.columns["key"] + 1):
        book.sheet.cell(row, col).value = None
    found = plan(book)

    assert found.merge.absent and found.errors == []
    [entry] = found.warnings
    assert (entry.code, entry.value) == ("absent", NAME)


def test_a_new_row_would_be_a_new_project(book, plan):
    book.add(项目名称="刁口污水处理厂", 总投资="1.2亿元", 立项进展="√", 立项时间="2022.12.1")
    found = plan(book)

    [new] = found.news
    assert new["total_investment"] == Decimal("12000")
    assert (new["approval.status"], str(new["approval.date"])) == ("done", "2022-12-01")
    assert found.errors == []


def test_done_takes_the_date_and_the_number_that_stand_beside_it(cast, plan):
    _patch(cast, "land.status", "not_started", "preparing")
    _patch(cast, "land.date", "", "2022-12-08")
    _patch(cast, "land.ref", "", "蒲自然资函〔2022〕8号")
    book = Book.of(cast.submission)
    book[NAME, "土地进展"] = "已办结"
    found = plan(book)

    assert found.errors == []
    assert {"land.status", "land.date", "land.ref"} == set(cells(found))


def _patch(cast, key, was, value):
    patch = Patch(cast.project.number, key, was, value, "")
    [result] = apply_patches(submission_id=cast.submission.pk, patches=[patch], by=cast.reporter)
    assert result.status == "saved", result


def test_the_words_of_a_county_are_read(book, plan):
    book[NAME, "土地进展"] = "无需"
    book[NAME, "土地文号/说明"] = "存量建设用地"
    book[NAME, "规划进展"] = "正在审批"
    book[NAME, "规划时间"] = "2月3日前"
    book[NAME, "环评进展"] = "正在组卷"
    book[NAME, "环评时间"] = "2023年2月"
    found = plan(book)
    read = cells(found)

    assert found.errors == []
    assert [read[f"{k}.status"] for k in ("land", "planning", "eia")] == [
        "not_required",
        "submitted",
        "preparing",
    ]
    assert [str(read[f"{k}.date"]) for k in ("planning", "eia")] == ["2023-02-03", "2023-02-28"]


def test_a_word_that_may_mean_two_statuses_is_told(book, plan):
    book[NAME, "土地进展"] = "△"
    book[NAME, "土地时间"] = "2023-02-03"
    found = plan(book)

    assert [(entry.code, entry.header) for entry in found.warnings][:1] == [("choice", "土地进展")]


def test_rows_added_to_another_units_form_become_ones_own(cast, plan):
    theirs = Book.empty(cast.other_submission)
    theirs.add(项目名称="薛关自己的项目")

    assert [new["name"] for new in plan(theirs).news] == ["薛关自己的项目"]
