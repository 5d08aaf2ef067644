"""1,000 rows of a profile: read, written in our layout, filled into a receiver's template."""

from datetime import date
from io import BytesIO

from openpyxl import Workbook

from accounts.models import User
from reporting.exporting.spec import Filters, Spec, spec_of
from reporting.models import ExportProfile
from reporting.selectors.exporting import ExportTable, county_of_year, export_table, kinds_of
from reporting.selectors.figures import Books
from reporting.services.export_files import workbook
from sheets.fill import Filling, fill_template
from workplace import clock

from . import county
from .measure import Line, counted, once, page_line

DAY = date(2022, 12, 9)
ROWS = 1_000


def lines(people: dict[str, User]) -> list[Line]:
    county.grow(people["XUEGUAN"].unit, ROWS)
    profile = ExportProfile.objects.get(code="county-weekly")
    table, queries = counted(lambda: read(profile))
    assert len(table.rows) >= ROWS
    client = county.client_of(people["XMZX"])
    spent, _ = once(lambda: read(profile))
    write, _ = once(lambda: workbook(table, {}, None))
    fill, _ = once(lambda: fill_template(template(table.spec), filling(table)))
    page = page_line(client, f"报送表式预览（{len(table.rows):,} 行）", f"/exports/{profile.pk}/")
    size = f"{len(table.rows):,} 行 {len(table.spec.columns)} 列"
    return [
        Line(f"报送表式取数 {size}", spent, queries, "查询限 20"),
        Line("报送表式写成工作簿", write),
        Line("报送表式填进对方模板", fill),
        page,
    ]


def read(profile: ExportProfile) -> ExportTable:
    frame, year = county_of_year(profile.centre, DAY, Filters.of(profile.filters), None)
    books = Books(frame, moment=clock.now())
    table = export_table(books, spec_of(profile, kinds_of(frame)), year, "live")
    for row in table.rows:
        table.values(row)
    return table


def template(spec: Spec) -> bytes:
    book = Workbook()
    book.active.append([spec.name])
    book.active.append([column.header for column in spec.columns])
    book.active.append([])
    book.active.append(["合计"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def filling(table: ExportTable) -> Filling:
    columns = {column.column: "" for column in table.spec.columns}
    return Filling("Sheet", 3, columns, [table.values(row) for row in table.rows])
