"""批复有效期: which approvals run out, and how long they still hold."""

from dataclasses import dataclass
from datetime import date

from procedures.models import Permit, PermitQuerySet
from procedures.rules import Status
from procedures.timing import add_months

SOON_MONTHS = 3


@dataclass(frozen=True)
class Validity:
    until: date
    left: int  # days; negative when it has run out
    soon: bool

    @property
    def is_over(self) -> bool:
        return self.left < 0

    @property
    def words(self) -> str:
        if self.is_over:
            return f"批复已到期 {-self.left} 天"
        if not self.soon:
            return "有效"
        return f"批复将到期，剩 {self.left} 天" if self.left else "批复今天到期"


def expiring(permits: PermitQuerySet, today: date, months: int = SOON_MONTHS) -> PermitQuerySet:
    """Finished, and the approval runs out within `months` or has run out."""
    last = add_months(today, months)
    return permits.filter(status=Status.DONE, valid_until__lte=last).order_by("valid_until", "pk")


def validity(permit: Permit, today: date) -> Validity | None:
    if permit.status != Status.DONE or permit.valid_until is None:
        return None
    left = (permit.valid_until - today).days
    return Validity(permit.valid_until, left, permit.valid_until <= add_months(today, SOON_MONTHS))
