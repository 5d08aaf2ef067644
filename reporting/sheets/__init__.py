"""The weekly tables as Sheets: each form's columns and rules in a module of its own."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from reporting.findings.permits import KindLike
from reporting.rules import Form
from sheets.book import totals
from sheets.check import per_cent, show
from sheets.columns import Row, Sheet

from . import permits, progress
from .form import FormRules
from .permits import (
    GROUNDS,
    compute,
    is_backward,
    needs_reason,
    permits_sheet,
    row_findings,
    week_text,
)
from .progress import progress_sheet
from .shared import Words

__all__ = [
    "GROUNDS",
    "FormRules",
    "KindLike",
    "Words",
    "compute",
    "is_backward",
    "needs_reason",
    "permits_sheet",
    "progress_sheet",
    "row_findings",
    "rules_of",
    "sheet_of",
    "told",
    "totals",
    "week_text",
]

RULES: dict[str, FormRules] = {Form.PERMITS: permits, Form.PROGRESS: progress}


def rules_of(form: str) -> FormRules:
    return RULES[form]


def sheet_of(
    form: str, kinds: Sequence[KindLike], *, year: int, number: int | None = None
) -> Sheet:
    if form == Form.PROGRESS:
        return progress_sheet(year, number)
    return permits_sheet(kinds, year=year, number=number)


def told(sheet: Sheet, rows: Iterable[Row]) -> dict[str, str]:
    """The form's rate over some rows in words: part, whole and rate as people read them."""
    column, sums = sheet.column("rate"), totals(sheet, rows)
    part, whole = column.ratio or ("", "")
    words, share = RULES[sheet.form].WORDS, sums["rate"]
    found = {
        "part": show(sheet.column(part), sums[part]),
        "whole": show(sheet.column(whole), sums[whole]),
        "rate": per_cent(share) if isinstance(share, Decimal) else "—",
    }
    text = (
        f"{words.whole} {found['whole']} {words.unit}，{words.part} {found['part']} {words.unit}，"
        f"{words.rate} {found['rate']}"
    )
    return found | {"text": text}
