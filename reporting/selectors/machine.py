"""The rows behind a number for a machine: each with what it adds, in the order of the digest."""

from datetime import date
from decimal import Decimal
from typing import Any

from reporting.references import Printed

from .figures import Figure
from .list_rows import Listed, Row, shown
from .listing import Listing


def rows_of_figure(figure: Figure, rows: Listing) -> dict[str, Any]:
    return _head(figure.printed) | {
        "rows": [
            {column.header: _plain(line.values[column.key]) for column in rows.columns}
            | {"number": str(line.share.numerator), "whole": _plain(line.share.denominator) or ""}
            for line in rows.lines
        ]
    }


def rows_of_list(listed: Listed, rows: list[Row]) -> dict[str, Any]:
    return _head(listed.printed) | {
        "rows": [
            dict(zip(listed.head, map(shown, row.cells), strict=True))
            | {"number": str(row.count), "whole": ""}
            for row in rows
        ]
    }


def _head(printed: Printed) -> dict[str, Any]:
    return {
        "label": printed.label,
        "reference": printed.reference.href,
        "shown": printed.shown,
        "number": printed.numerator,
        "whole": printed.denominator,
        "digest": printed.digest,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
