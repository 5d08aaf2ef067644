"""Rounds: which one is on, whose seals stand in it."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Unit
from reporting.models import Campaign, Round, Seal
from reporting.rules import Form, Stage


def current_round(centre_id: int | None, form: str, now: datetime) -> Round | None:
    """The open round whose deadline comes next; after the last deadline, the newest opened one."""
    opened = (
        Round.objects.of_form(form)
        .with_table()
        .filter(campaign__centre=centre_id, campaign__is_open=True, opens_at__lte=now)
        .select_related("campaign__centre")
    )
    coming = opened.filter(due_at__gte=now).order_by("due_at").first()
    return coming or opened.order_by("-opens_at", "-cutoff_on").first()


def current_rounds(centre_id: int | None, now: datetime) -> list[Round]:
    """The round that is on of each form, in the order of the forms."""
    found = (current_round(centre_id, form, now) for form in Form.values)
    return [round_ for round_ in found if round_]


def active_rounds(now: datetime) -> list[Round]:
    """Rounds that still ask for tables: not yet due, and the newest opened of each campaign."""
    opened = (
        Round.objects.with_table()
        .filter(campaign__is_open=True, opened_at__isnull=False, opens_at__lte=now)
        .select_related("campaign__centre")
        .order_by("opens_at", "cutoff_on")
    )
    newest: dict[int, int] = {}
    rounds = list(opened)
    for round_ in rounds:
        newest[round_.campaign_id] = round_.pk
    return [r for r in rounds if r.due_at > now or newest[r.campaign_id] == r.pk]


def rounds_of(campaign: Campaign) -> list[Round]:
    return list(campaign.rounds.exclude(stage=Stage.SUMMARY).order_by("cutoff_on"))


def valid_seal(round_: Round, unit: Unit) -> Seal | None:
    """The unit's last seal of this round that was not returned."""
    return Seal.objects.valid().filter(submission__round=round_, submission__unit=unit).first()


def valid_seals(round_: Round) -> list[tuple[Unit, Seal | None, bool]]:
    """Each unit of the round with the seal that counts for it, and whether it is carried over.

    Without a valid seal of this round the newest valid one of an earlier round counts (沿用上期).
    """
    units = [s.unit for s in round_.submissions.select_related("unit").order_by("unit__order")]
    newest = newest_valid(round_, units)
    return [
        (unit, seal, seal is not None and seal.submission.round_id != round_.pk)
        for unit in units
        for seal in [newest.get(unit.pk)]
    ]


def newest_valid(round_: Round, units: Iterable[Unit], *, before: bool = False) -> dict[int, Seal]:
    """By unit: the newest valid seal up to this round, or of the rounds before it."""
    limit = "lt" if before else "lte"
    seals = (
        Seal.objects.valid()
        .filter(
            submission__round__campaign=round_.campaign_id,
            submission__unit__in=[unit.pk for unit in units],
            **{f"submission__round__cutoff_on__{limit}": round_.cutoff_on},
        )
        .select_related("submission__round__campaign", "submission__unit", "by")
        .order_by("submission__round__cutoff_on", "number")
    )
    return {seal.submission.unit_id: seal for seal in seals}
