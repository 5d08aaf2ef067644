"""The sheets a clerk does not see: drop-down lists, and the values as they were exported."""

from xlsxwriter.workbook import Workbook

from .book import LISTS_SHEET, PX_SHEET, TableSheet
from .check import wire
from .pen import Pen

PX_FORMAT = "px1"


class Lists:
    """Drop-down lists longer than 255 characters must live in cells; all of ours do."""

    def __init__(self) -> None:
        self._lists: list[tuple[str, ...]] = []

    def source(self, labels: tuple[str, ...]) -> str:
        if labels not in self._lists:
            self._lists.append(labels)
        column = _letters(self._lists.index(labels))
        return f"='{LISTS_SHEET}'!${column}$1:${column}${len(labels)}"

    def write(self, workbook: Workbook) -> None:
        if not self._lists:
            return
        worksheet = workbook.add_worksheet(LISTS_SHEET)
        pen = Pen(worksheet)
        for col, labels in enumerate(self._lists):
            for row, label in enumerate(labels):
                pen.text(row, col, label)
        worksheet.hide()


def write_px(workbook: Workbook, part: TableSheet) -> None:
    """Row 1: format, form and facts of the export; row 2: keys; then each row's wire values."""
    worksheet = workbook.add_worksheet(PX_SHEET)
    pen = Pen(worksheet)
    keys = part.sheet.writable
    facts = [text for pair in part.meta.items() for text in pair]
    for col, text in enumerate([PX_FORMAT, part.sheet.form, *facts]):
        pen.text(0, col, text)
    for col, text in enumerate(["row", *keys]):
        pen.text(1, col, text)
    for row, line in enumerate(part.rows, 2):
        pen.text(row, 0, line.key)
        for col, key in enumerate(keys, 1):
            pen.text(row, col, wire(part.sheet.column(key), line.values.get(key)))
    worksheet.very_hidden()


def _letters(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
