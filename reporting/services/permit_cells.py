"""How the cells of the form permits are decided: 时间 and 文号 mean what 进展 says."""

from collections.abc import Mapping
from datetime import date

from procedures.models import Permit
from procedures.rules import Status
from reporting.selectors.facts import Cells, date_field, permit_of, ref_field
from reporting.selectors.rows import TableRows
from sheets.check import wire
from sheets.columns import Column, Row, Value
from sheets.grid import Patch

from .decisions import RowDecider

REFS = ("note", "document_no", "exempt_reason")


class PermitRow(RowDecider):
    def __init__(self, table: TableRows, number: str, today: date) -> None:
        super().__init__(table, number, today)
        self.auto_week = table.weeks.get(number)
        kinds = {kind.pk: kind.code for kind in table.kinds}
        # a correction edits sealed rows: there is no permit beside them, only what was shown
        permits = getattr(table.projects[number], "table_permits", ())
        self.permits: dict[str, Permit] = {kinds[p.kind_id]: p for p in permits}

    def after(self, standing: Mapping[str, Value]) -> Cells:
        cells = dict(self.row)
        for key, value in standing.items():
            about = permit_of(key)
            if about and about[1] == "status":
                cells |= self._turned(about[0], str(value))
        return cells | dict(standing)

    def is_done(self, state: str) -> bool:
        return state == Status.DONE

    def held(self, key: str, state: str) -> Value:
        about = permit_of(key)
        if about and about[1] in ("date", "ref"):
            field_of = date_field if about[1] == "date" else ref_field
            shown = str(self.row.get(f"{about[0]}.status"))
            if field_of(state) == field_of(shown):
                return self.row.get(key)
            permit = self.permits.get(about[0])
            return getattr(permit, field_of(state)) if permit else None
        return self.row.get(key)

    def read_elsewhere(self, column: Column, patch: Patch, held: Value) -> bool:
        """Before the status moved, or before the diff wrote another week text."""
        if column.key == "week":
            return self.auto_week is not None and self.row.get("week") == self.auto_week
        about = permit_of(column.key)
        if not about or about[1] not in ("date", "ref"):
            return False
        shown = wire(column, self.row.get(column.key))
        if shown != wire(column, held):  # the status moves in this very batch
            return patch.was == shown
        permit = self.permits.get(about[0])
        if held or permit is None:
            return False
        names = ("expected_on", "completed_on") if about[1] == "date" else REFS
        return patch.was in {wire(column, getattr(permit, name)) for name in names}

    def why_asked(self, key: str, previous: Row | None, row: Row) -> str:
        """A later date is explained by its 文号/说明."""
        about = permit_of(key)
        return "" if about and about[1] == "date" else super().why_asked(key, previous, row)

    def _turned(self, code: str, status: str) -> Cells:
        """时间 and 文号 as another status shows them: what stood there speaks of the old one."""
        shown, permit = str(self.row.get(f"{code}.status")), self.permits.get(code)
        cells: Cells = {}
        if date_field(status) != date_field(shown):
            cells[f"{code}.date"] = getattr(permit, date_field(status), None)
        if ref_field(status) != ref_field(shown):
            cells[f"{code}.ref"] = getattr(permit, ref_field(status), "")
        return cells
