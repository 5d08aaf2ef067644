"""import_sheet and export_sheet of the register's tables."""

import json
from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from projects.models import FundingApplication, Project
from tests import factories
from workplace.models import Act

pytestmark = pytest.mark.usefixtures("friday", "people", "read_here")


@pytest.fixture
def known(units):
    project = factories.ProjectFactory(unit=units["XUEGUAN"], name="昕水河治理工程")
    factories.PlanFactory(project=project)
    return project


def save(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def run(form, path, unit, *more, code=0):
    out = StringIO()
    given = ("import_sheet", form, str(path), "--unit", unit, "--json", *more)
    if code:
        with pytest.raises(SystemExit) as stop:
            call_command(*given, stdout=out)
        assert stop.value.code == code
    else:
        call_command(*given, stdout=out)
    return json.loads(out.getvalue())


def counts(report):
    return report["created"], report["updated"], report["unchanged"]


@pytest.mark.parametrize("form", ["projects", "targets", "reserve", "funding"])
@pytest.mark.parametrize("whose", [["--unit", "XUEGUAN"], ["--compiled"]])
def test_what_is_exported_comes_back_unchanged(known, tmp_path, form, whose):
    known.plans.update(nature="reserve")
    Project.objects.update(nature="reserve", stage="reserve")
    FundingApplication.objects.create(
        project=known, year=2023, channel="other", applied=5,
        created_at=factories.at("2022-12-01 08:00"),
    )  # fmt: skip
    out = tmp_path / "out.xlsx"
    call_command("export_sheet", form, *whose, "--year", "2023", "-o", str(out))
    report = run(form, out, "XUEGUAN", "--year", "2023")
    assert (counts(report), report["errors"]) == ((0, 0, 1), [])


def test_a_unit_brings_in_its_own_and_a_dry_run_saves_nothing(known, tmp_path):
    path = save(
        tmp_path / "a.xlsx",
        ["项目名称", "项目代码", "类别", "年度计划投资"],
        ["新的工程", "２２１１－１４１０３３－８９－０１－１２３４５６", "新建", 30],
    )
    assert counts(run("targets", path, "XUEGUAN", "--year", "2023", "--dry-run")) == (1, 0, 0)
    assert Project.objects.count() == 1
    report = run("targets", path, "XUEGUAN", "--year", "2023")
    assert counts(report) == (1, 0, 0)
    made = Project.objects.get(name="新的工程")
    assert (made.national_code, made.unit.code) == ("2211-141033-89-01-123456", "XUEGUAN")
    assert made.plans.get().year == 2023
    assert Act.objects.get(verb="table-import").target == "2023年目标任务表 XUEGUAN"


def test_a_year_of_its_own_is_told_apart_and_a_refusal_is_remembered(known, tmp_path):
    out = tmp_path / "out.xlsx"
    call_command("export_sheet", "targets", "--compiled", "--year", "2023", "-o", str(out))
    [error] = run("targets", out, "XMZX", "--year", "2022", code=1)["errors"]
    assert (error["code"], error["row"]) == ("file", None)
    assert Act.objects.get(verb="table-import").result == "refused"


def test_a_table_of_the_register_has_no_round_and_a_weekly_one_needs_it(tmp_path):
    with pytest.raises(CommandError):
        call_command("export_sheet", "permits", "--compiled", "-o", str(tmp_path / "a.xlsx"))
