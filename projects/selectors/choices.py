"""What a form about a project offers for choice: the county's words and units."""

from dataclasses import dataclass, field

from accounts.models import Unit
from projects.models import Term
from projects.rules import TermKind


@dataclass(frozen=True)
class Offered:
    """Without words of a kind, that field is free text."""

    strategies: list[str] = field(default_factory=list)
    industries: dict[str, bool | None] = field(default_factory=dict)  # name: 产业项目 or not
    units: list[Unit] = field(default_factory=list)


def offered(centre_id: int | None) -> Offered:
    """In two queries."""
    terms = list(Term.objects.filter(centre=centre_id, is_active=True))
    return Offered(
        strategies=[term.name for term in terms if term.kind == TermKind.STRATEGY],
        industries={t.name: t.is_industrial for t in terms if t.kind == TermKind.INDUSTRY},
        units=list(Unit.objects.of_county(centre_id).active()),
    )
