"""核验: is what is stored still what was sealed? Every digest, chain, key and version."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db import OperationalError, connection
from django.db.models import BooleanField, CharField, DateField, Field, Model, Q, QuerySet
from django.db.models.functions import Cast

from procedures.models import PermitKind
from projects.models import Project
from reporting import digest, triggers
from reporting.models import Seal, SealedPermit, SealedProject, Submission
from workplace.models import Act

Pair = tuple[SealedProject, list[SealedPermit]]
# What reading or comparing a damaged value may raise; SQLite stores any text in any column.
DAMAGED = (
    ValueError, TypeError, ArithmeticError, AttributeError, LookupError, OperationalError
)  # fmt: skip
KEYS = {
    SealedProject: frozenset({"id", "seal", "project", "digest"}),
    SealedPermit: frozenset({"id", "seal", "sealed_project", "round", "unit", "project", "kind"}),
}
CHANGED = "这一行与封存时不同"
ELSEWHERE = "这一行指向了别的项目、手续、单位或期"
UNCHAINED = "与上一次封存接不上"


@dataclass(frozen=True)
class Fault:
    """A stored seal that is not what was sealed: where, and what is wrong."""

    round: str
    unit: str
    number: int
    row: str
    what: str


@dataclass(frozen=True)
class Stored:
    """A seal with its rows as they can be read; `unread` = something of it cannot."""

    seal: Seal
    pairs: list[Pair]
    numbers: Mapping[int, str] = field(default_factory=dict)  # of the projects they point to
    codes: Mapping[int, str] = field(default_factory=dict)  # of the kinds
    unread: list[Fault] = field(default_factory=list)


def verify_seals() -> list[Fault]:
    """Recompute every digest and every chain; [] when all is as it was sealed."""
    faults = [Fault("", "", 0, "", f"缺少触发器 {name}") for name in triggers.missing(connection)]
    heads: dict[tuple[str, str], str] = {}
    sealers = _sealers()
    for stored in _stored():
        seal = stored.seal
        faults += stored.unread or _faults_of(stored, sealers.get(seal.digest))
        chain = (seal.unit_code, seal.form)
        if seal.previous != heads.get(chain, ""):
            faults += [] if stored.unread else [_fault(seal, "", UNCHAINED)]
        heads[chain] = seal.digest
    return faults + _disguised() + _strays() + _missing_seals()


def faults_of_seal(seal: Seal) -> list[Fault]:
    """The same of one seal, for the page of its code."""
    [stored] = _batch([seal.pk])
    if stored.unread:
        return stored.unread
    older = Seal.objects.filter(unit_code=seal.unit_code, form=seal.form, pk__lt=seal.pk)
    before = older.order_by("-pk").values_list("digest", flat=True).first() or ""
    found = _faults_of(stored, _sealers(seal.digest).get(seal.digest))
    return found if seal.previous == before else [*found, _fault(stored.seal, "", UNCHAINED)]


def _faults_of(stored: Stored, by_id: int | None) -> list[Fault]:
    """`by_id`: who sealed it as the book of acts says; None = the book is silent."""
    found, seal, pairs = [], stored.seal, stored.pairs
    for row, permits in pairs:
        if what := _row_fault(stored, row, permits):
            found.append(_fault(seal, f"{row.seq} {row.number}", what))
    found += _count_faults(seal, pairs)
    if by_id is not None and by_id != seal.by_id:
        found.append(_fault(seal, "", "填报人与留痕不同"))
    if not _is_at_home(seal):
        found.append(_fault(seal, "", "这次封存挂在了别的单位或别的期"))
    if not found and not _is_whole(seal, pairs):
        found.append(_fault(seal, "", "表头或摘要与封存时不同"))
    return found


def _row_fault(stored: Stored, row: SealedProject, permits: list[SealedPermit]) -> str:
    seal = stored.seal
    try:
        form = digest.FORMATS[seal.format]
        if row.digest != digest.row_digest(seal.format, row, permits):
            return CHANGED
        if not _is_blank(row, form.project) or not all(
            _is_blank(permit, form.permit) for permit in permits
        ):
            return "这一行多出了封存时没有的内容"
    except DAMAGED:
        return CHANGED
    return "" if _belongs(stored, row, permits) else ELSEWHERE


def _belongs(stored: Stored, row: SealedProject, permits: list[SealedPermit]) -> bool:
    """The keys beside the texts: they are not digested, but figures are counted by them."""
    home = stored.seal.submission
    own = (row.project_id, home.round_id, home.unit_id, stored.seal.pk)
    return stored.numbers.get(row.project_id) == row.number and all(
        (permit.project_id, permit.round_id, permit.unit_id, permit.seal_id) == own
        and stored.codes.get(permit.kind_id) == permit.kind_code
        for permit in permits
    )


def _is_blank(row: Model, digested: Sequence[str]) -> bool:
    """What a format does not digest was empty when it was sealed."""
    outside = (
        field
        for field in row._meta.concrete_fields
        if field.name not in KEYS[type(row)] and field.name not in digested  # type: ignore[index]
    )
    return all(getattr(row, field.attname) in ("", None) for field in outside)


def _count_faults(seal: Seal, pairs: Sequence[Pair]) -> list[Fault]:
    seqs = [row.seq for row, _ in pairs]
    if not isinstance(seal.row_count, int):
        return []
    found = [
        _fault(seal, str(seq), "这一行不见了")
        for seq in range(1, seal.row_count + 1)
        if seq not in seqs
    ]
    seen: set[Any] = set()
    for row, _ in pairs:
        is_more = isinstance(row.seq, int) and row.seq > seal.row_count
        if row.seq in seen or is_more:
            found.append(_fault(seal, f"{row.seq} {row.number}", "多出来的一行"))
        seen.add(row.seq)
    return found


def _is_whole(seal: Seal, pairs: Sequence[Pair]) -> bool:
    try:
        return seal.digest == digest.seal_digest(seal, pairs)
    except DAMAGED:
        return False


def _is_at_home(seal: Seal) -> bool:
    round_ = seal.submission.round
    home = (round_.cutoff_on, round_.campaign.form, seal.submission.unit.code)
    return home == (seal.cutoff_on, seal.form, seal.unit_code)


# ---- reading, whatever the rows hold now ----


def _stored(size: int = 200) -> Iterator[Stored]:
    """Every seal with its rows, a batch at a time, each unit's in order of sealing."""
    keys = list(Seal.objects.order_by("unit_code", "form", "pk").values_list("pk", flat=True))
    for start in range(0, len(keys), size):
        yield from _batch(keys[start : start + size])


def _batch(keys: list[int]) -> list[Stored]:
    related = ("submission__round__campaign", "submission__unit")
    try:
        seals = {s.pk: s for s in Seal.objects.filter(pk__in=keys).select_related(*related)}
        pairs = _pairs_of(keys)
        wanted = {row.project_id for of_seal in pairs.values() for row, _ in of_seal}
        numbers = dict(Project.objects.filter(pk__in=wanted).values_list("pk", "number"))
        codes = dict(PermitKind.objects.values_list("pk", "code"))
        return [Stored(seals[key], pairs[key], numbers, codes) for key in keys]
    except DAMAGED:
        if len(keys) > 1:  # one value that cannot be read must not hide the others
            return [found for key in keys for found in _batch([key])]
    return [_rescued(keys[0])]


def _pairs_of(keys: list[int]) -> dict[int, list[Pair]]:
    """Permits are found by their row, so that one moved to another seal is seen at both."""
    by_seal: dict[int, list[Pair]] = defaultdict(list)
    by_row: dict[int, Pair] = {}
    for row in SealedProject.objects.filter(seal__in=keys):
        by_row[row.pk] = (row, [])
        by_seal[row.seal_id].append(by_row[row.pk])
    for permit in SealedPermit.objects.filter(sealed_project__seal__in=keys):
        if permit.sealed_project_id in by_row:
            by_row[permit.sealed_project_id][1].append(permit)
    return by_seal


def _rescued(key: int) -> Stored:
    """Of a seal in which something cannot be read at all: what that is."""
    unit, form, cutoff, number, own, previous = _texts(
        Seal, key, "unit_code", "form", "cutoff_on", "number", "digest", "previous"
    )
    count = int(number) if number.isdecimal() else 0
    found = []
    rows = SealedProject.objects.filter(seal=key).values_list("pk", flat=True)
    permits = SealedPermit.objects.filter(sealed_project__seal=key).values_list("pk", flat=True)
    for model, keys, names in (
        (SealedProject, rows, ("seq", "number")),
        (SealedPermit, permits, ("project_number", "kind_code")),
    ):
        for pk in keys:
            if not _is_readable(model, pk):
                row = " ".join(_texts(model, pk, *names))
                found.append(Fault(cutoff, unit, count, row, "这一行读不出，存的内容坏了"))
    found = found or [Fault(cutoff, unit, count, "", "表头读不出，存的内容坏了")]
    seal = Seal(pk=key, unit_code=unit, form=form, digest=own, previous=previous)
    return Stored(seal, [], unread=found)


def _is_readable(model: type[Model], pk: int) -> bool:
    try:
        model._default_manager.get(pk=pk)
    except DAMAGED:
        return False
    return True


def _texts(model: type[Model], pk: int, *names: str) -> list[str]:
    """Columns as bare text, each by itself; what even so cannot be read is named as such."""
    found = []
    for name in names:
        text = model._default_manager.filter(pk=pk).annotate(as_text=Cast(name, CharField()))
        try:
            found.append(str(text.values_list("as_text", flat=True).get()))
        except DAMAGED:
            found.append("？")
    return found


def _sealers(only: str = "") -> dict[str, int | None]:
    """Digest → who sealed it, as the book of acts says."""
    acts = Act.objects.filter(verb="report-submit", result="ok")
    if only:
        acts = acts.filter(details__digest=only)
    return dict(acts.order_by().values_list("details__digest", "user"))


def _disguised() -> list[Fault]:
    """SQLite keeps any text in a column, and some of it reads as no date or as 否."""
    if connection.vendor != "sqlite":
        return []
    found = []
    for model, seal, own in (
        (Seal, "", "unit_name"),
        (SealedProject, "seal__", "number"),
        (SealedPermit, "seal__", "project_number"),
    ):
        odd = reduce(or_, (odd_value(column) for column in model._meta.concrete_fields))
        names = (f"{seal}cutoff_on", f"{seal}unit_code", f"{seal}number", own)
        for cutoff, unit, number, row in model._default_manager.filter(odd).values_list(*names):
            place = row if seal else ""
            found.append(Fault(str(cutoff), unit, number, place, "存的内容坏了：日期或是否"))
    return found


def odd_value(column: "Field[Any, Any]") -> Q:
    """Rows in which this column holds what its type does not know."""
    filled = Q(**{f"{column.name}__isnull": False})
    if isinstance(column, BooleanField):
        return filled & ~Q(**{f"{column.name}__in": [True, False]})
    if isinstance(column, DateField):
        return filled & ~Q(**{f"{column.name}__regex": r"^\d{4}-\d\d-\d\d( |$)"})
    return Q(pk__in=[])


def _strays() -> list[Fault]:
    """Rows whose seal, permits whose row is not there."""
    rows = SealedProject.objects.exclude(seal_id__in=Seal.objects.values("pk"))
    permits = SealedPermit.objects.exclude(sealed_project_id__in=SealedProject.objects.values("pk"))
    return [
        Fault("", "", 0, number, "封存的一行没有所属的封存") for number in _numbers(rows, "number")
    ] + [
        Fault("", "", 0, number, "封存的手续没有所属的行")
        for number in _numbers(permits, "project_number")
    ]


def _numbers(rows: QuerySet[Any], name: str) -> list[str]:
    return [str(number) for number in rows.values_list(name, flat=True)]


def _missing_seals() -> list[Fault]:
    """The submission remembers how many seals it has had, so a deleted one shows."""
    found = []
    stored: dict[int, set[int]] = defaultdict(set)
    for key, number in Seal.objects.values_list("submission", "number"):
        stored[key].add(number)
    for submission in Submission.objects.select_related("round", "unit"):
        numbers = stored[submission.pk]
        wanted = set(range(1, submission.seal_count + 1))
        found += [
            Fault(str(submission.round.cutoff_on), submission.unit.code, number, "", what)
            for number in sorted(wanted ^ numbers, key=str)
            for what in ["封存不见了" if number in wanted else "多出来的封存"]
        ]
    return found


def _fault(seal: Seal, row: str, what: str) -> Fault:
    """Where the seal says it is, and where it stands, if that is another place."""
    home = seal.submission
    cutoff = _both(str(seal.cutoff_on or ""), str(home.round.cutoff_on))
    return Fault(cutoff, _both(seal.unit_code, home.unit.code), seal.number, row, what)


def _both(says: str, stands: str) -> str:
    return says if says == stands else f"{stands}（写着{says or '空'}）"
