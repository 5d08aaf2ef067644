"""Every shipped profile opens in LibreOffice with its rows, and a filled template computes."""

import shutil
import subprocess
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from reporting.models import ExportProfile
from reporting.services import profiles
from sheets.fill import Filling, fill_template
from tests.reporting import small_county
from tests.reporting.test_export_rows import table_of
from tests.sheets.template_books import plain

pytestmark = pytest.mark.office
SOFFICE = shutil.which("soffice")


def through_office(bodies, folder):
    """name → workbook as LibreOffice saves it, with all formulas computed."""
    for name, body in bodies.items():
        (folder / f"{name}.xlsx").write_bytes(body)
    files = [str(folder / f"{name}.xlsx") for name in bodies]
    out = folder / "out"
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(out), *files],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return {
        name: load_workbook(BytesIO((out / f"{name}.xlsx").read_bytes()), data_only=True)
        for name in bodies
    }


def test_all_shipped_profiles_and_a_filled_template(friday, units, kinds, people, tmp_path):
    small_county.build(units, kinds)
    centre = units["XMZX"]
    profiles.ship(centre)
    tables, bodies = {}, {}
    for profile in ExportProfile.objects.filter(centre=centre):
        tables[profile.code] = table_of(centre, profile, as_of=date(2022, 11, 30))
        bodies[profile.code] = profiles.download(
            profile=profile, table=tables[profile.code], by=people["centre"]
        )
    book, _, first = plain(1)
    out = BytesIO()
    book.save(out)
    rows = [[n, f"第{n}个", 100 * n, 50 * n] for n in (1, 2, 3)]
    columns = dict.fromkeys("ABCD", "")
    bodies["template"] = fill_template(out.getvalue(), Filling("表 1", first, columns, rows))

    opened = through_office(bodies, tmp_path)
    for code, table in tables.items():
        sheet = opened[code].worksheets[0]
        texts = [value for row in sheet.iter_rows(values_only=True) for value in row]
        for row in table.rows:
            assert (row.unit.name if row.unit else row.project.name) in texts, code
        assert "#NAME?" not in texts and "#REF!" not in texts
    sheet = opened["template"]["表 1"]
    assert [sheet.cell(first + n, 5).value for n in range(3)] == [0.5, 0.5, 0.5]
    assert (sheet.cell(first + 3, 3).value, sheet.cell(first + 3, 4).value) == (600, 300)
