"""Who has not filed so many rounds in a row: the unit's head is told (procedures.nudging)."""

from datetime import datetime

from procedures.nudging import Missed
from reporting.models import Submission
from reporting.rules import Form, Stage


def missed_in_a_row(now: datetime) -> list[Missed]:
    """Per unit and open campaign, the rounds missed in a row up to the last that was due.

    One query; counted are rounds past their deadline in which the unit has not filed to this day.
    """
    rows = (
        Submission.objects.filter(
            round__campaign__is_open=True,
            round__due_at__lte=now,
            unit__is_active=True,
            unit__files_reports=True,
        )
        .exclude(round__stage=Stage.SUMMARY)  # it has no table
        .select_related("round__campaign")
        .order_by("round__campaign", "unit", "-round__cutoff_on")
    )
    chains: dict[tuple[int, int], list[Submission]] = {}
    for row in rows:
        chains.setdefault((row.round.campaign_id, row.unit_id), []).append(row)
    return [found for chain in chains.values() if (found := _missed(chain)) is not None]


def _missed(newest_first: list[Submission]) -> Missed | None:
    count = 0
    for row in newest_first:
        if row.submitted_at is not None:
            break
        count += 1
    if not count:
        return None
    last = newest_first[0]
    campaign = last.round.campaign
    return Missed(
        unit_id=last.unit_id,
        centre_id=campaign.centre_id,
        table=Form(campaign.form).label,
        rounds=count,
        last=last.round.cutoff_on,
        url=f"/report/{last.round.cutoff_on}/{campaign.query}",
    )
