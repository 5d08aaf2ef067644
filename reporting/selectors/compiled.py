"""What a round compiles to: each unit's seal that counts, its rows, and what was left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.models import Unit
from procedures.models import PermitKind
from procedures.rules import OPEN
from projects.models import AnnualPlan
from projects.rules import Nature
from reporting import sheets
from reporting.formulas import BothSides, Facts, ItemFact, ProjectFact, both_sides
from reporting.models import Definition, Round, Seal, SealedPermit
from reporting.rules import Counting, Form, definition_words
from reporting.sheets import Words
from sheets.columns import Sheet

from .county import definition_on, definitions_of
from .facts import Cells
from .filing import cells_of_seals
from .register import item_fact
from .rounds import valid_seals
from .rows import campaign_kinds, sheet_for


@dataclass(frozen=True)
class Dropped:
    """A carried row of a project that is no longer on the list (已退出未列入)."""

    number: str
    name: str
    unit: str
    why: str
    code: str = ""  # of the unit


@dataclass(frozen=True)
class Part:
    """One unit's share; without a seal it has never filed in this campaign."""

    unit: Unit
    seal: Seal | None
    carried: bool
    rows: Mapping[str, Cells]
    sheet: Sheet

    @property
    def told(self) -> dict[str, str]:
        """Its rate in words: part, whole, rate."""
        return sheets.told(self.sheet, self.rows.values())

    @property
    def source(self) -> str:
        """第8期第2次封存 for a carried one, else 第2次封存."""
        if self.seal is None:
            return ""
        label = self.seal.submission.round.label if self.carried else ""
        return f"{label}第{self.seal.number}次封存"

    @property
    def mark(self) -> str:
        """What its rows say before their 备注."""
        label = self.seal.submission.round.label if self.seal else ""
        return f"沿用上期：{label}" if self.carried else ""


@dataclass(frozen=True)
class Compiled:
    round: Round
    sheet: Sheet
    kinds: list[PermitKind]
    parts: list[Part]
    dropped: list[Dropped]
    definition: Definition  # 口径 valid on the cut-off
    sides: BothSides | None = None  # where it counts by both: what either way gives

    @property
    def used(self) -> list[Part]:
        return [part for part in self.parts if part.seal]

    @property
    def carried(self) -> list[Part]:
        return [part for part in self.parts if part.carried]

    @property
    def missing(self) -> list[Part]:
        return [part for part in self.parts if part.seal is None]

    @property
    def with_rows(self) -> list[Part]:
        return [part for part in self.parts if part.rows]

    @property
    def empty(self) -> list[Part]:
        """零报告: sealed, with no project."""
        return [part for part in self.used if not part.rows]

    @property
    def row_count(self) -> int:
        return sum(len(part.rows) for part in self.parts)

    @property
    def all_rows(self) -> list[Cells]:
        return [row for part in self.parts for row in part.rows.values()]

    @property
    def told(self) -> dict[str, str]:
        return sheets.told(self.sheet, self.all_rows)

    @property
    def told_definition(self) -> str:
        """口径第2版：…; the other form has none."""
        is_permits = self.sheet.form == Form.PERMITS
        return definition_words(self.definition) if is_permits else ""

    @property
    def told_by_sides(self) -> str:
        return f"办结率：{self.sides.words}" if self.sides else ""

    @property
    def sums(self) -> Cells:
        return sheets.totals(self.sheet, self.all_rows)

    @property
    def words(self) -> Words:
        return sheets.rules_of(self.sheet.form).WORDS

    def open_permits(self) -> list[SealedPermit]:
        """Open items of the rows that are in the table, from the seals."""
        permits = _permits_of(self.parts).filter(status__in=OPEN)
        return _in_table(self.parts, permits.select_related("kind__default_unit", "sealed_project"))


def compiled(round_: Round) -> Compiled:
    """A fixed number of queries, however many units and projects."""
    kinds = campaign_kinds(round_.campaign)
    sheet = sheet_for(round_, kinds)
    found = valid_seals(round_)
    seals = [seal for _, seal, _ in found if seal]
    cells = cells_of_seals(seals, kinds)
    moved = _in_newer_seals(seals, cells)
    gone = _gone(round_, [cells[seal.pk] for _, seal, carried in found if seal and carried])
    parts: list[Part] = []
    dropped: list[Dropped] = []
    for unit, seal, carried in found:
        rows = dict(cells[seal.pk]) if seal else {}
        for number in list(rows):
            if seal and (seal.pk, number) in moved:
                del rows[number]
            elif carried and number in gone:
                name = str(rows.pop(number)["name"])
                why = gone[number]
                dropped.append(Dropped(number, name, unit.short_name, why, unit.code))
        if carried:  # what was finished since its own cut-off counts in this round
            for row in rows.values():
                sheets.rules_of(sheet.form).compute(row, kinds, cutoff=round_.cutoff_on)
        parts.append(Part(unit, seal, carried, rows, sheet))
    _number(parts)
    definition = definition_on(definitions_of(round_.campaign), round_.cutoff_on)
    sides = _sides(round_, definition, parts, kinds)
    return Compiled(round_, sheet, kinds, parts, dropped, definition, sides)


def _sides(
    round_: Round, definition: Definition, parts: Sequence[Part], kinds: Sequence[PermitKind]
) -> BothSides | None:
    """The permits form lists 新建 alone, so the frame of a row's project is known."""
    if round_.campaign.form != Form.PERMITS or definition.counting != Counting.BOTH_SIDES:
        return None
    facts = Facts(items=[])
    for permit in _in_table(parts, _permits_of(parts).filter(kind__in=kinds)):
        facts.items.append(_item(permit, round_.cutoff_on))
    return both_sides(facts, definition.convention)


def _item(permit: SealedPermit, cutoff: date) -> ItemFact:
    project = ProjectFact(
        permit.project_id, permit.project_number, "", "", level="", nature=Nature.NEW
    )
    return item_fact(project, permit.kind_code, permit, cutoff, confirmed=permit.confirmed)


def _permits_of(parts: Sequence[Part]) -> QuerySet[SealedPermit]:
    return SealedPermit.objects.filter(seal__in=[part.seal.pk for part in parts if part.seal])


def _in_table(parts: Sequence[Part], permits: Iterable[SealedPermit]) -> list[SealedPermit]:
    """Of the rows that are in the table: a seal's other rows were dropped or have moved on."""
    numbers = {(part.seal.pk, number) for part in parts if part.seal for number in part.rows}
    return [p for p in permits if (p.seal_id, p.project_number) in numbers]


def _number(parts: Sequence[Part]) -> None:
    """序号 runs through the whole table."""
    seq = 0
    for part in parts:
        for row in part.rows.values():
            seq += 1
            row["seq"] = seq


def _in_newer_seals(
    seals: Sequence[Seal], cells: Mapping[int, Mapping[str, Cells]]
) -> set[tuple[int, str]]:
    """Rows of a project that another unit has sealed since: it appears once, newest first."""
    seen: set[str] = set()
    moved = set()
    for seal in sorted(seals, key=lambda s: (s.cutoff_on, s.sealed_at, s.pk), reverse=True):
        for number in cells[seal.pk]:
            if number in seen:
                moved.add((seal.pk, number))
            seen.add(number)
    return moved


def _gone(round_: Round, carried: Sequence[Mapping[str, Cells]]) -> dict[str, str]:
    """Carried projects withdrawn or delisted by the cut-off, and why they are left out."""
    numbers = [number for rows in carried for number in rows]
    plans = AnnualPlan.objects.filter(
        project__number__in=numbers, year=round_.campaign.year
    ).values_list("project__number", "project__withdrawn_on", "listed_to")
    found = {}
    for number, withdrawn_on, listed_to in plans:
        if _by(withdrawn_on, round_.cutoff_on):
            found[number] = f"{withdrawn_on} 退出"
        elif _by(listed_to, round_.cutoff_on):
            found[number] = f"{listed_to} 退出年度计划"
    return found


def _by(day: date | None, cutoff: date) -> bool:
    return day is not None and day <= cutoff
