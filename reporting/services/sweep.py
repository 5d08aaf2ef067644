"""What the minute job does: follow the calendar, open rounds, remind, send post (design §2.5).

Everything is decided from rows under the round's lock, so a lost, late or doubled sweep changes
nothing: each reminder is a row that can exist once.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Unit, User
from accounts.rules import Role
from procedures.services.nudges import Decided, decide
from reporting.models import Reminder, Round
from reporting.rules import OVERDUE, Rung, rungs
from reporting.selectors.rounds import active_rounds
from reporting.words import span
from workplace import clock, imports, post, pulse
from workplace.templatetags.puxian import moment

from . import alarms, rounds
from .submissions import reporters

LISTED = 8  # units named in the centre's notice; the board has them all


@dataclass(frozen=True)
class Sent:
    round: str
    unit: str
    stage: str
    status: str


@dataclass
class SweepReport:
    at: str
    opened: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    reminders: list[Sent] = field(default_factory=list)
    nudges: list[Decided] = field(default_factory=list)
    delivered: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def sweep(at: datetime | None = None, *, dry_run: bool = False, form: str = "") -> SweepReport:
    """Do what is due at `at` (default: now); with `dry_run` only say what that would be."""
    now = at or clock.now()
    report = SweepReport(at=timezone.localtime(now).isoformat())
    if dry_run:
        with transaction.atomic():
            _decide(now, report, form)
            transaction.set_rollback(True)
        return report
    _decide(now, report, form)
    report.delivered = post.deliver_due()
    imports.discard_old_files()
    pulse.beat("sweep")
    alarms.look_when_due(now)
    return report


def _decide(now: datetime, report: SweepReport, form: str) -> None:
    report.moved = [_name(round_) for round_ in rounds.follow_calendar(now)]
    report.opened = [_name(round_) for round_ in rounds.open_due(now)]
    for round_ in active_rounds(now):
        if not form or round_.campaign.form == form:
            report.reminders += remind(round_.pk, now)
    if not form:  # of one table alone: the rest of the county's affairs stays as it is
        report.nudges = decide(now)


@transaction.atomic
def remind(round_id: int, now: datetime) -> list[Sent]:
    """Send the latest stage that is due to who has not filed; earlier ones count as skipped."""
    round_ = (
        Round.objects.select_related("campaign__centre")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=round_id)
    )
    due = [rung for rung in ladder_of(round_) if rung.at <= now]
    missing = list(round_.submissions.missing().select_related("unit").order_by("unit__order"))
    if not due or not missing or round_.closed_at is not None:
        return []
    units = [submission.unit for submission in missing]
    if due[-1].stage == OVERDUE:
        units.append(round_.campaign.centre)
    new = _new(round_, units, due, now)
    Reminder.objects.bulk_create(new)
    fresh = [r.unit for r in new if r.status == Reminder.Status.SENT]
    _notify(round_, due[-1], fresh, [submission.unit for submission in missing], now)
    name = _name(round_)
    return [Sent(name, r.unit.code, r.stage, str(r.status)) for r in new]


def ladder_of(round_: Round) -> list[Rung]:
    campaign = round_.campaign
    return rungs(
        campaign.ladder,
        weekday=campaign.weekday,
        rhythm=campaign.rhythm,
        opens_at=round_.opens_at,
        due_at=round_.due_at,
    )


def _new(
    round_: Round, units: Sequence[Unit], due: Sequence[Rung], now: datetime
) -> list[Reminder]:
    known = set(round_.reminders.values_list("unit_id", "stage"))
    centre = round_.campaign.centre_id
    latest = due[-1].stage
    return [
        Reminder(
            round=round_,
            unit=unit,
            stage=rung.stage,
            status=Reminder.Status.SENT if rung.stage == latest else Reminder.Status.SKIPPED,
            at=now,
        )
        for unit in units
        for rung in due
        if (unit.pk, rung.stage) not in known and (unit.pk != centre or rung.stage == OVERDUE)
    ]


def _notify(
    round_: Round, rung: Rung, fresh: Sequence[Unit], missing: Sequence[Unit], now: datetime
) -> None:
    centre = round_.campaign.centre
    key = f"reminder-{round_.pk}-{rung.stage}"
    units = [unit.pk for unit in fresh if unit.pk != centre.pk]
    url = f"/report/{round_.cutoff_on}/{round_.query}"
    text = reminder_text(round_, now)
    post.notify(users=reporters(units), key=key, text=text, url=url)
    if centre in fresh:
        names = "、".join(unit.short_name for unit in missing[:LISTED])
        more = "等" if len(missing) > LISTED else ""
        text = f"{round_.named}已截止，{len(missing)} 个单位未报：{names}{more}"
        board = f"/review/{round_.cutoff_on}/?{round_.also}only=missing"
        post.notify(users=_centre_users(round_), key=key, text=text, url=board)


def reminder_text(round_: Round, now: datetime) -> str:
    head = f"{round_.label}{round_.campaign.get_form_display()}还没有报"
    if now >= round_.due_at:
        return f"{head}，{moment(round_.due_at)} 已经截止，请尽快补报"
    return f"{head}，{moment(round_.due_at)} 截止，还有 {span(round_.due_at - now)}"


def _centre_users(round_: Round) -> list[User]:
    users = User.objects.filter(unit=round_.campaign.centre_id, role=Role.CENTRE, is_active=True)
    return list(users.select_related("unit"))


def _name(round_: Round) -> str:
    return f"{round_.campaign.form} {round_.cutoff_on}"
