"""What a form of the weekly table is to everything that reads or writes it."""

from collections.abc import Mapping, MutableMapping, Sequence
from datetime import date
from typing import Protocol

from reporting.findings import Beside
from reporting.findings.permits import KindLike
from sheets.columns import Finding, Row, Sheet, Value
from sheets.diff import Change

from .shared import Words


class RowFindings(Protocol):
    def __call__(
        self,
        sheet: Sheet,
        row_key: str,
        row: Row,
        *,
        today: date,
        previous: Row | None,
        kinds: Sequence[KindLike],
        beside: Beside | None = None,
    ) -> list[Finding]: ...


class FormRules(Protocol):
    """One module for each form, its constants as read-only; no database."""

    @property
    def FILTERS(self) -> Mapping[str, str]: ...
    @property
    def MAIN_KEYS(self) -> frozenset[str]: ...
    @property
    def FOLDED(self) -> frozenset[str]: ...
    @property
    def WORDS(self) -> Words: ...
    @property
    def row_findings(self) -> RowFindings: ...
    def compute(
        self, row: MutableMapping[str, Value], kinds: Sequence[KindLike], *, cutoff: date
    ) -> None: ...
    def is_open(self, row: Row) -> bool: ...
    def is_backward(self, key: str, old: Row, new: Row) -> bool: ...
    def needs_reason(self, key: str, old: Row, new: Row) -> bool: ...
    def week_text(self, changes: Sequence[Change], kinds: Sequence[KindLike]) -> str: ...
