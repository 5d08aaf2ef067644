"""Campaigns and their rounds: made from the campaign, opened by the clock, moved by the centre."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.db import transaction

from accounts.errors import Refused
from accounts.models import User
from accounts.rules import Role
from reporting.models import Campaign, Round
from reporting.rules import OVERDUE, suits
from reporting.selectors.campaigns import calendar_of, changed_fields, coming_rounds, is_begun
from reporting.selectors.rounds import active_rounds
from reporting.slots import as_rounds, due_by_rule, slots
from sheets.text import CellError, clean
from workplace import acts, clock, history, post
from workplace.templatetags.puxian import moment

from . import submissions

MAX_RUNGS = 12


@transaction.atomic
def make_rounds(campaign: Campaign, *, by: User | None = None) -> list[Round]:
    """The rounds of a campaign that has none yet; what a later edit made of them stays."""
    known = list(campaign.rounds.all())
    if known:
        return known
    rounds = as_rounds(campaign, slots(campaign), calendar_of([campaign]))
    for round_ in rounds:
        history.save(round_, by=by)
    return rounds


@transaction.atomic
def arrange(campaign: Campaign, *, by: User, reason: str) -> tuple[list[Round], list[Round]]:
    """Rounds not yet opened follow the campaign as it is now; opened ones never change.

    Returns the coming rounds and those dropped. The caller holds the campaign's lock.
    """
    now = clock.now()
    rounds = list(campaign.rounds.select_for_update(no_key=True).order_by("cutoff_on"))
    opened = [round_ for round_ in rounds if is_begun(round_, now)]
    known = {round_.cutoff_on: round_ for round_ in rounds if not is_begun(round_, now)}
    kept = []
    for draft in coming_rounds(campaign, opened, now) if campaign.is_open else []:
        round_ = known.pop(draft.cutoff_on, None)
        kept.append(draft if round_ is None else round_)
        if round_ is None:
            history.save(draft, by=by, reason=reason)
        else:
            _follow(round_, draft, by=by, reason=reason)
    for round_ in known.values():
        _drop(round_, by=by, reason=reason)
    return kept, list(known.values())


def _follow(round_: Round, draft: Round, *, by: User, reason: str) -> None:
    fields = changed_fields(round_, draft)
    for name in fields:
        setattr(round_, name, getattr(draft, name))
    if fields:
        history.save(round_, by=by, reason=reason, fields=fields)


def _drop(round_: Round, *, by: User, reason: str) -> None:
    """Nobody has filed in it, for it has not opened; its history stays."""
    round_._history_user = by  # type: ignore[attr-defined]
    round_._change_reason = reason[:100]  # type: ignore[attr-defined]
    round_._history_date = clock.now()  # type: ignore[attr-defined]
    round_.delete()


@transaction.atomic
def follow_calendar(now: datetime) -> list[Round]:
    """After an edit of the working calendar: move rounds not yet opened, unless set by hand."""
    rounds = list(
        Round.objects.filter(
            campaign__is_open=True, opened_at__isnull=True, moved_reason="", opens_at__gt=now
        ).select_related("campaign")
    )
    if not rounds:
        return []
    calendar = calendar_of([round_.campaign for round_ in rounds])
    moved = []
    for round_ in rounds:
        due_at = due_by_rule(round_, round_.campaign, calendar)
        if due_at != round_.due_at:
            round_.due_at = due_at
            history.save(round_, by=None, reason="工作日历", fields=["due_at"])
            moved.append(round_)
    return moved


def open_due(now: datetime) -> list[Round]:
    """Open what is to open by now, as of its own time, and give every unit its table."""
    due = Round.objects.filter(opens_at__lte=now, opened_at__isnull=True, campaign__is_open=True)
    opened = [
        round_
        for key in due.order_by("opens_at", "pk").values_list("pk", flat=True)
        if (round_ := _open(key)) is not None
    ]
    for round_ in active_rounds(now):  # a unit that begins to report later
        submissions.ensure_submissions(round_)
    return opened


@transaction.atomic
def _open(round_id: int) -> Round | None:
    rounds = Round.objects.select_related("campaign").select_for_update(of=("self",), no_key=True)
    round_ = rounds.filter(pk=round_id).first()
    # another sweep was quicker, or the centre has just taken the round out of its plan
    if round_ is None or round_.opened_at is not None:
        return None
    round_.opened_at = round_.opens_at
    history.save(round_, by=None, fields=["opened_at"])
    submissions.ensure_submissions(round_)
    return round_


def open_if_due(round_: Round) -> None:
    """For a page: the round's time has come, but no sweep has run yet."""
    if round_.opened_at is None and round_.opens_at <= clock.now():
        _open(round_.pk)


def ensure_open(round_: Round, at: datetime | None = None) -> None:
    """Before the first act in a round: its time has come, but no sweep has run yet."""
    if round_.opens_at > (at or clock.now()):
        opens = moment(round_.opens_at)
        raise Refused(f"{round_.label}还没有开始，{opens} 开始填报。", 409)
    if round_.opened_at is None:
        _open(round_.pk)
    submissions.ensure_submissions(round_)


@transaction.atomic
def move_round(*, round_id: int, due_at: datetime, by: User, reason: str) -> Round:
    """The centre sets another deadline for one round, with a reason; units are told."""
    rounds = Round.objects.select_related("campaign").select_for_update(of=("self",), no_key=True)
    round_ = rounds.get(pk=round_id)
    only_centre(by, round_.campaign)
    reason = _clean(reason, 200)
    if not reason:
        raise Refused("改截止时间要写原因。", 422)
    if due_at <= max(round_.opens_at, clock.now()):
        raise Refused("新的截止时间要在开始填报以后、现在以后。", 422)
    if round_.closed_at is not None:
        raise Refused("这一期已经汇总，不能再改截止时间。", 409)
    before, round_.due_at, round_.moved_reason = round_.due_at, due_at, reason
    history.save(round_, by=by, reason=reason, fields=["due_at", "moved_reason"])
    target = f"{round_.campaign.form} {round_.cutoff_on}"
    acts.record(by=by, verb="round-move", target=target, reason=reason,
                before=before.isoformat(), after=due_at.isoformat())  # fmt: skip
    if round_.opened_at is not None:
        _tell_missing(round_, f"{round_.named}截止时间改为 {moment(due_at)}：{reason}")
    return round_


def _tell_missing(round_: Round, text: str) -> None:
    units = round_.submissions.missing().values_list("unit_id", flat=True)
    key = f"moved-{round_.pk}-{round_.due_at:%Y%m%d%H%M}"
    url = f"/report/{round_.cutoff_on}/{round_.query}"
    post.notify(users=submissions.reporters(units), key=key, text=text[:300], url=url)


@transaction.atomic
def set_ladder(*, campaign_id: int, ladder: Sequence[dict[str, Any]], by: User) -> Campaign:
    """Replace 提醒时刻; each step is a weekday or a day before and a time, or minutes before."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    only_centre(by, campaign)
    stages = [step["stage"] for step in ladder]
    if not 0 < len(ladder) <= MAX_RUNGS or len(set(stages)) != len(stages):
        raise Refused(f"提醒时刻要有 1 到 {MAX_RUNGS} 个，不能重复。", 422)
    if not suits(ladder, campaign.rhythm):
        raise Refused("每月一次的活动不按星期提醒，选“截止前几天”。", 422)
    campaign.ladder = list(ladder)
    history.save(campaign, by=by, fields=["ladder"])
    acts.record(by=by, verb="ladder-set", target=str(campaign), stages=stages)
    return campaign


def step_on_weekday(weekday: int, at: time) -> dict[str, Any]:
    name = "周" + "一二三四五六日"[weekday]
    label = f"{name} {at:%H:%M}"
    return {"stage": f"w{weekday}-{at:%H%M}", "label": label, "weekday": weekday,
            "time": f"{at:%H:%M}"}  # fmt: skip


def step_days_before(days: int, at: time) -> dict[str, Any]:
    return {"stage": f"d{days}-{at:%H%M}", "label": f"截止前 {days} 天 {at:%H:%M}",
            "before_days": days, "time": f"{at:%H:%M}"}  # fmt: skip


def step_before(minutes: int) -> dict[str, Any]:
    if minutes == 0:
        return {"stage": OVERDUE, "label": "截止时", "before_minutes": 0}
    hours, rest = divmod(minutes, 60)
    words = " ".join(f"{n} {unit}" for n, unit in ((hours, "小时"), (rest, "分")) if n)
    return {"stage": f"m{minutes}", "label": f"截止前 {words}", "before_minutes": minutes}


def only_centre(by: User, campaign: Campaign) -> None:
    if by.role != Role.CENTRE or by.unit.centre_id != campaign.centre_id:
        raise Refused("只有召集这项活动的项目推进中心能办理。", 403)


def _clean(raw: str, max_length: int) -> str:
    try:
        return clean(raw, max_length=max_length)
    except CellError as error:
        raise Refused(f"原因：{error.message}", 422) from None
