"""Where in the workbook something was found: Excel row, column letter, header, what it says."""

from sheets.columns import Finding, Sheet
from sheets.read import ReadResult, ReadRow
from sheets.report import ReportEntry
from sheets.text import CellError, as_text

SHOWN = 200


class Places:
    def __init__(self, sheet: Sheet, read: ReadResult) -> None:
        self.sheet = sheet
        self.letters = {column.key: column.letter for column in read.columns}

    def entry(self, row: ReadRow, key: str, code: str, message: str) -> ReportEntry:
        return ReportEntry(
            code=code,
            message=message,
            sheet=row.sheet,
            row=row.row,
            column=self.letters.get(key),
            header=self.sheet.column(key).label if key in self.sheet else None,
            value=self.raw(row, key),
        )

    def of_finding(self, finding: Finding, row: ReadRow) -> ReportEntry:
        return self.entry(row, finding.key or "", finding.code, finding.message)

    def cell(self, row: ReadRow, key: str) -> str:
        """`P7`; only the row when the file has no such column."""
        return f"{self.letters.get(key, '')}{row.row}"

    @staticmethod
    def raw(row: ReadRow, key: str) -> str:
        value = row.cells.get(key)
        try:
            return as_text(value)[:SHOWN]
        except CellError:  # more digits than a number of Excel keeps
            return str(value)[:SHOWN]
