"""预测回看: what was forecast on each past Friday, beside what then happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from accounts.models import Unit
from procedures.models import Permit
from procedures.rules import Status
from reporting.indicators import LIVE
from reporting.models import Round
from reporting.rules import Form

from .forecast import Forecast, PermitForecast, forecast

REMEMBERED = 12 * 3600


@dataclass(frozen=True)
class Week:
    """Intervals of one Friday that could be judged by today, and how many held."""

    on: date
    permits: int  # forecast that day
    judged: int  # whose interval is over by today
    held: int
    early: int  # finished before the interval began
    late: int  # after it, or not yet

    @property
    def coverage(self) -> float | None:
        return self.held / self.judged if self.judged else None


@dataclass(frozen=True)
class Score:
    """What all past Fridays together were worth: eight in ten should have held."""

    judged: int
    held: int
    early: int
    late: int

    @property
    def share(self) -> int:
        """Per cent, rounded."""
        return round(100 * self.held / self.judged) if self.judged else 0


def score(centre: Unit, until: date) -> Score:
    """Reckoned once a day: it forecasts every past Friday anew."""
    key = f"forecast-score-{centre.pk}-{until}"
    found: Score | None = cache.get(key)
    if found is None:
        past = weeks(centre, until)
        found = Score(
            judged=sum(week.judged for week in past),
            held=sum(week.held for week in past),
            early=sum(week.early for week in past),
            late=sum(week.late for week in past),
        )
        cache.set(key, found, REMEMBERED)
    return found


def weeks(centre: Unit, until: date) -> list[Week]:
    """Every cut-off of the county's permits rounds before `until`, the oldest first."""
    rounds = Round.objects.of_form(Form.PERMITS).with_table()
    cutoffs = rounds.filter(campaign__centre=centre, cutoff_on__lt=until)
    days = sorted(set(cutoffs.values_list("cutoff_on", flat=True)))
    return [_week(forecast(centre=centre, on=day, source=LIVE), until) for day in days]


def _week(found: Forecast, until: date) -> Week:
    """Only intervals that are over are judged: to count others too would favour the quick ones.

    What was found not to be needed after all is left out.
    """
    over = [row for row in found.permits if row.range.high and row.range.high <= until]
    ends = _ends(over)
    verdicts = []
    for row in over:
        status, day = ends.get((row.project.project_id, row.permit.kind.pk), ("", None))
        if status != Status.NOT_REQUIRED and row.permit.task.curve is not None:
            verdicts.append(_verdict(row, day if status == Status.DONE else None))
    held, early, late = (verdicts.count(word) for word in ("held", "early", "late"))
    return Week(found.on, len(found.permits), len(verdicts), held, early, late)


def _verdict(row: PermitForecast, day: date | None) -> str:
    low, high = row.range.low, row.range.high
    assert low is not None and high is not None  # noqa: S101  it is over
    if day is None or day > high:
        return "late"
    return "early" if day < low else "held"


def _ends(rows: Iterable[PermitForecast]) -> dict[tuple[int, int], tuple[str, date | None]]:
    projects = {row.project.project_id for row in rows}
    found = Permit.objects.filter(project__in=projects)
    columns = found.values_list("project", "kind", "status", "completed_on")
    return {(project, kind): (status, day) for project, kind, status, day in columns}
