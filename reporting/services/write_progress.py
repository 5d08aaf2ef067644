"""Where the cells of the form progress go: dates to the project, amounts to the plan's progress."""

from dataclasses import replace
from datetime import date
from typing import Any

from accounts.errors import Refused
from projects.services import ProgressChange, record_progress_of
from reporting.models import Round
from reporting.selectors.rows import TableRows
from reporting.selectors.rows_progress import (
    AMOUNT_KEYS,
    WORK_KEYS,
    YES_NO,
    as_of,
    dates_of,
)
from reporting.states import STOPS, WorkState, held, moved
from sheets.columns import Value

from .decisions import OURS, Decisions, Said, grouped

TOO_EARLY = "{} 年还没有开始，完成投资从 1 月 1 日起累计。到时再填。"


def project_values(
    table: TableRows, decisions: Decisions, reason: str
) -> dict[str, dict[str, Any]]:
    """A state with its day turns into the dates of the project; 统计入库 is one of its facts."""
    found: dict[str, dict[str, Any]] = {}
    for number, values in grouped(decisions, WORK_KEYS).items():
        state, day = _work(table, number, values)
        if day is None and state != WorkState.WAITING:
            continue  # half a state waits in the row
        dates = dates_of(table.rows[number])
        nature = decisions.get((number, "nature"))
        if nature and nature.writes:
            dates = replace(dates, nature=str(nature.value))
        found[number] = moved(dates, state, day)
        if state in STOPS and reason and reason not in OURS:
            found[number]["stop_reason"] = reason[:200]
    for number, values in grouped(decisions, ("in_statistics",)).items():
        counted = YES_NO.get(str(values["in_statistics"]))
        found.setdefault(number, {})["in_statistics"] = counted
    return found


def half_typed(table: TableRows, decisions: Decisions) -> dict[str, str]:
    """What the row keeps of a state whose day is missing; "" once the day is there."""
    found = {}
    for number, values in grouped(decisions, WORK_KEYS).items():
        state, day = _work(table, number, values)
        found[number] = "" if day or state == WorkState.WAITING else state
    return found


def write_rest(table: TableRows, decisions: Decisions, round_: Round, said: Said) -> None:
    year = round_.campaign.year
    amounts = grouped(decisions, AMOUNT_KEYS)
    if amounts and round_.cutoff_on.year < year:
        raise Refused(TOO_EARLY.format(year), 409)
    record_progress_of(
        [
            ProgressChange(table.projects[number].pk, _with_amount(table, number, values))
            for number, values in amounts.items()
        ],
        year=year,
        as_of=as_of(year, round_.cutoff_on),
        by=said.by,
        reason=said.reason,
        held=said.held,
    )


def _work(table: TableRows, number: str, values: dict[str, Value]) -> tuple[str, date | None]:
    row = table.rows[number]
    state = str(values.get("progress_state", row["progress_state"]))
    if "progress_on" in values:
        day = values["progress_on"]
    elif "progress_state" in values:
        day = held(dates_of(row), state)
    else:
        day = row.get("progress_on")
    return state, day if isinstance(day, date) else None


def _with_amount(table: TableRows, number: str, values: dict[str, Value]) -> dict[str, Value]:
    """A correction may speak of a day that has no row of its own yet: its amount goes along."""
    return {"completed_investment": table.rows[number].get("completed_investment")} | values
