"""Who is missing or late in the round that the day belongs to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Unit
from reporting.indicators import SEALED
from reporting.models import Round, Submission
from reporting.rules import Form

from .figures import Books


@dataclass(frozen=True)
class Lagging:
    unit: Unit
    minutes: int  # of a late table; 0 = none filed
    carried: str  # the round whose seal stands in for it


@dataclass(frozen=True)
class Lateness:
    round: Round
    due: bool  # the deadline has passed
    filed: int
    units: int
    lagging: list[Lagging]  # unfiled first, then the latest

    @property
    def is_whole(self) -> bool:
        return self.filed == self.units


def lateness(
    books: Books, source: str, now: datetime, form: Form = Form.PERMITS
) -> Lateness | None:
    """Two queries. Before the deadline nobody lags: the count says who is still to come."""
    round_ = _round(books, source, now, form)
    if round_ is None:
        return None
    submissions = list(_submissions(round_, books.unit))
    due = round_.due_at < now
    carried = _carried(books, round_, form)
    lagging = [
        Lagging(s.unit, s.late_minutes, carried.get(s.unit.code, ""))
        for s in submissions
        if (s.submitted_at is None and due) or s.late_minutes
    ]
    lagging.sort(key=lambda one: (one.minutes > 0, -one.minutes))
    filed = sum(s.submitted_at is not None for s in submissions)
    return Lateness(round_, due, filed, len(submissions), lagging)


def _round(books: Books, source: str, now: datetime, form: Form) -> Round | None:
    """Sealed: the round the figures come from. Live: the newest that was open by the day."""
    if source == SEALED:
        found = books.sealed_by(form).at(books.county.as_of)
        return found.round if found else None
    campaign = books.county.running_campaign(form)
    if campaign is None:
        return None
    rounds = campaign.rounds.with_table().filter(
        opens_at__date__lte=books.county.as_of, opens_at__lte=now
    )
    return rounds.order_by("cutoff_on").last()


def _submissions(round_: Round, unit: Unit | None) -> QuerySet[Submission]:
    found = round_.submissions.select_related("unit").order_by("unit__order")
    return found if unit is None else found.filter(unit=unit)


def _carried(books: Books, round_: Round, form: Form) -> dict[str, str]:
    """By unit code: the round whose seal counts where this one has none."""
    book = books.sealed_by(form)
    found = book.at(round_.cutoff_on)
    if found is None:
        return {}
    labels = {seals.round.pk: seals.round.label for seals in book.rounds}
    return {
        code: labels.get(seal.submission.round_id, "")
        for code, seal in found.seals.items()
        if seal.submission.round_id != round_.pk
    }
