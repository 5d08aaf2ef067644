"""Rounds and who owes in them, as they were at a moment: rounds are added and moved, units join."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Min

from reporting.models import Campaign, Round, Submission
from reporting.rules import Stage
from workplace import history


def rounds_known(campaigns: Iterable[Campaign], known: datetime | None) -> list[Round]:
    """Those with a table, the oldest first, each with its campaign. None = as they are now."""
    by_pk = {campaign.pk: campaign for campaign in campaigns}
    if known is None:
        found = list(Round.objects.with_table().filter(campaign__in=by_pk))
    else:
        rows = history.known(Round, known, campaign__in=list(by_pk))
        found = [round_ for round_ in rows if round_.stage != Stage.SUMMARY]
    for round_ in found:
        round_.campaign = by_pk[round_.campaign_id]
    return sorted(found, key=lambda round_: (round_.cutoff_on, round_.pk))


def first_cutoffs(campaigns: Iterable[Campaign], known: datetime) -> dict[int, date]:
    """By campaign: the day of the first round that has a table."""
    keys = [campaign.pk for campaign in campaigns]
    rows = history.rows_known(Round, known, campaign__in=keys).exclude(stage=Stage.SUMMARY)
    return dict(rows.order_by().values_list("campaign").annotate(first=Min("cutoff_on")))


def tables_known(rounds: Sequence[Round], known: datetime) -> list[Submission]:
    """The tables that were owed in these rounds."""
    return history.known(Submission, known, round__in=[round_.pk for round_ in rounds])
