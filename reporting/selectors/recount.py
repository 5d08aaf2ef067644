"""A number counted again from its reference alone: the same rows, whenever it is asked."""

from datetime import datetime
from typing import Any

from accounts.models import Unit
from reporting.formulas import SCOPES
from reporting.indicators import INDICATORS
from reporting.references import Printed, Reference

from .county import load_county
from .figures import Books, Figure
from .lists import LISTS, listed

FIGURES, LISTS_PATH = "/indicators/", "/lists/"


class Unknown(ValueError):
    """The reference names what this county does not have."""


def key_of(reference: Reference, prefix: str) -> str:
    """permit_rate of /indicators/permit_rate/; "" for another path."""
    path = reference.path
    return path.removeprefix(prefix).strip("/") if path.startswith(prefix) else ""


def books_of(
    reference: Reference, centre: Unit, moment: datetime | None, rounds: int | None
) -> Books:
    county = load_county(centre, reference.as_of, reference.year, reference.known)
    unit = county.units.get(reference.unit) if reference.unit else None
    if reference.unit and unit is None:
        raise Unknown(f"没有单位 {reference.unit}")
    return Books(county, unit=unit, rounds=rounds, moment=moment)


def figure_of(books: Books, key: str, reference: Reference) -> Figure:
    """What no form seals comes from the register."""
    definition = None
    if reference.definition:
        definition = books.county.definition(reference.definition)
    is_kind = reference.kind in {kind.code for kind in books.county.kinds}
    if (
        key not in INDICATORS
        or reference.scope not in SCOPES
        or (reference.kind and not is_kind)
        or (reference.definition and definition is None)
    ):
        raise Unknown(reference.href)
    narrowed: dict[str, Any] = {
        "kind": reference.kind or None,
        "level": reference.level or None,
        "industry": reference.industry,
    }
    if INDICATORS[key].rows != "items":
        narrowed["kind"] = None
    source = books.source_of(key, reference.source)
    return books.figure(
        key, source=source, scope=reference.scope, definition=definition, **narrowed
    )


def recount(reference: Reference, centre: Unit, moment: datetime | None = None) -> Printed:
    """Unknown for an address that is neither a figure nor a list of this county."""
    if key := key_of(reference, FIGURES):
        return figure_of(books_of(reference, centre, moment, 1), key, reference).printed
    key = key_of(reference, LISTS_PATH)
    if key not in LISTS:
        raise Unknown(reference.path)
    books = books_of(reference, centre, moment, None)  # some lists look far back
    return listed(books, key, reference.source, reference.kind, reference.level).printed
