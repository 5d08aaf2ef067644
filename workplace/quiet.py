"""When a person may be disturbed, and when the next digest is due. Pure: no database here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from .digest_models import QUIET_FROM, QUIET_UNTIL
from .workdays import Calendar, is_working_day

COUNTY = ZoneInfo("Asia/Shanghai")
LOOK_BACK = timedelta(days=30)  # longer than any row of holidays


@dataclass(frozen=True)
class Quiet:
    """不打扰时段: from … until, over midnight when from is the later one; equal = none."""

    start: time = QUIET_FROM
    end: time = QUIET_UNTIL

    def covers(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def may_disturb(now: datetime, quiet: Quiet, known: Calendar) -> bool:
    """On working days outside the quiet hours; days off are quiet as a whole."""
    local = now.astimezone(COUNTY)
    return is_working_day(local.date(), known) and not quiet.covers(local.time())


def last_slot(now: datetime, times: Sequence[time], known: Calendar) -> datetime | None:
    """The newest digest time of a working day that has passed."""
    local = now.astimezone(COUNTY)
    for back in range(LOOK_BACK.days):
        day = local.date() - timedelta(days=back)
        if not is_working_day(day, known):
            continue
        slots = [datetime.combine(day, at, COUNTY) for at in sorted(times, reverse=True)]
        passed = next((slot for slot in slots if slot <= local), None)
        if passed:
            return passed
    return None
