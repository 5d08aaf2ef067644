"""What the office sets: targets and the rules of the lights. The only code that writes them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.errors import Refused
from accounts.models import Unit, User
from reporting.models import LightRule, Target
from workplace import acts, clock, history

FIELDS = ("indicator", "year", "scope", "due_on", "floor", "stretch", "source")
MOVED = "这个目标刚才被别人改过。现在是：{}。请核对后重新填写。"


@transaction.atomic
def add_target(*, values: dict[str, Any], by: User, reason: str = "") -> Target:
    target = Target(**{name: values[name] for name in FIELDS})
    _save(target, by=by, reason=reason)
    acts.record(by=by, verb="target-add", target=_name(target), reason=reason, **_goals(target))
    return target


@transaction.atomic
def change_target(
    *, target_id: int, values: dict[str, Any], seen: str, by: User, reason: str
) -> Target:
    """`seen` is `stamp` of what the person had before them: nobody overwrites another unseen."""
    target = _lock(target_id, seen)
    before = _goals(target)
    _keep_the_first(target)
    for name in FIELDS:
        setattr(target, name, values[name])
    _save(target, by=by, reason=reason)
    acts.record(
        by=by, verb="target-edit", target=_name(target), reason=reason, before=before,
        after=_goals(target),
    )  # fmt: skip
    return target


@transaction.atomic
def remove_target(*, target_id: int, seen: str, by: User, reason: str) -> int:
    """The figure is compared with it no longer; row and history stay. Answers with its year."""
    target = _lock(target_id, seen)
    _keep_the_first(target)
    target.withdrawn_at = clock.now()
    history.save(target, by=by, reason=reason)
    acts.record(by=by, verb="target-remove", target=_name(target), reason=reason, **_goals(target))
    return target.year


@transaction.atomic
def add_light_rule(
    *,
    centre: Unit,
    valid_from: date,
    green_within: Decimal,
    yellow_within: Decimal,
    months_without_start: int,
    reason: str,
    by: User,
) -> LightRule:
    """Valid from a day on that is not past: what was lit before stays as it was lit."""
    if valid_from < clock.today():
        raise ValidationError({"valid_from": "生效时间不能早于今天。过去的亮灯不改。"})
    rule = LightRule.objects.create(
        centre=centre,
        valid_from=valid_from,
        green_within=green_within,
        yellow_within=yellow_within,
        months_without_start=months_without_start,
        reason=reason,
        by=by,
        at=clock.now(),
    )
    acts.record(
        by=by, verb="light-rule-add", target=valid_from.isoformat(), reason=reason,
        green=str(green_within), yellow=str(yellow_within), months=months_without_start,
    )  # fmt: skip
    return rule


def stamp(target: Target) -> str:
    """What a form carries of the row it was made from."""
    return "|".join(_plain(getattr(target, name)) for name in FIELDS)


def _keep_the_first(target: Target) -> None:
    """Of a target that came with the order: what it said is kept before it is touched."""
    if not target.history.exists():
        history.save(target, by=None, reason="文件所定")


def _lock(target_id: int, seen: str) -> Target:
    target = Target.objects.select_for_update().filter(pk=target_id).first()
    if target is None or target.withdrawn_at:
        raise Refused("这个目标已经被取消。")
    if stamp(target) != seen:
        raise Refused(MOVED.format("，".join(f"{k} {v}" for k, v in _words(target))))
    return target


def _save(target: Target, *, by: User, reason: str) -> None:
    """One per indicator, year, scope and day: of two at the same moment the second is told."""
    try:
        with transaction.atomic():
            history.save(target, by=by, reason=reason)
    except IntegrityError:
        said = "这项指标、范围、时点已经有目标。改那一个，或换时点。"
        raise ValidationError({"due_on": said}) from None


def _words(target: Target) -> list[tuple[str, str]]:
    goals = (("底线", target.floor), ("力争", target.stretch))
    return [("时点", target.due_on.isoformat())] + [(k, _plain(v)) for k, v in goals if v]


def _name(target: Target) -> str:
    return f"{target.indicator} {target.year} {target.scope} {target.due_on}"


def _goals(target: Target) -> dict[str, str]:
    return {"floor": _plain(target.floor), "stretch": _plain(target.stretch)}


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
