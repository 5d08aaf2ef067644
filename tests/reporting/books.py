"""A unit's exported workbook in the hands of a clerk: cells found by project and heading."""

from io import BytesIO
from unittest.mock import patch

from openpyxl import Workbook, load_workbook

from reporting.services.workbook import template_workbook, unit_workbook

HEAD = 4  # the row of the leaf headers
FIRST = 5
SPARE = 4  # the form has twenty; reading and writing those took half of each import


class Book:
    """`book["昕水河治理工程", "立项进展"] = "√"` writes the cell that a clerk would."""

    def __init__(self, body: bytes) -> None:
        self.book: Workbook = load_workbook(BytesIO(body))
        self.sheet = self.book.worksheets[0]
        self.columns = self._headings()

    @classmethod
    def of(cls, submission, *, spare: int = SPARE) -> "Book":
        with patch("sheets.write.SPARE_ROWS", spare):
            return cls(unit_workbook(submission))

    @classmethod
    def empty(cls, submission) -> "Book":
        with patch("sheets.write.SPARE_ROWS", SPARE):
            return cls(template_workbook(submission))

    def _headings(self) -> dict[str, int]:
        found, group = {}, ""
        for col in range(1, self.sheet.max_column + 1):
            group = self.sheet.cell(HEAD - 1, col).value or group
            leaf = self.sheet.cell(HEAD, col).value
            if leaf is None:
                continue
            found[leaf] = col
            found[f"{group}{leaf}"] = col
        found["key"] = self.sheet.max_column
        return found

    def row(self, name: str) -> int:
        for row in range(FIRST, self.sheet.max_row + 1):
            if self.sheet.cell(row, self.columns["项目名称"]).value == name:
                return row
        raise KeyError(name)

    def at(self, row: int, heading: str):
        return self.sheet.cell(row, self.columns[heading])

    def __getitem__(self, place):
        name, heading = place
        return self.at(self.row(name), heading).value

    def __setitem__(self, place, value) -> None:
        name, heading = place
        self.at(self.row(name), heading).value = value

    def add(self, **cells) -> int:
        """A new row in the first spare line; keywords are headings."""
        row = FIRST
        while self.sheet.cell(row, self.columns["项目名称"]).value:
            row += 1
        for heading, value in cells.items():
            self.at(row, heading).value = value
        return row

    def make_room(self, rows: int) -> None:
        """Push 合计 and the footer down, as inserting rows in Excel does."""
        for area in list(self.sheet.merged_cells.ranges):
            if area.min_row >= FIRST:
                self.sheet.unmerge_cells(str(area))
        self.sheet.insert_rows(FIRST, rows)

    def forget_keys(self) -> None:
        """As if the table had been copied into a workbook of the clerk's own."""
        if "_px" in self.book.sheetnames:
            del self.book["_px"]
        for row in range(FIRST, self.sheet.max_row + 1):
            self.sheet.cell(row, self.columns["key"]).value = None

    def forget_exported(self) -> None:
        del self.book["_px"]

    def body(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()

    def save(self, folder, name: str = "表.xlsx"):
        path = folder / name
        path.write_bytes(self.body())
        return path
