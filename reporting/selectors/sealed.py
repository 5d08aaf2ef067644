"""What the figures count, from the seals: what was officially reported, round by round."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from accounts.models import Unit
from projects.models import AnnualPlan, Project
from projects.rules import Nature, StopKind
from reporting.formulas import Facts, ItemFact, ProjectFact
from reporting.models import Campaign, Round, Seal, SealedPermit, SealedProject, Submission
from reporting.models.seals import SealQuerySet
from reporting.states import WorkDates, WorkState, stop_on
from workplace import history

from .register import item_fact
from .rounds_then import rounds_known, tables_known


@dataclass(frozen=True)
class RoundSeals:
    """For one round: each unit's valid seal, its own or carried, and who has none."""

    round: Round
    seals: dict[str, Seal]  # by unit code
    silent: list[str]
    others: dict[str, Seal] = field(default_factory=dict)  # of units not asked for

    @property
    def carried(self) -> list[str]:
        found = self.seals.items()
        return [unit for unit, seal in found if seal.submission.round_id != self.round.pk]


class SealedBook:
    """The rounds of a campaign up to a day; the rows of a round are read when they are asked for.

    A campaign runs for years, and its pages speak of a round or two.
    """

    def __init__(
        self, campaign: Campaign | None, rounds: list[RoundSeals], known: datetime | None = None
    ) -> None:
        self.campaign, self.rounds, self.known = campaign, rounds, known
        self._projects: dict[int, list[SealedProject]] = {}  # by seal; what has been read
        self._permits: dict[int, list[SealedPermit]] = defaultdict(list)  # by sealed project
        self._listed_to: dict[int, date | None] = {}
        self._held: dict[int, set[int]] = {}  # by seal of another unit: projects it shares

    def at(self, on: date) -> RoundSeals | None:
        """The newest round with cutoff_on ≤ `on`."""
        known = [found for found in self.rounds if found.round.cutoff_on <= on]
        return known[-1] if known else None

    def before(self, found: RoundSeals) -> RoundSeals | None:
        place = self.rounds.index(found)
        return self.rounds[place - 1] if place else None

    def facts(self, on: date) -> Facts:
        found = self.at(on)
        return self.facts_of(found) if found else Facts()

    def facts_of(self, found: RoundSeals) -> Facts:
        """A project appears once, from its newest seal; carried rows of those gone are dropped."""
        facts = Facts(silent=found.silent)
        for row, _ in self.rows_of(found):
            project, items = self._facts_of_row(row, found.round.cutoff_on)
            facts.projects.append(project)
            facts.items.extend(items)
        facts.projects.sort(key=lambda project: project.number)
        facts.items.sort(key=lambda item: item.project.number)
        return facts

    def rows_of(self, found: RoundSeals) -> Iterable[tuple[SealedProject, list[SealedPermit]]]:
        """The sealed rows that count in a round, from its newest seals on.

        What a unit that is not asked for has sealed since is that unit's, on its page as here.
        """
        self.read([found])
        seen: set[int] = set()
        for seal in sorted([*found.seals.values(), *found.others.values()], key=age, reverse=True):
            if seal.unit_code in found.others:
                seen |= self._projects_of(seal)
                continue
            carried = seal.submission.round_id != found.round.pk
            for row in self._projects.get(seal.pk, []):
                if row.project_id in seen or (carried and self._gone(row, found.round.cutoff_on)):
                    continue
                seen.add(row.project_id)
                yield row, self._permits.get(row.pk, [])

    def read(self, rounds: Iterable[RoundSeals]) -> None:
        """The rows of these rounds' seals, in three or four queries however many they are."""
        rounds = list(rounds)
        new = {seal.pk for found in rounds for seal in found.seals.values()} - self._projects.keys()
        if self.campaign is None:
            return
        if new:
            self._held.clear()  # they were asked for the projects read until then
            self._read_rows(self.campaign, new)
        others = {seal.pk for found in rounds for seal in found.others.values()}
        if unknown := others - self._projects.keys() - self._held.keys():
            self._read_others(unknown)

    def _read_rows(self, campaign: Campaign, new: set[int]) -> None:
        self._projects |= {pk: [] for pk in new}
        sealed = SealedProject.objects.filter(seal__in=new).select_related("project")
        rows = list(sealed.order_by("seq", "pk"))  # not by campaign, round and unit: of one seal
        for row in rows:
            self._projects[row.seal_id].append(row)
        for permit in SealedPermit.objects.filter(seal__in=new).order_by("kind__order", "pk"):
            self._permits[permit.sealed_project_id].append(permit)
        self._listed_to |= _listed_to(campaign, rows, self.known)

    def _read_others(self, seals: set[int]) -> None:
        """Which of the projects that have been read other units have sealed too."""
        own = {row.project_id for rows in self._projects.values() for row in rows}
        self._held |= {pk: set() for pk in seals}
        shared = SealedProject.objects.filter(seal__in=seals, project__in=own)
        for seal, project in shared.order_by().values_list("seal", "project"):
            self._held[seal].add(project)

    def _projects_of(self, other: Seal) -> set[int]:
        if other.pk in self._held:
            return self._held[other.pk]
        return {row.project_id for row in self._projects[other.pk]}

    def gone(self, rounds: Iterable[RoundSeals]) -> dict[int, dict[str, date]]:
        """By carried seal of these rounds: numbers of its projects that have left, and since when.

        As `facts_of` drops them, without reading the rows that stay.
        """
        carried = {found.seals[code].pk for found in rounds for code in found.carried}
        if self.campaign is None or not carried:
            return {}
        return _gone(self.campaign, carried, self.known)

    def _gone(self, row: SealedProject, on: date) -> bool:
        """Withdrawn or delisted by the round's cut-off, as the register knows it."""
        gone = row.project.withdrawn_on
        until = self._listed_to.get(row.project_id, row.listed_to)
        return bool((gone and gone <= on) or (until and until <= on))

    def _facts_of_row(self, row: SealedProject, cutoff: date) -> tuple[ProjectFact, list[ItemFact]]:
        """What happened after the round's cut-off has not happened in it (design §5).

        In a carried seal what was finished since its own cut-off counts, as in the compiled table.
        The industry was not sealed: it is the register's of today.
        """
        begun = row.started_on if row.nature == Nature.NEW else row.resumed_on
        fact = ProjectFact(
            project_id=row.project_id,
            number=row.number,
            name=row.name,
            unit=row.unit_code,
            level=row.level,
            nature=row.nature,
            total=row.total_investment or Decimal(0),
            planned=row.planned_investment or Decimal(0),
            completed=row.completed_investment or Decimal(0),
            started_on=begun if begun and begun <= cutoff else None,
            stop=stop_on(_dates(row), cutoff),
            listed_from=row.listed_from,
            industry=row.project.industry,
            planned_start=row.planned_start,
        )
        items = [
            item_fact(fact, permit.kind_code, permit, cutoff, confirmed=permit.confirmed)
            for permit in self._permits.get(row.pk, [])
        ]
        return fact, items


def _dates(row: SealedProject) -> WorkDates:
    state = row.progress_state
    return WorkDates(
        nature=row.nature,
        started_on=row.started_on,
        resumed_on=row.resumed_on,
        stopped_on=row.stopped_on,
        stop_kind=StopKind.WINTER if state == WorkState.WINTER else "",
        finished_on=row.progress_on if state == WorkState.FINISHED else None,
    )


def load_sealed(
    campaign: Campaign | None,
    until: date,
    *,
    unit: Unit | None = None,
    last: int | None = None,
    known: datetime | None = None,
) -> SealedBook:
    """A fixed number of queries, whatever the rounds and units; `last` keeps so many of the rounds.

    With `known`: the seals that were valid at that moment.
    """
    if campaign is None:
        return SealedBook(None, [])
    rounds = _rounds(campaign, until, unit, known)
    kept = rounds if last is None else rounds[-last:]
    if unit is not None:
        kept = _beside_others(kept, unit, known)
    return SealedBook(campaign, kept, known)


def _listed_to(
    campaign: Campaign, rows: Sequence[SealedProject], known: datetime | None
) -> dict[int, date | None]:
    """By project, as the register has it; at a moment also the projects are those of then."""
    sealed = {row.project_id for row in rows}
    if known is None:
        plans = AnnualPlan.objects.filter(year=campaign.year, project__in=sealed)
        return dict(plans.values_list("project", "listed_to"))
    then = {project.pk: project for project in history.known(Project, known, id__in=sealed)}
    for row in rows:
        row.project = then.get(row.project_id, row.project)
    found = history.known(AnnualPlan, known, year=campaign.year, project__in=sealed)
    return {plan.project_id: plan.listed_to for plan in found}


def _gone(
    campaign: Campaign, seals: set[int], known: datetime | None
) -> dict[int, dict[str, date]]:
    sealed = SealedProject.objects.filter(seal__in=seals)
    projects, year = sealed.order_by().values("project"), campaign.year
    if known is None:
        left = Project.objects.filter(pk__in=projects, withdrawn_on__isnull=False)
        delisted = AnnualPlan.objects.filter(year=year, project__in=projects)
        found = [*left.values_list("pk", "withdrawn_on"),
                 *delisted.exclude(listed_to=None).values_list("project", "listed_to")]  # fmt: skip
    else:
        plans = history.known(AnnualPlan, known, year=year, project__in=projects)
        found = [(p.pk, p.withdrawn_on) for p in history.known(Project, known, id__in=projects)]
        found += [(plan.project_id, plan.listed_to) for plan in plans]
    since: dict[int, date] = {}
    for pk, day in found:
        if day is not None:
            since[pk] = min(day, since.get(pk, day))
    gone: dict[int, dict[str, date]] = defaultdict(dict)
    for seal, pk, number in sealed.filter(project__in=since).values_list(
        "seal", "project", "number"
    ):
        gone[seal][number] = since[pk]
    return gone


def _rounds(
    campaign: Campaign, until: date, unit: Unit | None, known: datetime | None
) -> list[RoundSeals]:
    rounds = [r for r in rounds_known([campaign], known) if r.cutoff_on <= until]
    owed: Iterable[tuple[int, int]]  # round and unit
    if known is None:
        seals = _valid(rounds)
        owed = Submission.objects.filter(round__in=rounds).values_list("round", "unit")
    else:
        tables = tables_known(rounds, known)
        seals = _valid_then(tables)
        owed = [(table.round_id, table.unit_id) for table in tables]
    if unit is not None:
        seals = seals.filter(submission__unit=unit)
    by_round: dict[int, list[Seal]] = defaultdict(list)
    for seal in seals.select_related("submission").order_by("submission", "number"):
        by_round[seal.submission.round_id].append(seal)
    return list(_carried_on(rounds, by_round, _owing(owed, campaign, unit)))


def _owing(
    owed: Iterable[tuple[int, int]], campaign: Campaign, unit: Unit | None
) -> dict[int, list[str]]:
    """By round, the codes of the units in the county's order."""
    units = [unit] if unit else list(Unit.objects.of_county(campaign.centre_id))
    owing_in: dict[int, set[int]] = defaultdict(set)
    for round_, key in owed:
        owing_in[round_].add(key)
    return {
        round_: [one.code for one in units if one.pk in keys] for round_, keys in owing_in.items()
    }


def _beside_others(
    kept: Sequence[RoundSeals], unit: Unit, known: datetime | None
) -> list[RoundSeals]:
    """With the seals of other units that are not older than the unit's own of the same round.

    Older ones take nothing from it, so they are not read.
    """
    standing = [seal for found in kept for seal in found.seals.values()]
    if not standing:
        return list(kept)
    since = min(seal.cutoff_on for seal in standing)
    campaign, until = kept[-1].round.campaign, kept[-1].round.cutoff_on
    rounds = [r for r in rounds_known([campaign], known) if since <= r.cutoff_on <= until]
    seals = _valid(rounds) if known is None else _valid_then(tables_known(rounds, known))
    by_round: dict[int, list[Seal]] = defaultdict(list)
    of_others = seals.exclude(submission__unit=unit).select_related("submission")
    for seal in of_others.order_by("number"):
        by_round[seal.submission.round_id].append(seal)
    standing_then = _carried_on(rounds, by_round, defaultdict(list))
    others = {found.round.pk: found.seals for found in standing_then}
    return [replace(found, others=others.get(found.round.pk, {})) for found in kept]


def age(seal: Seal) -> tuple[date, datetime, int]:
    """In this order seals take a project over from one another."""
    return seal.cutoff_on, seal.sealed_at, seal.pk


def _valid(rounds: Sequence[Round]) -> SealQuerySet:
    return Seal.objects.valid().filter(submission__round__in=rounds)


def _valid_then(tables: Sequence[Submission]) -> SealQuerySet:
    """Of each submission the seal that stood at the moment, by the state it was in."""
    number = {table.pk: table.valid_number for table in tables}
    seals = Seal.objects.filter(submission__in=[pk for pk, n in number.items() if n])
    standing = [
        pk
        for pk, submission, n in seals.values_list("pk", "submission", "number")
        if number[submission] == n
    ]
    return Seal.objects.filter(pk__in=standing)


def _carried_on(
    rounds: Sequence[Round], by_round: dict[int, list[Seal]], owing: dict[int, list[str]]
) -> Iterable[RoundSeals]:
    """The last seal of a round counts for its unit until the unit seals a later one."""
    standing: dict[str, Seal] = {}
    for round_ in rounds:
        for seal in by_round[round_.pk]:
            standing[seal.unit_code] = seal
        silent = [code for code in owing.get(round_.pk, []) if code not in standing]
        yield RoundSeals(round_, dict(standing), silent)
