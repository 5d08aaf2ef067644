"""How the cells of the form progress are decided: 时间 belongs to 状态, 形象进度 to its amount."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from projects.rules import Nature
from reporting.selectors.facts import Cells
from reporting.selectors.rows_progress import AMOUNT_KEYS, BEHIND, WORK_KEYS, dates_of, turned
from reporting.states import STOPS, WorkDates, WorkState, fits, held, state_of
from sheets.check import wire
from sheets.columns import Column, Row, Value
from sheets.grid import Patch

from .decisions import Decision, Found, RowDecider, standing_of

NO_STATE = "未开工的没有时间。先选“状态”"
NO_DAY = "时间不能空。没有开工的，把“状态”改为“未开工”"
NOT_YET = "不能晚于今天。填实际日期"
AS_CONTINUING = "续建项目填“已复工”。本年才开工的，先把“年度类别”改为“新建”"
AS_NEW = "这个项目已按{}登记开复工。先把“状态”改为“未开工”，再改“年度类别”"
CROSSED = "和已登记的开工、复工、停工时间对不上（{}）。核对日期"
NO_AMOUNT = "先填“本年累计完成投资”，没有完成填 0"
NEEDED = "必填。没有完成填 0"
WHY_STOPPED = "为什么停工？写一句原因，会留在项目里"


class ProgressRow(RowDecider):
    def after(self, standing: Mapping[str, Value]) -> Cells:
        cells = dict(self.row) | {k: v for k, v in standing.items() if k not in WORK_KEYS}
        for key in WORK_KEYS:  # the state before its day
            if key in standing:
                cells |= turned(cells, key, standing[key])
        return cells

    def held(self, key: str, state: str) -> Value:
        if key == "progress_on" and state != self.row.get("progress_state"):
            return held(dates_of(self.row), state)
        return self.row.get(key)

    def read_elsewhere(self, column: Column, patch: Patch, held: Value) -> bool:
        """Before the state moved: the day that stood there was of another state."""
        if column.key != "progress_on":
            return False
        shown = wire(column, self.row.get("progress_on"))
        if shown != wire(column, held):  # the state moves in this very batch
            return patch.was == shown
        days = [day for name in BEHIND if isinstance(day := self.row.get(name), date)]
        return not held and patch.was in {wire(column, day) for day in days}

    def settle(self, found: Found) -> Found:
        return self._amounts(self._work(found))

    def why_asked(self, key: str, previous: Row | None, row: Row) -> str:
        """A stop always has its reason; it is asked when the day makes the state complete."""
        if key in WORK_KEYS:
            if row.get("progress_state") != WorkState.WAITING and not row.get("progress_on"):
                return ""
            stops = row.get("progress_state") in STOPS
            if stops and self._is_new_stop(row):
                return WHY_STOPPED
            if key == "progress_on":  # half of a step back: the state was typed before
                return self._why_state(previous, row) or super().why_asked(key, previous, row)
        return super().why_asked(key, previous, row)

    def _why_state(self, previous: Row | None, row: Row) -> str:
        return super().why_asked("progress_state", previous, row)

    def _is_new_stop(self, row: Row) -> bool:
        before = state_of(dates_of(self.row))
        return before != (row.get("progress_state"), row.get("progress_on"))

    def _work(self, found: Found) -> Found:
        """状态 and 时间 must say together what the register can show."""
        nature = found.get("nature")
        if nature and nature.writes and not self._may_turn(str(nature.value), found):
            label = Nature(str(self.row["nature"])).label
            found["nature"] = nature.refused("choice", AS_NEW.format(label))
        row = self.after(standing_of(found))
        for key in WORK_KEYS:
            decision = found.get(key)
            if decision and decision.writes and (wrong := self._wrong(key, decision, row)):
                found[key] = decision.refused(*wrong)
                if key == "progress_state" and (day := found.get("progress_on")) and day.writes:
                    found["progress_on"] = self.follow(day.patch, found[key], day.value)
        return found

    def _may_turn(self, nature: str, found: Found) -> bool:
        """Another 年度类别 must not change what 状态 says, unless 状态 moves with it."""
        state = found.get("progress_state")
        dates = dates_of(self.row)
        same = state_of(replace(dates, nature=nature)) == state_of(dates)
        return same or bool(state and state.writes)

    def _wrong(self, key: str, decision: Decision, row: Row) -> tuple[str, str] | None:
        state, day = str(row["progress_state"]), _day(row.get("progress_on"))
        if key == "progress_on":
            if state == WorkState.WAITING and decision.value:
                return "choice", NO_STATE
            if state != WorkState.WAITING and not decision.value:
                return "required", NO_DAY
            if day and day > self.today:
                return "date", NOT_YET
        if state == WorkState.STARTED and row["nature"] == Nature.CONTINUING:
            return "choice", AS_CONTINUING
        dates = replace(dates_of(self.row), nature=str(row["nature"]))
        if not fits(dates, state, day):
            return "date", CROSSED.format(_told(dates))
        return None

    def _amounts(self, found: Found) -> Found:
        """统计口径 and 形象进度 are kept with the amount of the day."""
        done = found.get("completed_investment")
        if done and done.writes and done.value is None:
            found["completed_investment"] = done = done.refused("required", NEEDED)
        known = done.value if done and done.stands else self.row.get("completed_investment")
        if known is not None:
            return found
        for key in AMOUNT_KEYS[1:]:
            decision = found.get(key)
            if decision and decision.writes:
                found[key] = decision.refused("required", NO_AMOUNT)
        return found


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def _told(dates: WorkDates) -> str:
    words = (("开工", dates.started_on), ("复工", dates.resumed_on), ("停工", dates.stopped_on))
    return "，".join(f"{word} {day}" for word, day in words if day)
