"""Where the cells of the form permits go: each to its permit."""

from collections import defaultdict
from typing import Any

from accounts.models import User
from procedures.rules import Side, Status
from procedures.services import permits
from reporting.models import Round
from reporting.selectors.facts import date_field, permit_of, ref_field
from reporting.selectors.rows import TableRows

from .decisions import Decisions, Said, writing


def project_values(
    table: TableRows, decisions: Decisions, reason: str
) -> dict[str, dict[str, Any]]:
    return {}


def half_typed(table: TableRows, decisions: Decisions) -> dict[str, str]:
    return {}


def write_rest(table: TableRows, decisions: Decisions, round_: Round, said: Said) -> None:
    kinds = {kind.code: kind for kind in table.kinds}
    changes: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for decision in writing(decisions):
        number, about = decision.patch.row, permit_of(decision.patch.key)
        if about:
            status = _status_of(table, decisions, number, about[0])
            changes[number, about[0]][_field(about[1], status)] = decision.value
    permits.apply(
        [
            permits.PermitChange(table.projects[number].pk, kinds[code].pk, values)
            for (number, code), values in changes.items()
        ],
        by=said.by,
        side=side_of(said.by),
        reason=said.reason,
        held=said.held,
    )


def side_of(by: User | None) -> str:
    return Side.CENTRE if by and by.can("review") else Side.OWNER


def _field(field: str, status: str) -> str:
    if field == "date":
        return date_field(status)
    return ref_field(status) if field == "ref" else field


def _status_of(table: TableRows, decisions: Decisions, number: str, code: str) -> str:
    """The status after this batch."""
    decision = decisions.get((number, f"{code}.status"))
    if decision and decision.writes:
        return str(decision.value)
    return str(table.rows[number].get(f"{code}.status") or Status.NOT_STARTED)
