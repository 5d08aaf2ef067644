"""Giving printed numbers a code that can be read aloud, and that leads back to them."""

import base64
import hashlib
from collections.abc import Collection, Iterable

from django.db import transaction

from accounts.errors import Refused
from accounts.models import Unit, User
from reporting.models import FigureReference
from reporting.references import Printed, Reference
from reporting.selectors.recount import recount
from workplace import acts, clock
from workplace.settled import settle

MOVED = "“{}”读取时有人正在保存：刚才是 {}，现在是 {}。刷新页面，再固定一次。"
LENGTHS = range(8, 13)
# Crockford's base32: no letter that is taken for a digit
ALPHABET = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@transaction.atomic
def keep(*, printed: Printed, centre: Unit, by: User) -> FigureReference:
    """固定引用: what somebody wants to cite; the same number asked again is the same row."""
    require_settled([printed], centre)
    row = mint_one(printed, centre=centre, by=by)
    acts.record(by=by, verb="reference-keep", target=row.code, label=row.label, shown=row.shown)
    return row


def mint_one(printed: Printed, *, centre: Unit, by: User | None) -> FigureReference:
    [row] = mint([printed], centre=centre, by=by).values()
    return row


def require_settled(printed: Iterable[Printed], centre: Unit) -> None:
    """Refuse what was read while somebody was writing: it would count to another number later."""
    for one in printed:
        if one.reference.known is None:
            raise ValueError(f"not pinned: {one.reference.href}")
        settle(one.reference.known)
        again = recount(one.reference, centre)
        if again.digest != one.digest:
            raise Refused(MOVED.format(one.label, one.shown, again.shown), 409)


@transaction.atomic
def mint(
    printed: Iterable[Printed], *, centre: Unit, by: User | None
) -> dict[tuple[str, str], FigureReference]:
    """Codes for the numbers, by (path, query); one that was printed before keeps its code."""
    wanted = {(p.reference.path, p.reference.query): p for p in printed}
    found = _kept(centre, wanted)
    while missing := [one for key, one in wanted.items() if key not in found]:
        # printed by somebody else at this very moment: the row that came first is the answer
        FigureReference.objects.bulk_create(_rows(missing, centre, by), ignore_conflicts=True)
        found |= _kept(centre, wanted)
    return found


def _rows(printed: Iterable[Printed], centre: Unit, by: User | None) -> list[FigureReference]:
    """By their codes: two who print the same wait for each other in one order."""
    units = {unit.code: unit for unit in Unit.objects.of_county(centre.pk)}
    longest = {one: _longest_code(centre, one.reference) for one in printed}
    tried = {text[:length] for text in longest.values() for length in LENGTHS}
    found = FigureReference.objects.filter(code__in=tried)
    taken = set(found.values_list("code", flat=True))
    rows: dict[str, FigureReference] = {}
    for one, text in longest.items():
        path, query = one.reference.path, one.reference.query
        code = _free_code(text, taken | rows.keys())
        rows[code] = FigureReference(
            code=code,
            centre=centre,
            unit=units.get(one.reference.unit),
            path=path,
            query=query,
            label=one.label[:100],
            shown=one.shown,
            numerator=one.numerator,
            denominator=one.denominator,
            rows_digest=one.digest,
            by=by,
            at=clock.now(),
        )
    return [rows[code] for code in sorted(rows)]


def _kept(
    centre: Unit, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], FigureReference]:
    keys = set(wanted)
    rows = FigureReference.objects.filter(centre=centre, query__in={query for _, query in keys})
    return {(row.path, row.query): row for row in rows if (row.path, row.query) in keys}


def _longest_code(centre: Unit, reference: Reference) -> str:
    """From the reference itself, so that the same number has the same code."""
    told = "\n".join((centre.code, reference.path, reference.query))
    digest = hashlib.sha256(told.encode()).digest()
    return base64.b32encode(digest).decode().translate(ALPHABET)


def _free_code(text: str, taken: Collection[str]) -> str:
    """The shortest that nobody has; longer on a clash."""
    for length in LENGTHS:
        if text[:length] not in taken:
            return text[:length]
    raise RuntimeError("no free code of twelve signs")
