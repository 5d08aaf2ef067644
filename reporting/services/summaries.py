"""活动总结: drafted, edited, filed, sent back, accepted. The only code that writes them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.errors import Refused
from accounts.models import Unit, User
from reporting.models import ActivitySummary, Campaign
from reporting.papers.blocks import (
    Body,
    Sources,
    coded,
    from_json,
    numbers_of,
    to_json,
)
from reporting.papers.tokens import Tokens, edited, fields
from reporting.rules import SummaryState, late_minutes
from reporting.selectors.summary_compose import (
    ASKS,
    SummaryDraft,
    compose_summary,
    last_sealed,
    summary_due,
)
from workplace import acts, clock, history
from workplace.settled import settle

from .references import mint

MOVED = "这份总结刚才被别人改过。请刷新页面，核对后再改。"
REASON = 300  # signs
EDITABLE = {SummaryState.DRAFT, SummaryState.RETURNED}


@transaction.atomic
def draft(*, campaign_id: int, unit: Unit, by: User) -> ActivitySummary:
    """One a unit and campaign. A draft that stands is drafted anew from today's seals."""
    campaign = Campaign.objects.select_related("centre").get(pk=campaign_id)
    known = clock.now()
    settle(known)
    found = compose_summary(unit, campaign, last_sealed(campaign, unit, known), known)
    body = _with_codes(found, campaign.centre, by)
    standing = ActivitySummary.objects.filter(campaign=campaign, unit=unit)
    summary = standing.select_for_update(of=("self",), no_key=True).first()
    if summary is None:
        summary = ActivitySummary(campaign=campaign, unit=unit, by=by, at=known)
    elif summary.state not in EDITABLE:
        raise Refused(f"总结{summary.get_state_display()}，不能重新起草。", 409)
    summary.body, summary.known = to_json(body), known
    summary.version += summary.pk is not None
    try:
        with transaction.atomic():
            history.save(summary, by=by, reason="起草总结")
    except IntegrityError as error:
        raise Refused("这个单位的总结刚才已经起草。请刷新页面。", 409) from error
    acts.record(by=by, verb="summary-draft", target=str(summary.pk), unit=unit.code)
    return summary


@transaction.atomic
def edit(
    *, summary_id: int, texts: Mapping[int, str], version: int, by: User
) -> tuple[ActivitySummary, dict[int, str]]:
    """New texts by place; with errors by place nothing is saved."""
    summary = _locked(summary_id, version, EDITABLE, "改")
    errors = _change(summary, texts)
    if errors:
        return summary, errors
    _save(summary, by, "改总结")
    acts.record(by=by, verb="summary-edit", target=str(summary.pk), version=summary.version)
    return summary, {}


@transaction.atomic
def submit(
    *, summary_id: int, texts: Mapping[int, str], version: int, by: User
) -> tuple[ActivitySummary, dict[int, str]]:
    """With what was typed and not yet saved; with errors by place nothing is saved.

    The first filing decides lateness, to the minute, by the round of the summary.
    """
    summary = _locked(summary_id, version, EDITABLE, "上报")
    errors = _still_to_add(summary, texts) or _change(summary, texts)
    if errors:
        return summary, errors
    now, due = clock.now(), summary_due(summary.campaign)
    if summary.submitted_at is None:
        summary.submitted_at = now
        summary.late_minutes = late_minutes(due.due_at, now) if due else 0
    summary.state, summary.returned_reason = SummaryState.SUBMITTED, ""
    _save(summary, by, "上报总结")
    acts.record(by=by, verb="summary-submit", target=str(summary.pk), late=summary.late_minutes)
    return summary, {}


@transaction.atomic
def send_back(*, summary_id: int, version: int, reason: str, by: User) -> ActivitySummary:
    if not reason.strip():
        raise ValidationError("写明退回原因，单位照着改。")
    if len(reason.strip()) > REASON:
        raise ValidationError(f"退回原因最多 {REASON} 字，现在 {len(reason.strip())} 字。")
    summary = _locked(summary_id, version, {SummaryState.SUBMITTED}, "退回")
    summary.state, summary.returned_reason = SummaryState.RETURNED, reason.strip()
    _save(summary, by, "退回总结")
    acts.record(by=by, verb="summary-return", target=str(summary.pk), reason=reason.strip())
    return summary


@transaction.atomic
def accept(*, summary_id: int, version: int, by: User) -> ActivitySummary:
    summary = _locked(summary_id, version, {SummaryState.SUBMITTED}, "接收")
    summary.state = SummaryState.ACCEPTED
    _save(summary, by, "接收总结")
    acts.record(by=by, verb="summary-accept", target=str(summary.pk))
    return summary


def _locked(summary_id: int, version: int, states: set[SummaryState], verb: str) -> ActivitySummary:
    rows = ActivitySummary.objects.select_for_update(of=("self",), no_key=True)
    summary = rows.select_related("campaign__centre", "unit").get(pk=summary_id)
    if summary.version != version:
        raise Refused(MOVED, 409)
    if summary.state not in states:
        raise Refused(f"总结{summary.get_state_display()}，不能{verb}。", 409)
    return summary


def _change(summary: ActivitySummary, texts: Mapping[int, str]) -> dict[int, str]:
    """The texts put into the body, or what is wrong with them and nothing else."""
    body = from_json(summary.body)
    tokens = Tokens(numbers_of(body.blocks))
    blocks, errors = edited(body.blocks, dict(texts), tokens)
    if not errors:
        kept = {number.ref for number in numbers_of(blocks)}
        sources = Sources(tuple(row for row in body.sources.rows if row[0] in kept))
        summary.body = to_json(Body(blocks, body.receiver, sources))
    return errors


def _still_to_add(summary: ActivitySummary, texts: Mapping[int, str]) -> dict[int, str]:
    """Places where the draft asks for the unit's own words and nobody wrote any."""
    blocks = from_json(summary.body).blocks
    return {
        box.place: f"第{box.place + 1}段还写着“{ASKS}…）”。写上本单位的做法，或者删去括号里的话。"
        for box in fields(blocks, Tokens(numbers_of(blocks)))
        if ASKS in texts.get(box.place, box.text)
    }


def _save(summary: ActivitySummary, by: User, reason: str) -> None:
    summary.version += 1
    history.save(summary, by=by, reason=reason)


def _with_codes(found: SummaryDraft, centre: Unit, by: User) -> Body:
    """Every address gives way to its code; the last block says what each code is."""
    minted = mint(found.printed, centre=centre, by=by)
    codes: dict[str, str] = {}
    rows: list[Any] = []
    for one in found.printed:
        reference = one.reference
        code = minted[reference.path, reference.query].code
        codes[reference.href] = code
        day = f"{reference.as_of}，上报封存"
        rows.append((code, one.label, found.definitions[reference.href], day))
    return Body(coded(found.body.blocks, codes), found.body.receiver, Sources(tuple(rows)))
