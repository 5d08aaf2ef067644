"""What an import says about a file: counts, errors, warnings (design §8, `import_sheet --json`)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class ReportEntry:
    """One error or warning; `row` is the Excel row from 1, `column` its letter.

    All places are None or empty for the whole file; `code` is one of sheets.text.CODES.
    """

    code: str
    message: str
    sheet: str = ""
    row: int | None = None
    column: str | None = None
    header: str | None = None
    value: str = ""


@dataclass
class ImportReport:
    """created, updated and unchanged count projects; nothing is saved while there are errors."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[ReportEntry] = field(default_factory=list)
    warnings: list[ReportEntry] = field(default_factory=list)
    columns: Sequence[tuple[str, str]] = ()  # (header, key)

    @property
    def ok(self) -> bool:
        return not self.errors

    def as_json(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [asdict(entry) for entry in self.errors],
            "warnings": [asdict(entry) for entry in self.warnings],
            "columns": [{"header": header, "key": key} for header, key in self.columns],
        }
