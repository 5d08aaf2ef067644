"""seal, review, compile_round, verify_seals, sweep: one whole Friday by command (design §8)."""

import io
import json
from datetime import date

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reporting.models import Seal, Submission
from tests.reporting.flip import change_by_hand, drop_triggers
from tests.reporting.tables import kind_of

ROUND = ["--round", "2022-12-09"]


def run(*args, **options):
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def seal(cast, *more, unit="XUEGUAN", user="reporter"):
    return run("seal", *ROUND, "--unit", unit, "--user", user, *more)


def test_a_friday_by_command(cast, tmp_path):
    file = tmp_path / "汇总.xlsx"
    assert "第1次封存" in seal(cast)
    run("review", *ROUND, "--unit", "XUEGUAN", "--return", "请核对")
    seal(cast)
    run("review", *ROUND, "--unit", "XUEGUAN", "--accept")

    answer = json.loads(run("compile_round", *ROUND, "--strict", "-o", str(file), "--json"))

    assert (answer["version"], answer["rows"], answer["current"]) == (1, 1, 1)
    assert openpyxl.load_workbook(file).sheetnames[0] == "汇总表"
    assert json.loads(run("verify_seals", "--json")) == {"ok": True, "faults": []}


def test_seal_at_a_moment_is_late_by_minutes(cast):
    assert "迟报 16 分" in seal(cast, "--at", "2022-12-09T12:15:01")
    assert Submission.objects.get(pk=cast.submission.pk).late_minutes == 16


def test_seal_says_every_error_and_exits_1(cast):
    land = cast.project.permits.get(kind=kind_of(cast, "land"))
    land.status = "preparing"
    land.save()

    with pytest.raises(CommandError, match=r"land\.date") as error:
        seal(cast)

    assert error.value.returncode == 1
    assert not Seal.objects.exists()


def test_a_unit_without_projects_seals_a_zero_report(cast):
    seal(cast, unit="HEILONGGUAN", user="outsider")

    assert Seal.objects.get().row_count == 0


def test_no_change_is_refused_when_something_changed(cast):
    with pytest.raises(CommandError, match="第一次上报"):
        seal(cast, "--no-change")


def test_another_units_account_is_refused(cast):
    with pytest.raises(CommandError, match="本单位"):
        seal(cast, user="outsider")


WRONG = [
    ("seal", "--round", "2022-12-10", "--unit", "XUEGUAN", "--user", "reporter"),
    ("seal", "--round", "12月9日", "--unit", "XUEGUAN", "--user", "reporter"),
    ("seal", *ROUND, "--unit", "NOBODY", "--user", "reporter"),
    ("seal", *ROUND, "--unit", "XUEGUAN", "--user", "nobody"),
    ("seal", *ROUND, "--unit", "XUEGUAN", "--user", "reporter", "--at", "noon"),
    ("review", *ROUND, "--unit", "XUEGUAN", "--accept"),
    ("compile_round", *ROUND),
    ("export_sheet", "permits", "--unit", "XUEGUAN", *ROUND, "-o", "/no/such/folder/x.xlsx"),
]


@pytest.mark.parametrize("args", WRONG)
def test_what_does_not_fit_is_one_sentence(cast, args):
    with pytest.raises(CommandError) as error:
        call_command(*args)
    assert "Traceback" not in str(error.value)


def test_strict_names_who_waits(cast):
    seal(cast)

    with pytest.raises(CommandError, match="薛关镇"):
        run("compile_round", *ROUND, "--strict")


def test_a_damaged_seal_ends_verify_seals_with_1(cast, capsys):
    seal(cast)
    row = Seal.objects.get().projects.get()
    change_by_hand(connection, "reporting_sealedproject", "name", "别的名字", row.pk)

    with pytest.raises(SystemExit) as stop:
        call_command("verify_seals")

    assert stop.value.code == 1
    said = capsys.readouterr().out
    assert "2022-12-09 XUEGUAN" in said
    assert row.number in said


def test_a_missing_trigger_is_named_as_the_databases(cast, capsys):
    drop_triggers(connection, "workplace_act")

    with pytest.raises(SystemExit):
        call_command("verify_seals")

    assert "数据库：缺少触发器 px_keep_workplace_act_delete" in capsys.readouterr().out


def test_moments_are_told_in_the_countys_time(cast):
    seal(cast)
    first = json.loads(run("compile_round", *ROUND, "--json"))
    swept = json.loads(run("sweep", "--dry-run", "--json"))

    assert json.loads(run("compile_round", *ROUND, "--json")) == first
    assert (first["at"][10:], swept["at"][10:]) == ("T10:00:00+08:00", "T10:00:00+08:00")


def test_sweep_dry_run_as_json(cast):
    answer = json.loads(run("sweep", "--at", "2022-12-09 12:00", "--dry-run", "--json"))

    assert {r["stage"] for r in answer["reminders"] if r["status"] == "sent"} == {"overdue"}
    assert answer["delivered"] == 0
    assert not cast.round.reminders.exists()


def test_sweep_in_words(cast):
    assert "提醒" in run("sweep", "--at", "2022-12-07 17:00")


def test_the_spring_festival_round_is_named_by_its_friday(units, friday):
    call_command("load_reference", verbosity=0)
    out = run("sweep", "--at", "2023-01-28 11:30", "--json", "--dry-run")
    assert f"permits {date(2023, 1, 27)}" in json.loads(out)["opened"]
