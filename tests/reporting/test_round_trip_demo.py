"""The demo county through Excel: what is exported comes back as no change, from any program."""

import json
import subprocess

import pytest
from django.core.management import call_command

from accounts.models import Unit
from workplace import clock

pytestmark = [pytest.mark.office, pytest.mark.usefixtures("read_here")]
OPEN, SEALED = "2023-02-03", "2023-01-13"


@pytest.fixture
def demo(db, settings):
    settings.DEBUG = True
    call_command("load_demo", verbosity=0)
    clock.forget()


@pytest.fixture
def answer(capsys):
    def answer(path, unit, round_):
        capsys.readouterr()
        call_command(
            "import_sheet", "permits", str(path), "--unit", unit, "--round", round_, "--json"
        )
        return json.loads(capsys.readouterr().out)

    return answer


def export(path, unit, round_):
    call_command("export_sheet", "permits", unit=unit, round=round_, output=str(path))
    return path


def resaved(path, folder):
    """The same workbook as LibreOffice saves it."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless",
         "--convert-to", "xlsx", "--outdir", str(folder / "resaved"), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / "resaved" / path.name


def test_every_unit_gets_back_what_it_exported(demo, answer, tmp_path):
    units = Unit.objects.reporting().values_list("code", flat=True)
    assert len(units) >= 25
    for code in units:
        for round_ in (OPEN, SEALED):
            found = answer(export(tmp_path / f"{code}.xlsx", code, round_), code, round_)
            assert (found["created"], found["updated"], found["errors"]) == (0, 0, []), code
    again = resaved(export(tmp_path / "XUEGUAN.xlsx", "XUEGUAN", OPEN), tmp_path)
    found = answer(again, "XUEGUAN", OPEN)
    assert (found["updated"], found["errors"], found["warnings"]) == (0, [], [])
    assert found["unchanged"] == 6
