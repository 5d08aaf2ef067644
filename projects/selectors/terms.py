"""The county's own lists of words (战略方向, 行业), and how often each is used."""

from collections.abc import Iterable
from dataclasses import dataclass

from projects.models import Project, Term
from projects.rules import BETWEEN, TermKind


@dataclass(frozen=True)
class TermRow:
    term: Term
    used: int  # projects that say this word


@dataclass(frozen=True)
class TermList:
    kind: str
    label: str
    rows: list[TermRow]


def names_of(centre_id: int | None, kind: str) -> list[str]:
    """The words in use, in their order; for a form's choices."""
    terms = Term.objects.filter(centre=centre_id, kind=kind, is_active=True)
    return list(terms.values_list("name", flat=True))


def term_lists(centre_id: int | None) -> list[TermList]:
    """Both lists with their uses; two queries."""
    terms = list(Term.objects.filter(centre=centre_id))
    uses = _uses(Project.objects.of_county(centre_id).values_list("industry", "strategies"))
    return [
        TermList(
            kind.value,
            str(kind.label),
            [TermRow(t, uses.get((kind, t.name), 0)) for t in terms if t.kind == kind],
        )
        for kind in TermKind
    ]


def _uses(rows: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    uses: dict[tuple[str, str], int] = {}
    for industry, strategies in rows:
        said = [(TermKind.INDUSTRY, industry)]
        said += [(TermKind.STRATEGY, name) for name in strategies.split(BETWEEN)]
        for key in said:
            uses[key] = uses.get(key, 0) + 1
    return uses


def projects_saying(centre_id: int | None, kind: str, name: str) -> list[Project]:
    """The projects whose text names the word, in whatever state they are."""
    county = Project.objects.of_county(centre_id)
    if kind == TermKind.INDUSTRY:
        return list(county.filter(industry=name))
    found = county.filter(strategies__contains=name)
    return [project for project in found if name in project.strategies.split(BETWEEN)]
