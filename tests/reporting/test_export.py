"""The weekly table to take away: the same bytes in browser and command, the official form."""

import re
import subprocess
import zipfile
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from projects.services import update_project
from reporting.services.excel import plan_import
from reporting.services.workbook import unit_workbook
from tests.reporting.books import FIRST, Book
from tests.reporting.tables import add_projects, seal_as_it_stands
from workplace.models import Act

NAME = "昕水河治理工程"
DAY = "2022-12-09"


def fetch(client, name="export", **query):
    response = client.get(reverse(f"reporting:{name}", args=[DAY]), query)
    assert response.status_code == 200
    return b"".join(response.streaming_content), response


def test_browser_and_command_give_the_same_bytes(cast, client, tmp_path):
    client.force_login(cast.reporter)
    body, response = fetch(client)
    out = tmp_path / "out.xlsx"
    call_command("export_sheet", "permits", unit="XUEGUAN", round=DAY, output=str(out))

    assert out.read_bytes() == body
    assert "attachment" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert Act.objects.filter(verb="report-export", user=cast.reporter).count() == 1


def test_it_wears_the_official_frame(cast):
    sheet = Book.of(cast.submission).sheet

    assert sheet["A1"].value == "蒲县2023年新建项目前期手续办理情况表（第1期）"
    assert "统计截止：2022年12月9日" in sheet["A2"].value
    texts = [cell.value for cell in sheet["A"]] + [cell.value for cell in sheet["B"]]
    assert "合计" in texts
    assert any(str(text).startswith("单位负责人：") for text in texts)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert sheet.freeze_panes == "C5"


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+1", "@SUM(A1)", "-1+1", "＝1+1"])
def test_a_text_that_looks_like_a_formula_stays_text(cast, tmp_path, text):
    update_project(project_id=cast.project.pk, values={"owner": text}, by=cast.reporter)
    body = unit_workbook(cast.submission)
    with zipfile.ZipFile(BytesIO(body)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    path = tmp_path / "a.xlsx"
    path.write_bytes(body)
    plan = plan_import(cast.submission, path, name="a.xlsx")

    assert all("HYPERLINK" not in formula for formula in re.findall("<f>(.*?)</f>", xml))
    assert (plan.errors, plan.patches) == ([], [])


def test_the_template_is_the_empty_form(cast, client):
    client.force_login(cast.reporter)
    body, _ = fetch(client, "template")
    sheet = load_workbook(BytesIO(body)).worksheets[0]

    assert sheet.cell(FIRST, 2).value is None
    assert sheet.cell(FIRST - 1, 2).value == "项目名称"


def test_a_filed_table_is_exported_as_it_was_sealed(cast, client):
    seal_as_it_stands(cast.submission, by=cast.reporter)
    cast.submission.state = "submitted"
    cast.submission.save()
    update_project(
        project_id=cast.project.pk, values={"total_investment": "9999"}, by=cast.reporter
    )
    book = Book.of(cast.submission)

    assert book[NAME, "总投资"] == 5000
    footer = [cell.value for cell in book.sheet["A"] if cell.value][-1]
    assert cast.reporter.name in footer and "封存摘要：0000 0000" in footer


def test_the_centre_takes_any_units_table(cast, client):
    client.force_login(cast.centre)
    body, _ = fetch(client, unit="XUEGUAN")

    assert Book(body)[NAME, "总投资"] == 5000


def test_without_a_compilation_the_compiled_table_is_as_it_would_be_now(cast, tmp_path):
    add_projects(cast, 2)
    seal_as_it_stands(cast.submission, by=cast.reporter)
    cast.submission.state = "accepted"
    cast.submission.save()
    out = tmp_path / "compiled.xlsx"
    call_command("export_sheet", "permits", compiled=True, round=DAY, output=str(out))

    names = load_workbook(out).sheetnames
    assert names[1:3] == ["分解清单", "上报协调清单"]


@pytest.mark.office
def test_libreoffice_opens_it(cast, tmp_path):
    path = tmp_path / "table.xlsx"
    path.write_bytes(unit_workbook(cast.submission))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert (tmp_path / "table.pdf").read_bytes().startswith(b"%PDF")
