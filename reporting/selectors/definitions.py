"""口径沿革: each version of how 办结率 is counted, and what another one would make of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Max

from accounts.models import Unit
from reporting.definition_effect import exact
from reporting.definition_example import example_of
from reporting.formulas import Share, percent
from reporting.indicators import WORDINGS
from reporting.models import Campaign, Compilation, Definition, Round
from reporting.references import Printed
from reporting.rules import Convention, Counting, Form

from .county import definition_on, definitions_of, load_county
from .figures import Books, Figure
from .trend import percentage_points

KEY = "permit_rate"
MISSED, FLOOR, STRETCH = "未达底线", "达到底线", "达到力争"
MARKS = {MISSED: "short", FLOOR: "met", STRETCH: "met"}


@dataclass(frozen=True)
class Line:
    """One version as the page tells it."""

    definition: Definition
    state: str  # 现行 | 未到 | 曾用 | 没有用过
    convention: str
    explained: str
    counting: str
    example: str
    is_first: bool
    why_no_undo: str

    @property
    def is_current(self) -> bool:
        return self.state == "现行"


def lines(campaign: Campaign, today: date) -> list[Line]:
    """Newest first."""
    definitions, until = definitions_of(campaign), compiled_until(campaign)
    return [_line(definitions, one, today, until) for one in reversed(definitions)]


def _line(
    definitions: Sequence[Definition], one: Definition, today: date, until: date | None
) -> Line:
    wording = WORDINGS[one.convention]
    return Line(
        definition=one,
        state=_state(definitions, one, today),
        convention=Convention(one.convention).label,
        explained=wording.definition,
        counting=Counting(one.counting).label,
        example=example_of(one.convention),
        is_first=one.version == 1,
        why_no_undo=why_no_undo(definitions, one, until),
    )


def _state(definitions: Sequence[Definition], one: Definition, today: date) -> str:
    if definition_on(definitions, today).version == one.version:
        return "现行"
    if definition_on(definitions, one.valid_from).version != one.version:
        return "没有用过"
    return "未到" if one.valid_from > today else "曾用"


def compiled_until(campaign: Campaign) -> date | None:
    """The newest cut-off that has been reported."""
    found = Compilation.objects.filter(round__campaign=campaign)
    until: date | None = found.aggregate(until=Max("round__cutoff_on"))["until"]
    return until


def former_of(definitions: Sequence[Definition], one: Definition) -> Definition:
    """What would hold on its first day without it."""
    place = next(n for n, found in enumerate(definitions) if found.version == one.version)
    return definitions[max(0, place - 1)]


def why_no_undo(definitions: Sequence[Definition], one: Definition, until: date | None) -> str:
    """ "" when it may be taken back."""
    if one.version == 1:
        return "第1版是活动开始时定的，不能撤销。"
    if until is not None and one.valid_from <= until:
        return f"统计截止 {until} 的一期已经按它汇总，不能撤销，可以从以后某天起再改。"
    if definition_on(definitions, one.valid_from).version != one.version:
        return "同一天有更新的版本，这一版没有用上。"
    former = former_of(definitions, one)
    if (former.convention, former.counting) == (one.convention, one.counting):
        return "和前一版相同，没有要撤销的。"
    return ""


@dataclass(frozen=True)
class Change:
    """One unit's rate, or the county's, by the former and the new definition."""

    label: str
    old: Share
    new: Share
    printed: Printed  # of the former
    was: str  # against the target; "" without one
    now: str

    @property
    def new_shown(self) -> str:
        return percent(self.new.value)

    @property
    def difference(self) -> str:
        old, new = exact(self.old), exact(self.new)
        return "—" if old is None or new is None else percentage_points(new - old)

    @property
    def turned(self) -> bool:
        return self.was != self.now

    @property
    def mark(self) -> str:
        return MARKS.get(self.now, "")


@dataclass(frozen=True)
class Preview:
    """What would change on the day it is asked, live, and from which round on."""

    as_of: date
    former: Definition
    wanted: Definition
    whole: Change
    units: list[Change]
    first: Round | None  # the first round that would be counted by it
    later: Definition | None  # one that is entered already and would follow it

    @property
    def turned(self) -> list[Change]:
        return [change for change in self.units if change.turned]

    @property
    def has_target(self) -> bool:
        return bool(self.whole.now)


def preview(
    centre: Unit, campaign: Campaign, wanted: Definition, *, now: datetime, today: date
) -> Preview:
    """By the register of today, in a fixed number of queries."""
    definitions = definitions_of(campaign)
    former = definition_on(definitions, wanted.valid_from)
    books = Books(load_county(centre, today), moment=now)
    old = books.figure(KEY, by="unit", definition=former)
    new = books.figure(KEY, by="unit", definition=wanted)
    shares = {group.key: group.share for group in new.groups}
    rounds = campaign.rounds.with_table().filter(cutoff_on__gte=wanted.valid_from)
    return Preview(
        as_of=today,
        former=former,
        wanted=wanted,
        whole=_change("全县", old, "", old.share, new.share),
        units=[
            _change(group.label, old, group.key, group.share, shares[group.key])
            for group in old.groups
        ],
        first=rounds.order_by("cutoff_on").first(),
        later=next((one for one in definitions if one.valid_from > wanted.valid_from), None),
    )


def _change(label: str, figure: Figure, unit: str, old: Share | None, new: Share | None) -> Change:
    """Live figures name no silent unit, so every group has its share."""
    old, new = old or Share(0, 0), new or Share(0, 0)
    facts = figure.facts.where(unit=unit) if unit else figure.facts
    printed = Printed.of(
        replace(figure.reference, unit=unit),
        f"{label}{figure.label}",
        percent(old.value),
        old,
        figure.indicator.behind(facts),
    )
    return Change(label, old, new, printed, _standing(figure, old), _standing(figure, new))


def _standing(figure: Figure, share: Share) -> str:
    """Against the county's target, which each of its parts is measured by."""
    if share.reaches(figure.floor) is None:
        return ""
    if share.reaches(figure.stretch):
        return STRETCH
    return FLOOR if share.reaches(figure.floor) else MISSED


def permits_campaigns(centre: Unit) -> list[Campaign]:
    """The running one first."""
    found = Campaign.objects.filter(centre=centre, form=Form.PERMITS)
    return list(found.order_by("-is_open", "-starts_on", "-pk"))
