"""Rows as the reader gives them, and a table read back out of an export."""

from io import BytesIO

from projects import export
from projects.models import Project
from projects.tables import TABLES
from sheets.read import ReadRow, read_workbook


def line(row=4, key="", version="", **cells):
    given = {"name": "薛关镇核桃精深加工项目", **cells}
    return ReadRow(row, "表", False, key, version, {k: v for k, v in given.items() if v != ...})


def exported(tmp_path, form, centre, year=2023):
    """The county's table as its export is read again."""
    out = BytesIO()
    table = TABLES[form]
    projects = Project.objects.of_county(centre.pk)
    export.write_rows(out, table, projects, year=year, unit=centre)
    (tmp_path / "out.xlsx").write_bytes(out.getvalue())
    return read_workbook(tmp_path / "out.xlsx", table.sheet(centre.pk, year))


def found(report):
    return sorted((entry.row, entry.header, entry.code) for entry in report.errors)
