"""One side says its word of one permit or of many: 报送, 受理, 退件补正, 办结 …"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from procedures.models import Permit
from procedures.rules import Side
from procedures.steps import SIDE_OF, Step, papers_lacking
from workplace import acts, clock

from .permits import PermitChange, apply
from .standing import Taken

MOST_AT_ONCE = 200
NEEDS_LACKS = "写明缺哪些材料，一行一项"


@transaction.atomic
def take_step(
    *,
    permits: Sequence[Permit],
    step: Step,
    by: User,
    on: date | None = None,
    values: Mapping[str, Any] | None = None,
    lacks: Sequence[str] = (),
    note: str = "",
    has_file: bool = False,
    each: Mapping[int, Mapping[str, Any]] | None = None,
    on_file: Collection[int] = (),
    side: Side | None = None,
    version: int | None = None,
) -> list[Permit]:
    """Take `step` on each of `permits`, all or none; which permits one may, access has said.

    `on`: the day it happened, today when not given; for 办结 and 已拿到批复 it is the 办结日期.
    `values`: document_no and ground of a finished permit, expected_on of any. `has_file`: the
    document is already on file, or comes with this very act. `each`, `on_file`: the same of
    single permits, by their key. `version`: of the one permit as the person saw it. Raises
    ValidationError with `.permit` = (project, kind) of the one that could not take it.
    """
    day = on or clock.today()
    said = {p.pk: {**(values or {}), **(each or {}).get(p.pk, {})} for p in permits}
    if step in (Step.FINISH, Step.OBTAIN):
        _add_papers(said, day, said if has_file else on_file)
    if step == Step.RETURN and not lacks:
        raise ValidationError({"lacks": ValidationError(NEEDS_LACKS, code="required")})
    taken = Taken(step, day, lacks=tuple(lacks), note=note)
    rows = apply(
        [PermitChange(p.project_id, p.kind_id, said[p.pk], taken, version) for p in permits],
        by=by,
        side=side or SIDE_OF[step],
        reason=note,
    )
    _record(rows, permits, step, by, note)
    return rows


@transaction.atomic
def retract_step(*, permits: Sequence[Permit], side: Side, by: User, note: str = "") -> None:
    """撤回 the last step of each, if nothing has happened to it since."""
    taken = Taken(Step.RETRACT, clock.today(), note=note)
    rows = apply(
        [PermitChange(p.project_id, p.kind_id, {}, taken) for p in permits],
        by=by,
        side=side,
        reason=note,
    )
    _record(rows, permits, Step.RETRACT, by, note)


def _add_papers(said: Mapping[int, dict[str, Any]], day: date, on_file: Collection[int]) -> None:
    for pk, words in said.items():
        _check_papers(words, pk in on_file)
        words.setdefault("completed_on", day)


def _check_papers(said: Mapping[str, Any], has_file: bool) -> None:
    """已办结 rests on a number and a file, or on a written ground (弄虚作假 is punished)."""
    number, ground = said.get("document_no", ""), said.get("ground", "")
    if why := papers_lacking(number, ground, has_file=has_file):
        raise ValidationError({"ground": ValidationError(why, code="required")})


def _record(
    rows: Sequence[Permit], named: Sequence[Permit], step: Step, by: User, note: str
) -> None:
    if not rows:
        return
    first = named[0]
    target = f"{first.project.number} {first.kind.name}"
    more = f"等 {len(rows)} 项" if len(rows) > 1 else ""
    acts.record(
        by=by,
        verb=f"permit-{step.value}",
        target=f"{target}{more}",
        reason=note,
        permits=[row.pk for row in rows],
    )
