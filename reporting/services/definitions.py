"""改口径: the only code that writes a Definition. Rows are only ever added."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import Refused
from accounts.models import User
from accounts.rules import Role
from projects.services import lock_centre
from reporting.models import Campaign, Definition, Round
from reporting.rules import Form, convention_words
from reporting.selectors.campaigns import last_begun
from reporting.selectors.county import definition_on, definitions_of
from reporting.selectors.definitions import compiled_until, former_of, why_no_undo
from workplace import acts, clock

BEFORE_ROUNDS = "“{}”还没有打开的期，口径在报送活动里改。"


@transaction.atomic
def add_definition(
    campaign_id: int,
    *,
    valid_from: date,
    convention: str,
    counting: str,
    reason: str,
    source: str,
    by: User,
) -> Definition:
    """口径 from a day on that no compiled round has reached: what was reported stays reported."""
    campaign = _locked(campaign_id, by)
    if last_begun(campaign, clock.now()) is None:
        raise Refused(BEFORE_ROUNDS.format(campaign), 409)
    _lock_rounds(campaign, valid_from)
    _require_open_day(campaign, valid_from)
    standing = definition_on(definitions_of(campaign), valid_from)
    if (standing.convention, standing.counting) == (convention, counting):
        said = f"{valid_from} 本来就按“{convention_words(standing)}”算，没有改动。"
        raise ValidationError({"convention": said})
    made = _append(campaign, valid_from, convention, counting, reason, source, by)
    acts.record(
        by=by, verb="definition-add", target=str(campaign), reason=reason, source=source,
        version=made.version, valid_from=valid_from.isoformat(),
        before=convention_words(standing), after=convention_words(made),
    )  # fmt: skip
    return made


@transaction.atomic
def undo_definition(definition_id: int, *, reason: str, by: User) -> Definition:
    """A version from the same day on that says again what held before; while nothing is compiled
    by the one that is taken back."""
    taken = Definition.objects.get(pk=definition_id)
    campaign = _locked(taken.campaign_id, by)
    _lock_rounds(campaign, taken.valid_from)
    definitions = definitions_of(campaign)
    if why := why_no_undo(definitions, taken, compiled_until(campaign)):
        raise Refused(why, 409)
    former = former_of(definitions, taken)
    words = f"撤销第{taken.version}版：{reason}"[:200]
    made = _append(campaign, taken.valid_from, former.convention, former.counting, words, "", by)
    acts.record(
        by=by, verb="definition-undo", target=str(campaign), reason=reason,
        version=made.version, undone=taken.version, valid_from=taken.valid_from.isoformat(),
    )  # fmt: skip
    return made


def _locked(campaign_id: int, by: User) -> Campaign:
    """The centre's Unit first, as everywhere: the campaign's own page takes the same two."""
    lock_centre(by.unit.centre_id)
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    if by.role != Role.OFFICE or by.unit.centre_id != campaign.centre_id:
        raise Refused("只有领导小组办公室能改口径。", 403)
    if campaign.form != Form.PERMITS:
        raise Refused("这张表没有办结率，没有口径可改。", 409)
    if not campaign.is_open:
        raise Refused(f"“{campaign}”已经结束，口径不能再改。", 409)
    return campaign


def _lock_rounds(campaign: Campaign, since: date) -> None:
    """Whoever compiles one of them holds it: its cut-off is then counted below."""
    rounds = Round.objects.filter(campaign=campaign, cutoff_on__gte=since).order_by("pk")
    list(rounds.select_for_update(no_key=True).values_list("pk", flat=True))


def _require_open_day(campaign: Campaign, valid_from: date) -> None:
    if not campaign.starts_on <= valid_from <= campaign.ends_on:
        said = f"生效时间要在活动期间：{campaign.starts_on} 至 {campaign.ends_on}。"
        raise ValidationError({"valid_from": said})
    until = compiled_until(campaign)
    if until is not None and valid_from <= until:
        said = (
            f"统计截止 {until} 的一期已经汇总，报出去的数不能改口径。"
            f"生效时间填 {until + timedelta(days=1)} 或以后。"
        )
        raise ValidationError({"valid_from": said})


def _append(
    campaign: Campaign,
    valid_from: date,
    convention: str,
    counting: str,
    reason: str,
    source: str,
    by: User,
) -> Definition:
    versions = Definition.objects.filter(campaign=campaign).values_list("version", flat=True)
    return Definition.objects.create(
        campaign=campaign,
        version=max(versions, default=1) + 1,
        valid_from=valid_from,
        convention=convention,
        counting=counting,
        reason=reason,
        source=source,
        by=by,
        at=clock.now(),
    )
