"""考核办法: the only code that writes its rules. A rule is never edited: a newer one holds."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Unit, User
from projects.services import lock_centre
from reporting.appraisal import Item
from reporting.models import AppraisalRule
from workplace import acts, clock, history


@transaction.atomic
def add_rule(
    *,
    centre: Unit,
    year: int,
    name: str,
    valid_from: date,
    items: Sequence[Item],
    source: str,
    reason: str,
    by: User,
) -> AppraisalRule:
    """Valid from a day on that is not past: what was scored before stays as it was scored."""
    if valid_from < clock.today():
        raise ValidationError({"valid_from": "生效时间不能早于今天。以前的得分仍按以前的办法。"})
    lock_centre(centre.pk)
    rule = AppraisalRule(
        centre=centre,
        year=year,
        name=name,
        valid_from=valid_from,
        items=[item.stored() for item in items],
        source=source,
        reason=reason,
        by=by,
        at=clock.now(),
    )
    history.save(rule, by=by, reason=reason)
    acts.record(
        by=by, verb="appraisal-rule-add", target=f"{year} {valid_from}", reason=reason,
        items=rule.items,
    )  # fmt: skip
    return rule
