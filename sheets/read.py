"""Workbook in: `read_workbook` here, the reading itself in a child (`python -m sheets.read`)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .child import run, serve
from .columns import Sheet
from .headers import wanted
from .intake import LIMITS, Limits, check_workbook
from .text import CellError


@dataclass(frozen=True)
class ReadError:
    """`row` from 1 and `column` as Excel names them; both None for the whole file."""

    sheet: str | None
    row: int | None
    column: str | None
    header: str | None
    value: str
    code: str
    message: str


@dataclass(frozen=True)
class ReadColumn:
    header: str
    key: str
    letter: str


@dataclass(frozen=True)
class ReadRow:
    """`cells`: raw values (str, int, float, bool, None) of the writable columns present."""

    row: int
    sheet: str
    hidden: bool
    row_key: str
    row_version: str
    cells: dict[str, Any]


@dataclass(frozen=True)
class ReadResult:
    """`px`: the values as exported, by row key; None for a workbook that is not our export."""

    sheet: str = ""
    rows: list[ReadRow] = field(default_factory=list)
    columns: list[ReadColumn] = field(default_factory=list)
    answered: list[ReadColumn] = field(default_factory=list)  # by `answers`; key "" is left out
    px: dict[str, dict[str, str]] | None = None
    meta: dict[str, str] = field(default_factory=dict)
    errors: list[ReadError] = field(default_factory=list)
    warnings: list[ReadError] = field(default_factory=list)

    def letter(self, key: str) -> str | None:
        return next((column.letter for column in self.columns if column.key == key), None)


def read_workbook(
    path: str | Path,
    sheet: Sheet,
    *,
    limits: Limits = LIMITS,
    answers: Mapping[str, str] | None = None,
    name: str = "",
) -> ReadResult:
    """`answers`: header → key ("" = leave out) for headers asked about; `name` as uploaded."""
    try:
        check_workbook(path, name=name, limits=limits)
        ask = {
            "path": str(Path(path).resolve()),
            "form": sheet.form,
            "wanted": [asdict(item) for item in wanted(sheet)],
            "answers": dict(answers or {}),
        }
        answer = run("sheets.read", ask, limits)
    except CellError as error:
        return ReadResult(errors=[file_error(error.message)])
    return ReadResult(
        sheet=answer["sheet"],
        rows=[ReadRow(**row) for row in answer["rows"]],
        columns=[ReadColumn(**column) for column in answer["columns"]],
        answered=[ReadColumn(**column) for column in answer["answered"]],
        px=answer["px"],
        meta=answer["meta"],
        errors=[ReadError(**error) for error in answer["errors"]],
        warnings=[ReadError(**warning) for warning in answer["warnings"]],
    )


def file_error(message: str) -> ReadError:
    return ReadError(None, None, None, None, "", "file", message)


def _work(ask: dict[str, Any], limits: Limits) -> dict[str, Any]:
    from .parse import parse_workbook  # the child alone needs openpyxl

    return parse_workbook(ask, limits)


if __name__ == "__main__":
    serve(_work)
