"""The progress table to Excel and back; the compiled workbook of the county."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from projects.models import Project
from reporting.services.compile import compile_round
from reporting.services.excel import plan_import
from reporting.services.importing import save_import, undo_import
from reporting.services.sheet_files import Order, import_round
from reporting.services.workbook import unit_workbook
from tests import factories
from tests.reporting import progress
from tests.reporting.books import Book
from tests.reporting.filing import file_table

pytestmark = pytest.mark.usefixtures("read_here")
NEW, OLD = "核桃加工园", "蔬菜大棚二期"


@pytest.fixture
def work(cast):
    made = progress.build(cast)
    made.type(progress_state="started", progress_on="2022-11-28", completed_investment="90",
              in_statistics="yes", statistical_investment="80.50", image_progress="基础完成",
              issue="临时用地未批", note="按月报送")  # fmt: skip
    return made


@pytest.fixture
def book(work):
    return Book.of(work.submission)


@pytest.fixture
def plan(work, tmp_path):
    def run(book):
        path = book.save(tmp_path)
        return plan_import(work.submission, path, name=path.name)

    return run


def codes(plan):
    return {(entry.header, entry.code) for entry in plan.errors}


def test_what_was_exported_comes_back_without_a_change(work, book, plan):
    found = plan(book)

    assert (found.errors, found.patches, found.news) == ([], [], [])
    assert found.merge.same == [work.new.number, work.old.number]


def test_a_copy_without_our_marks_comes_back_without_a_change(book, plan):
    book.forget_keys()
    found = plan(book)

    assert (found.errors, found.patches, found.news) == ([], [], [])


def test_the_frame_is_that_of_the_official_form(work, book):
    sheet = book.sheet

    assert sheet.title == "第12期"
    assert sheet.cell(1, 1).value == "蒲县2022年重点项目建设进展情况表（第12期）"
    assert book[NEW, "开复工状态"] == "已开工"
    assert book[NEW, "与统计差额"].startswith("=")
    values = load_workbook(BytesIO(unit_workbook(work.submission)), data_only=True).worksheets[0]
    assert values.cell(book.row(NEW), book.columns["与统计差额"]).value == 9.5
    assert values.cell(book.row(NEW), book.columns["投资完成率"]).value == 0.09
    assert values.cell(book.row(OLD), book.columns["与统计差额"]).value == "—"


def test_what_the_clerk_changes_is_saved_and_undone(work, book, plan):
    book[NEW, "本年累计完成投资"] = "120.5"
    book[OLD, "状态"] = "完工"
    book[OLD, "时间"] = "2022.12.5"
    book[OLD, "形象进度"] = "全部建成"
    found = plan(book)
    assert found.errors == []

    saved = save_import(
        submission_id=work.submission.pk, patches=found.patches, news=[], by=work.by
    )
    work.old.refresh_from_db()
    assert work.old.finished_on == date(2022, 12, 5)
    assert work.latest(work.new).completed_investment == Decimal("120.50")

    undone = undo_import(submission_id=work.submission.pk, saved=saved, by=work.by)
    assert undone["kept"] == []
    work.old.refresh_from_db()
    assert (work.old.finished_on, work.old.resumed_on) == (None, date(2022, 3, 10))
    assert work.latest(work.new).completed_investment == Decimal("90.00")


def test_a_first_amount_undone_is_nothing_completed(work, book, plan):
    second = progress.work("道路改造", work.submission.unit)
    book = Book.of(work.submission)
    book["道路改造", "本年累计完成投资"] = 30
    found = plan(book)
    saved = save_import(
        submission_id=work.submission.pk, patches=found.patches, news=[], by=work.by
    )

    assert undo_import(submission_id=work.submission.pk, saved=saved, by=work.by)["kept"] == []
    assert work.latest(second).completed_investment == 0


def test_a_new_row_is_a_project_with_its_plan_and_progress(work, book, plan):
    book.add(项目名称="乡镇供热", 年度类别="续建", 总投资=800, 年度计划投资=200, 状态="已复工",
             时间="2022-04-01", 本年累计完成投资=150, 统计入库="是")  # fmt: skip
    found = plan(book)
    assert found.errors == []

    save_import(submission_id=work.submission.pk, patches=[], news=found.news, by=work.by)

    made = Project.objects.get(name="乡镇供热")
    assert (made.nature, made.resumed_on, made.in_statistics) == (
        "continuing",
        date(2022, 4, 1),
        True,
    )
    assert made.plans.get(year=2022).planned_investment == 200
    assert work.latest(made).completed_investment == 150
    assert work.row(made)["progress_state"] == "resumed"


def test_a_new_row_that_stands_still_owes_its_reason(work, book, plan):
    book.add(项目名称="乡镇供热", 状态="停工", 时间="2022-11-01", 本年累计完成投资=0)
    found = plan(book)

    save_import(submission_id=work.submission.pk, patches=[], news=found.news, by=work.by)

    made = Project.objects.get(name="乡镇供热")
    assert (made.stop_kind, made.stop_reason) == ("stop", "")
    errors = work.table().findings(made.number, today=date(2022, 12, 9))
    assert [(f.key, f.code) for f in errors if f.level == "error"] == [("note", "required")]


def test_all_that_is_wrong_is_said_at_once(book, plan):
    book[NEW, "状态"] = "快了"
    book[OLD, "本年累计完成投资"] = None
    book[OLD, "时间"] = "2022-12-24"
    book.add(项目名称="乡镇供热", 年度类别="续建", 状态="已开工", 时间="2022-04-01")

    assert codes(plan(book)) == {
        ("开复工状态", "choice"),
        ("本年累计完成投资", "required"),
        ("开复工时间", "date"),
    }


def test_an_amount_that_falls_needs_its_reason(work, book, plan):
    book[OLD, "本年累计完成投资"] = 1000
    found = plan(book)

    assert found.errors == []
    assert [entry.header for entry in found.reasons] == ["本年累计完成投资"]


def test_the_table_of_the_other_form_changes_nothing_here(cast, work, plan, tmp_path):
    found = plan(Book.of(cast.submission))

    assert (found.patches, found.news) == ([], [])
    assert "foreign" in {entry.code for entry in found.errors}


def test_the_same_file_by_command(work, book, tmp_path):
    book[NEW, "本年累计完成投资"] = 95
    order = Order(path=book.save(tmp_path), by=work.by)

    report = import_round(order, work.submission.unit, work.round)

    assert (report.ok, report.updated, report.unchanged) == (True, 1, 1)
    assert work.latest(work.new).completed_investment == 95


@pytest.fixture
def compiled(cast, work):
    """薛关镇 files this month; 黑龙关镇 filed the month before and is carried over."""
    unit = cast.units["HEILONGGUAN"]
    road = progress.work("道路改造", unit, plan="600.00", started_on=date(2022, 5, 1))
    factories.ProgressFactory(
        plan=road.plans.get(), as_of=date(2022, 11, 30), completed_investment=Decimal("300.00"),
        statistical_investment=Decimal("250.00"),
    )  # fmt: skip
    before = progress.earlier(work)
    before.unit = unit
    before.save()
    file_table(before, cast.outsider)
    file_table(work.submission, work.by)
    return compile_round(round_id=work.round.pk, by=cast.centre)


def test_the_county_adds_up(compiled):
    """薛关镇 90 + 1200 of 4000, 黑龙关镇 300 of 600: 1590 / 4600 = 34.6 %."""
    summary = compiled.summary

    assert (summary["completed_investment"], summary["planned_investment"]) == (
        "1590.00",
        "4600.00",
    )
    assert "投资完成率 34.6%" in summary["told"]
    assert (summary["rows"], summary["carried"]) == (3, ["HEILONGGUAN"])


def test_the_compiled_workbook_groups_by_unit_with_sums(compiled):
    book = load_workbook(BytesIO(bytes(compiled.workbook)), data_only=True)
    sheet = book["汇总表"]
    heads = {sheet.cell(4, col).value: col for col in range(1, sheet.max_column + 1)}
    rows = {sheet.cell(row, heads["项目名称"]).value: row for row in range(5, sheet.max_row + 1)}

    def cells(name, *headers):
        return [sheet.cell(rows[name], heads[header]).value for header in headers]

    assert sheet.cell(1, 1).value == "蒲县2022年重点项目建设进展情况表（第12期）"
    money = ("本年累计完成投资", "统计口径完成投资", "与统计差额")
    assert cells("小计（薛关镇）", *money) == [1290, 80.5, 9.5]
    assert cells("小计（黑龙关镇）", *money) == [300, 250, 50]
    assert cells("合计", *money) == [1590, 330.5, 59.5]
    assert cells("合计", "投资完成率") == [pytest.approx(1590 / 4600)]
    assert cells("道路改造", "备注") == ["沿用上期：第11期"]
    assert not {"分解清单", "上报协调清单"} & set(book.sheetnames)
