"""What the centre does to a campaign: sets one up, changes what may still change, ends it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.errors import Refused
from accounts.models import User
from projects.services import lock_centre
from reporting.models import Campaign, Round
from reporting.rules import Form, default_ladder, suits
from reporting.selectors.campaigns import coming_rounds, last_begun, open_rival, taken_day
from reporting.slots import faults
from workplace import acts, clock, history

from . import rounds

DATES = ("starts_on", "ends_on", "baseline_on", "summary_on")
SCHEDULE = ("rhythm", "weekday", "month_day", "due_time", "holiday_rule", *DATES)
EDITABLE = ("name", "year", "convention", "counting", *SCHEDULE)
# What open tables and figures rest on: fixed once a round has opened.
FIXED = ("year", "starts_on", "baseline_on", "convention", "counting")
STANDS = (
    "已有打开的期，项目年度、开始、摸底和手续事项不能再改；"
    "口径由领导小组办公室在“口径”页从某一天起改。"
)


@transaction.atomic
def add_campaign(*, form: str, values: dict[str, Any], by: User) -> Campaign:
    """A campaign with all its rounds; the ladder is the rhythm's usual one."""
    lock_centre(by.unit_id)
    campaign = Campaign(form=form, centre=by.unit)
    _set(campaign, values)
    campaign.ladder = default_ladder(campaign.rhythm)
    _require_sound(campaign, None)
    try:
        with transaction.atomic():
            history.save(campaign, by=by, reason="新增活动")
    except IntegrityError as error:
        raise ValidationError(_rival_words(campaign), code="duplicate") from error
    kinds = _choose_kinds(campaign, values)
    made = rounds.make_rounds(campaign, by=by)
    acts.record(by=by, verb="campaign-add", target=f"{form} {campaign}", rounds=len(made),
                kinds=kinds)  # fmt: skip
    return campaign


@transaction.atomic
def edit_campaign(
    *, campaign_id: int, values: dict[str, Any], by: User, reason: str
) -> tuple[Campaign, list[str]]:
    """Change what may still change; rounds not yet opened follow. Returns the fields changed."""
    campaign = _locked(campaign_id, by)
    last = last_begun(campaign, clock.now())
    known = {name: getattr(campaign, name) for name in EDITABLE}
    before_kinds = set(campaign.kinds.all())
    _set(campaign, values)
    changed = [name for name in EDITABLE if getattr(campaign, name) != known[name]]
    other_kinds = set(values.get("kinds", before_kinds)) != before_kinds
    if not changed and not other_kinds:
        return campaign, []
    if last is not None and (other_kinds or set(FIXED) & set(changed)):
        raise Refused(STANDS, 409)
    if not reason:
        raise Refused("改活动要写原因。", 422)
    if not suits(campaign.ladder, campaign.rhythm):
        campaign.ladder = default_ladder(campaign.rhythm)
        changed.append("ladder")
    _require_sound(campaign, last)
    history.save(campaign, by=by, reason=reason, fields=changed)
    kinds = _choose_kinds(campaign, values)
    coming, dropped = rounds.arrange(campaign, by=by, reason=reason)
    acts.record(by=by, verb="campaign-edit", target=f"{campaign.form} {campaign}", reason=reason,
                fields=changed, kinds=kinds, coming=len(coming), dropped=len(dropped))  # fmt: skip
    return campaign, [*changed, *(["kinds"] if other_kinds else [])]


@transaction.atomic
def end_campaign(*, campaign_id: int, by: User, reason: str) -> Campaign:
    """No round opens any more and nobody is reminded; what was filed stays as it is."""
    campaign = _locked(campaign_id, by)
    if not reason:
        raise Refused("结束活动要写原因。", 422)
    campaign.is_open = False
    history.save(campaign, by=by, reason=reason, fields=["is_open"])
    _, dropped = rounds.arrange(campaign, by=by, reason=reason)
    acts.record(by=by, verb="campaign-end", target=f"{campaign.form} {campaign}", reason=reason,
                dropped=len(dropped))  # fmt: skip
    return campaign


def _locked(campaign_id: int, by: User) -> Campaign:
    lock_centre(by.unit_id)
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    rounds.only_centre(by, campaign)
    if not campaign.is_open:
        raise Refused(f"“{campaign}”已经结束，不能再改。", 409)
    return campaign


def _set(campaign: Campaign, values: dict[str, Any]) -> None:
    for name in EDITABLE:
        if name in values:
            setattr(campaign, name, values[name])


def _require_sound(campaign: Campaign, last: Round | None) -> None:
    found = faults(campaign, last)
    if found:
        raise ValidationError(found)
    if open_rival(campaign) is not None:
        raise ValidationError(_rival_words(campaign), code="duplicate")
    coming = coming_rounds(campaign, [last] if last else [], clock.now())
    if clash := taken_day(campaign, coming):
        raise ValidationError(clash, code="duplicate")


def _rival_words(campaign: Campaign) -> str:
    form = Form(campaign.form).label
    return f"“{form}”已有进行中的活动“{open_rival(campaign)}”。先结束它，再设新的。"


def _choose_kinds(campaign: Campaign, values: dict[str, Any]) -> list[str]:
    """History has no place for a set of rows: the act says which."""
    if campaign.form != Form.PERMITS or "kinds" not in values:
        return []
    campaign.kinds.set(values["kinds"])
    return [kind.code for kind in values["kinds"]]
