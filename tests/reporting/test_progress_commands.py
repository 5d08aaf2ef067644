"""--form progress on every command that takes a round; what reminders say (design §8)."""

import io
import json
from datetime import date

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from reporting.models import Seal
from reporting.selectors.notice import next_deadline
from reporting.services.chase import chase
from reporting.services.sweep import sweep
from tests import factories
from tests.reporting import progress
from tests.reporting.books import Book
from workplace.models import Notification

ROUND = ["--round", "2022-12-09", "--form", "progress"]
UNIT = ["--unit", "XUEGUAN"]


@pytest.fixture
def work(cast):
    made = progress.build(cast)
    made.old.resumed_on = None  # nothing begun: nothing asks for a word
    made.old.save()
    made.type(made.new, completed_investment="0")
    made.type(made.old, "核减", completed_investment="0")
    return made


def run(*args, **options):
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def test_a_month_by_command(cast, work, tmp_path):
    file = tmp_path / "汇总.xlsx"
    assert "第1次封存" in run("seal", *ROUND, *UNIT, "--user", "reporter")
    run("review", *ROUND, *UNIT, "--accept")

    told = run("compile_round", *ROUND, "-o", str(file))

    assert "2 个项目，年度计划投资 4,000.00 万元，已完成 0.00 万元，投资完成率 0.0%" in told
    title = openpyxl.load_workbook(file).worksheets[0].cell(1, 1).value
    assert title == "蒲县2022年重点项目建设进展情况表（第12期）"
    answer = json.loads(run("compile_round", *ROUND, "--json"))
    assert (answer["version"], answer["planned_investment"]) == (1, "4000.00")
    assert json.loads(run("verify_seals", "--json")) == {"ok": True, "faults": []}


def test_without_the_form_it_is_the_permits_table(cast, work):
    run("seal", "--round", "2022-12-09", *UNIT, "--user", "reporter")

    assert [seal.form for seal in Seal.objects.all()] == ["permits"]


def test_every_cell_that_stands_in_the_way_is_named(cast, work):
    work.type(work.new, progress_state="started")

    with pytest.raises(CommandError, match=r"progress_on：已开工，没有时间"):
        run("seal", *ROUND, *UNIT, "--user", "reporter")


@pytest.mark.usefixtures("read_here")
def test_out_by_command_and_in_again(cast, work, tmp_path):
    path = tmp_path / "表.xlsx"
    export = ["export_sheet", "progress", "--round", "2022-12-09"]
    run(*export, *UNIT, "-o", str(path))

    found = json.loads(
        run("import_sheet", "progress", str(path), *UNIT, "--round", "2022-12-09", "--json")
    )
    assert (found["created"], found["updated"], found["unchanged"]) == (0, 0, 2)
    assert {"header": "投资完成率", "key": "rate"} in found["columns"]

    whole = tmp_path / "汇总.xlsx"
    run(*export, "--compiled", "-o", str(whole))
    assert openpyxl.load_workbook(whole).worksheets[0].cell(1, 1).value.startswith("蒲县2022年重点")


@pytest.mark.usefixtures("read_here")
def test_into_the_register_as_of_today(cast, work, tmp_path):
    book = Book.of(work.submission)
    book["核桃加工园", "本年累计完成投资"] = 45
    run("seal", *ROUND, *UNIT, "--user", "reporter")

    run("import_sheet", "progress", str(book.save(tmp_path)), *UNIT)

    assert work.latest(work.new).completed_investment == 45
    assert Seal.objects.get().projects.get(project=work.new).completed_investment == 0


class TestReminders:
    def test_they_name_the_form_and_lead_to_it(self, cast, work):
        sweep(factories.at("2022-12-09 09:00"), form="progress")

        notes = Notification.objects.filter(user=cast.reporter)
        assert [note.url for note in notes] == ["/report/2022-12-09/?form=progress"]
        assert notes.get().text.startswith("第12期重点项目建设进展情况表还没有报")

    def test_the_centre_hears_which_form_is_overdue(self, cast, work):
        sweep(factories.at("2022-12-09 12:00"), form="progress")

        note = Notification.objects.get(user=cast.centre)
        assert note.text.startswith("建设进展第12期已截止")
        assert note.url == "/review/2022-12-09/?form=progress&only=missing"

    def test_a_chase_too(self, cast, work):
        chase(round_id=work.round.pk, codes=["XUEGUAN"], by=cast.centre)

        note = Notification.objects.get(user=cast.reporter)
        assert note.text.startswith("催报：第12期重点项目建设进展情况表")
        assert note.url == "/report/2022-12-09/?form=progress"

    def test_by_command(self, cast, work):
        told = json.loads(run("sweep", "--at", "2022-12-09 09:00", "--form", "progress", "--json"))

        assert {sent["round"] for sent in told["reminders"]} == {"progress 2022-12-09"}


def test_the_sign_in_page_names_the_form_that_is_due_first(cast, work):
    cast.round.due_at = factories.at("2022-12-09 15:00")
    cast.round.save()

    assert next_deadline().startswith("建设进展第12期填报截止")


def test_a_round_that_only_one_form_has_is_not_the_others(cast, work):
    work.round.cutoff_on = date(2022, 12, 31)
    work.round.save()

    with pytest.raises(CommandError, match="没有统计截止"):
        run("review", "--round", "2022-12-31", *UNIT, "--accept")
