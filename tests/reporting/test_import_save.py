"""Saving an import and undoing it: all or nothing, once, in few queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import Refused
from procedures.models import Issue, Permit
from projects.models import AnnualPlan, Project
from projects.services import create_projects, update_project
from projects.services.values import NewProject
from reporting.selectors.rows import live_rows
from reporting.services import drafts, excel
from reporting.services.importing import save_import, undo_import
from reporting.services.workbook import unit_workbook
from sheets.columns import Value
from tests.reporting.books import FIRST, Book
from tests.reporting.tables import add_projects

pytestmark = pytest.mark.usefixtures("read_here")
NAME = "昕水河治理工程"


def rows(cast) -> dict[str, dict[str, Value]]:
    return {
        number: {key: row[key] for key in row if key != "week"}
        for number, row in live_rows(cast.submission).rows.items()
    }


@pytest.fixture
def plan(cast, tmp_path):
    return lambda book: excel.plan_import(cast.submission, book.save(tmp_path), name="表.xlsx")


@pytest.fixture
def save(cast):
    def save(plan, reason=""):
        return save_import(
            submission_id=cast.submission.pk,
            patches=plan.patches,
            news=plan.news,
            by=cast.reporter,
            reason=reason,
        )

    return save


def filled(cast) -> Book:
    """One project changed in four places, one new."""
    book = Book.of(cast.submission)
    book[NAME, "总投资"] = 5400
    book[NAME, "土地进展"] = "已办结"
    book[NAME, "土地时间"] = "2022-12-08"
    book[NAME, "需协调解决的问题"] = "用地指标未落实"
    book[NAME, "协调层级"] = "市"
    book[NAME, "备注"] = "与水利局核对过"
    book.add(
        项目名称="刁口污水处理厂", 总投资=9000, 立项进展="√", 立项时间="2022-12-01", 备注="新列入"
    )
    return book


def test_what_the_preview_showed_is_what_is_saved(cast, plan, save):
    save(plan(filled(cast)))

    permit = Permit.objects.get(project=cast.project, kind__code="land")
    assert (permit.status, str(permit.completed_on)) == ("done", "2022-12-08")
    assert Issue.objects.get(project=cast.project, in_table=True).text == "用地指标未落实"
    new = Project.objects.get(name="刁口污水处理厂")
    assert (new.unit, new.nature) == (cast.reporter.unit, "new")
    assert str(AnnualPlan.objects.get(project=new).listed_from) == "2022-12-05"
    assert rows(cast)[new.number]["approval.status"] == "done"
    assert rows(cast)[new.number]["note"] == "新列入"


def test_saved_and_exported_again_it_is_the_same_table(cast, plan, save):
    book = filled(cast)
    save(plan(book))

    again = plan(Book(unit_workbook(cast.submission)))
    assert (again.patches, again.news, again.errors) == ([], [], [])


def test_a_cell_that_moved_after_the_preview_stops_the_whole_import(cast, plan, save):
    found = plan(filled(cast))
    values = {"total_investment": "7000"}
    update_project(project_id=cast.project.pk, values=values, by=cast.reporter)
    before = rows(cast)

    with pytest.raises(Refused) as refusal:
        save(found)
    assert refusal.value.status == 409
    assert f"{NAME}，总投资" in refusal.value.why
    assert rows(cast) == before
    assert not Project.objects.filter(name="刁口污水处理厂").exists()


def test_undoing_puts_every_value_back_and_takes_new_projects_off(cast, plan, save):
    before = rows(cast)
    saved = save(plan(filled(cast)))
    undone = undo_import(submission_id=cast.submission.pk, saved=saved, by=cast.reporter)

    assert (undone["kept"], undone["stayed"]) == ([], [])
    assert rows(cast) == before
    assert Project.objects.get(name="刁口污水处理厂").withdraw_reason == "撤销导入"


def test_after_undoing_the_same_file_can_be_imported_again(cast, plan, save):
    book = filled(cast)
    saved = save(plan(book))
    undo_import(submission_id=cast.submission.pk, saved=saved, by=cast.reporter)
    found = plan(filled(cast))

    assert found.errors == []
    save(found)
    assert Project.objects.filter(name="刁口污水处理厂", withdrawn_on=None).count() == 1


def test_undoing_leaves_and_names_what_was_changed_since(cast, plan, save):
    saved = save(plan(filled(cast)))
    new = Project.objects.get(name="刁口污水处理厂")
    update_project(project_id=new.pk, values={"owner": "县城建公司"}, by=cast.reporter)
    update_project(
        project_id=cast.project.pk, values={"total_investment": "7000"}, by=cast.reporter
    )
    undone = undo_import(submission_id=cast.submission.pk, saved=saved, by=cast.reporter)

    assert undone["kept"] == [[cast.project.number, "total_investment"]]
    assert undone["stayed"] == [new.number]
    table = rows(cast)
    assert table[cast.project.number]["total_investment"] == 7000
    assert table[cast.project.number]["land.status"] == "not_started"
    assert new.number in table


def test_the_history_names_who_imported(cast, plan, save):
    save(plan(filled(cast)), reason="核对台账")
    last = Project.history.filter(number=cast.project.number).first()

    assert (last.history_user, last.history_change_reason) == (cast.reporter, "核对台账")


def many(cast, count: int) -> None:
    unit, since = cast.reporter.unit, cast.round.cutoff_on - timedelta(days=20)
    values = [{"name": f"第{n}号项目", "listed_from": since} for n in range(count)]
    create_projects([NewProject(unit, 2023, value) for value in values], by=cast.centre)


def queries_of(cast, plan, book: Book) -> int:
    """Reading the file, planning and saving it, without the marks of transactions."""
    with CaptureQueriesContext(connection) as counted:
        found = plan(book)
        assert found.errors == [], found.errors[:3]
        drafts.save_at_once(
            plan=found, submission=cast.submission, by=cast.reporter, name="表.xlsx", reason=""
        )
    return len([q for q in counted if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.thorough
def test_a_thousand_changed_rows_take_no_query_each(cast, plan):
    many(cast, 1000)
    book = Book.of(cast.submission)
    for row in range(FIRST, FIRST + 1000):
        book.at(row, "总投资").value = 1000 + row
        book.at(row, "土地进展").value = "已办结"
        book.at(row, "土地时间").value = "2022-12-08"

    count = queries_of(cast, plan, book)
    assert Permit.objects.filter(status="done").count() == 1000
    assert count <= 31, count


@pytest.mark.thorough
def test_a_thousand_new_rows_take_no_query_each(cast, plan):
    book = Book.empty(cast.submission)
    book.make_room(1000)
    for row in range(FIRST, FIRST + 1000):
        book.at(row, "项目名称").value = f"第{row}号项目"
        book.at(row, "总投资").value = 1000 + row
        book.at(row, "土地进展").value = "组卷中"
        book.at(row, "土地时间").value = "2023-02-08"

    count = queries_of(cast, plan, book)
    assert Project.objects.filter(name__startswith="第").count() == 1000
    assert count <= 31, count


def test_a_plan_saved_by_the_command_can_be_undone(cast, plan):
    before = rows(cast)
    job = drafts.save_at_once(
        plan=plan(filled(cast)),
        submission=cast.submission,
        by=cast.reporter,
        name="表.xlsx",
        reason="",
    )
    drafts.undo(job=job, submission=cast.submission, by=cast.reporter)

    assert rows(cast) == before


def test_a_table_of_many_projects_is_exported_in_the_same_number_of_queries(
    cast, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as few:
        unit_workbook(cast.submission)
    add_projects(cast, 20)
    with django_assert_num_queries(len(few)):
        unit_workbook(cast.submission)
