"""manage.py import_sheet: JSON, exit codes, dry runs (design §8)."""

import json

import pytest
from django.core.management import CommandError, call_command

from projects.models import Project
from projects.sheets import ledger_sheet
from reporting.models import Round, Submission
from sheets.book import TableBook, TableGroup, TableRow, TableSheet
from sheets.write import write_table
from tests.reporting.books import Book
from tests.reporting.tables import seal_as_it_stands
from workplace.models import Job

pytestmark = pytest.mark.usefixtures("read_here")
NAME = "昕水河治理工程"
ROUND = ("--round", "2022-12-09")


@pytest.fixture
def book(cast) -> Book:
    return Book.of(cast.submission)


@pytest.fixture
def run(cast, capsys):
    """`run(path, *options)` → exit code, JSON."""

    def run(path, *options, form="permits", unit="XUEGUAN"):
        capsys.readouterr()
        try:
            call_command("import_sheet", form, str(path), "--unit", unit, "--json", *options)
        except SystemExit as end:
            return end.code, json.loads(capsys.readouterr().out)
        return 0, json.loads(capsys.readouterr().out)

    return run


def total(cast):
    return Project.objects.get(pk=cast.project.pk).total_investment


def test_it_saves_and_says_how_many_projects(cast, book, run, tmp_path):
    book[NAME, "总投资"] = 5400
    book.add(项目名称="刁口污水处理厂", 总投资=9000)
    code, answer = run(book.save(tmp_path), *ROUND)

    assert code == 0
    assert [answer[key] for key in ("created", "updated", "unchanged", "errors")] == [1, 1, 0, []]
    assert {"header": "总投资", "key": "total_investment"} in answer["columns"]
    assert total(cast) == 5400
    assert Project.objects.get(name="刁口污水处理厂").history.first().history_user == cast.reporter


def test_a_dry_run_says_the_same_and_saves_nothing(cast, book, run, tmp_path):
    book[NAME, "总投资"] = 5400
    code, answer = run(book.save(tmp_path), *ROUND, "--dry-run")

    assert (code, answer["updated"]) == (0, 1)
    assert total(cast) == 5000
    assert not Job.objects.exists()


def test_errors_name_sheet_row_column_header_and_value(cast, book, run, tmp_path):
    book[NAME, "总投资"] = "五千"
    row = book.row(NAME)
    book.add(项目名称="刁口污水处理厂", 总投资=9000)
    code, answer = run(book.save(tmp_path), *ROUND)

    assert (code, answer["created"]) == (1, 0)
    [error] = answer["errors"]
    assert {key: error[key] for key in ("sheet", "row", "column", "header", "value", "code")} == {
        "sheet": "第1期",
        "row": row,
        "column": "I",
        "header": "总投资",
        "value": "五千",
        "code": "number",
    }
    assert set(error) == {"sheet", "row", "column", "header", "value", "code", "message"}
    assert not Project.objects.filter(name="刁口污水处理厂").exists()


def test_a_refused_file_is_one_error(run, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")
    code, answer = run(path, *ROUND)

    assert code == 1
    assert [(e["code"], e["row"], e["header"]) for e in answer["errors"]] == [("file", None, None)]


def test_a_step_back_needs_the_reason_option(cast, book, run, tmp_path):
    book[NAME, "总投资"] = 4000
    path = book.save(tmp_path)
    code, answer = run(path, *ROUND)
    assert (code, [e["code"] for e in answer["errors"]]) == (1, ["reason"])

    code, _ = run(path, *ROUND, "--reason", "设计变更")
    assert (code, total(cast)) == (0, 4000)
    assert cast.project.history.first().history_change_reason == "设计变更"


@pytest.mark.parametrize(
    "options",
    [("--round", "2022-12-30"), ("--round", "soon"), ("--user", "nobody")],
)
def test_wrong_usage_ends_with_two(book, tmp_path, options):
    with pytest.raises(CommandError) as error:
        call_command(
            "import_sheet", "permits", str(book.save(tmp_path)), "--unit", "XUEGUAN", *options
        )
    assert error.value.returncode == 2


def test_an_unknown_unit_or_file_is_wrong_usage(cast, book, tmp_path):
    for path, unit in ((book.save(tmp_path), "NOWHERE"), (tmp_path / "none.xlsx", "XUEGUAN")):
        with pytest.raises(CommandError) as error:
            call_command("import_sheet", "permits", str(path), "--unit", unit)
        assert error.value.returncode == 2


def test_who_may_not_file_is_refused(cast, book, run, tmp_path):
    book[NAME, "总投资"] = 5400
    for who in ("outsider", "office"):
        code, answer = run(book.save(tmp_path), *ROUND, "--user", who)
        assert (code, [e["code"] for e in answer["errors"]]) == (1, ["foreign"])
    assert total(cast) == 5000


def test_a_form_without_an_open_round_wants_one_named(book, run, tmp_path):
    code, answer = run(book.save(tmp_path), form="progress")

    assert (code, [e["code"] for e in answer["errors"]]) == (1, ["file"])
    assert "--round" in answer["errors"][0]["message"]


def filed(cast) -> Submission:
    seal_as_it_stands(cast.submission, by=cast.reporter)
    cast.submission.state = "accepted"
    cast.submission.save()
    return cast.submission


def test_a_filed_round_is_closed(cast, book, run, tmp_path):
    filed(cast)
    book[NAME, "总投资"] = 5400
    code, answer = run(book.save(tmp_path), *ROUND)

    assert (code, [e["code"] for e in answer["errors"]]) == (1, ["closed"])


def test_without_a_round_the_register_of_today_is_written(cast, book, run, tmp_path):
    filed(cast)
    book[NAME, "总投资"] = 5400
    code, answer = run(book.save(tmp_path))

    assert (code, answer["updated"], total(cast)) == (0, 1, 5400)
    cast.submission.refresh_from_db()
    assert cast.submission.state == "accepted"


def test_without_a_round_what_belongs_to_the_filed_week_stays(cast, book, run, tmp_path):
    filed(cast)
    book[NAME, "备注"] = "补充"
    code, answer = run(book.save(tmp_path))

    assert (code, [(e["code"], e["header"]) for e in answer["errors"]]) == (1, [("closed", "备注")])


def test_people_read_it_too(cast, book, capsys, tmp_path):
    book[NAME, "总投资"] = "五千"
    with pytest.raises(SystemExit):
        call_command("import_sheet", "permits", str(book.save(tmp_path)), "--unit", "XUEGUAN")

    out = capsys.readouterr().out
    assert "没有保存" in out and "总投资" in out


def ledger(path, *rows):
    sheet = ledger_sheet()
    lines = [TableRow(sheet.empty_row() | row) for row in rows]
    with path.open("wb") as file:
        write_table(file, TableBook([TableSheet("台账", sheet, [TableGroup("", lines)])]))
    return path


def test_the_ledger_goes_the_same_way(cast, run, tmp_path):
    path = ledger(
        tmp_path / "台账.xlsx",
        {
            "name": "刁口污水处理厂",
            "year": 2023,
            "unit": "薛关镇",
            "nature": "new",
            "level": "city",
        },
    )
    code, answer = run(path, form="projects", unit="XMZX")

    assert (code, answer["created"]) == (0, 1)
    assert Project.objects.get(name="刁口污水处理厂").unit.code == "XUEGUAN"
    assert run(path, "--dry-run", form="projects", unit="XMZX")[1]["unchanged"] == 1


def test_a_round_that_has_not_opened_refuses_the_file(cast, book, run, tmp_path):
    Round.objects.update(opens_at=cast.round.due_at)
    code, answer = run(book.save(tmp_path), *ROUND)

    assert (code, [error["code"] for error in answer["errors"]]) == (1, ["closed"])
