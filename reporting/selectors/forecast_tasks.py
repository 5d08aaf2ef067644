"""Open permits as the tasks of a forecast: what each still needs, and what it rests on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from procedures.models import KindLimit, Permit, PermitKind, Traits
from procedures.rules import OPEN, Level, Status
from procedures.selectors.order import DEFAULT_DAYS
from procedures.steps import awaits_correction, stopped_words
from procedures.timing import working_days
from projects.models import Project
from reporting.curves import ENOUGH, Assumed, Own
from reporting.durations import Trace
from reporting.forecasting import Curve, Task, Wait
from workplace.workdays import is_working_day

from .cards import short_day
from .durations import Papers

# What is assumed while this county has not shown it 20 times; in working days, the middle.
BEGINNING = Assumed("动手", 10)
PREPARING = Assumed("组卷", 10)
STOPPED = Assumed("停表", 10)
UNSOLVED = Assumed("问题", 20)
SETTLING = 5  # finished, but its day, the other side's word or the next seal is wanting
NO_WORD = "没有受理，从报送日算起"


@dataclass(frozen=True)
class OpenPermit:
    """One open permit: its task, and in words where it stands and what its days come from."""

    kind: PermitKind
    level: str
    status: str
    task: Task
    stands: str
    ground: str
    stuck: tuple[str, ...] = ()


@dataclass
class Tasks:
    """Of any project of the county; curves are made once."""

    papers: Papers
    counted: Collection[int]  # kinds that the figure tabulates: there even without a permit
    listed: Mapping[int, date]  # since when its projects stand in the plan
    _permits: dict[int, dict[int, Permit]] = field(default_factory=lambda: defaultdict(dict))
    _traces: dict[int, Trace] = field(default_factory=dict)
    _limits: dict[tuple[int, str], KindLimit | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for permit in self.papers.permits:
            self._permits[permit.project_id][permit.kind_id] = permit
            if permit.status in OPEN:
                self._traces[permit.pk] = self.papers.trace(permit)

    def of_project(self, project: Project, waiting: Collection[str] = ()) -> dict[str, OpenPermit]:
        """By kind code. `waiting`: kinds that the figure does not count yet, though finished."""
        permits = self._permits[project.pk]
        kinds = self.papers.orders.kinds
        present = {
            pk
            for pk, kind in kinds.items()
            if pk in self.counted or (kind.is_active and (pk in permits or kind.headline))
        }
        before = self.papers.orders.waits(self._templates.get(project.pk), present)
        found = {}
        for pk, earlier in before.items():
            permit, kind = permits.get(pk), kinds[pk]
            after = tuple(kinds[one].code for one in earlier)
            if permit is None or permit.status in OPEN:
                found[kind.code] = self._open(project.pk, permit, kind, after)
            elif permit.status == Status.DONE and self._unsettled(permit, kind, waiting):
                found[kind.code] = self._settling(permit, kind, after)
        return found

    @cached_property
    def _templates(self) -> dict[int, int | None]:
        rows = Traits.objects.filter(project__in=list(self.papers.projects))
        return dict(rows.values_list("project", "template"))

    def _unsettled(self, permit: Permit, kind: PermitKind, waiting: Collection[str]) -> bool:
        ended = permit.completed_on
        return kind.code in waiting or ended is None or ended > self.papers.on

    def _settling(self, permit: Permit, kind: PermitKind, after: tuple[str, ...]) -> OpenPermit:
        days = SETTLING
        if permit.completed_on and permit.completed_on > self.papers.on:
            days = max(days, self._until(permit.completed_on))
        return OpenPermit(
            kind=kind,
            level=self.papers.level(permit, kind),
            status=permit.status,
            task=Task(kind.code, not_before=days, after=after),
            stands="已办结，还没有计入",
            ground=f"{SETTLING} 个工作日内计入",
        )

    def _open(
        self, project_id: int, permit: Permit | None, kind: PermitKind, after: tuple[str, ...]
    ) -> OpenPermit:
        level = self.papers.level(permit, kind)
        curve, ground = self._curve(permit, kind, level)
        solved, not_before, why = self._blocked(permit)
        gone, lead, stands, stuck = self._stands(permit, project_id)
        task = Task(kind.code, curve, gone, lead, solved, not_before, after)
        if gone is not None:  # on its clock there is nothing to lead up to: what stands, blocks
            task = replace(task, lead=(), blocks=(*solved, *lead))
        return OpenPermit(
            kind=kind,
            level=level,
            status=permit.status if permit else Status.NOT_STARTED,
            task=task,
            stands=stands,
            ground=ground,
            stuck=(*stuck, *why),
        )

    def _stands(
        self, permit: Permit | None, project_id: int
    ) -> tuple[int | None, tuple[Wait, ...], str, tuple[str, ...]]:
        """Days on its clock, what must be over before it runs, and both in words."""
        on, known = self.papers.on, self.papers.calendar
        if permit is None or permit.status == Status.NOT_STARTED:
            idle = Wait(self._beginning, self._idle(project_id))
            return None, (idle, Wait(self._preparing)), Status.NOT_STARTED.label, ()
        trace = self._traces[permit.pk]
        if not _has_begun(permit, trace):
            since = trace.prepared_on or on
            lead = (Wait(self._preparing, working_days(since, on, known)),)
            return None, lead, Status(permit.status).label, ()
        gone = trace.clock.elapsed(on, known)
        label = f"{Status(permit.status).label}，已用 {gone} 个工作日"
        if trace.stopped_since or permit.status == Status.RETURNED:
            since = trace.stopped_since or trace.returned_on or on
            returned = awaits_correction(permit)
            why = "退件没有答复" if returned else stopped_words(permit) or "停表"
            wait = Wait(self._stopped, working_days(since, on, known))
            return gone, (wait,), label, (f"{why}，{short_day(since, on)}起",)
        return gone, (), label, () if trace.by_bureau else (NO_WORD,)

    def _blocked(self, permit: Permit | None) -> tuple[tuple[Wait, ...], int, tuple[str, ...]]:
        """By an open problem on the permit: till the day it is to be solved by, if that comes."""
        waits: tuple[Wait, ...] = ()
        not_before, words = 0, []
        for issue in self.papers.issues.get(permit.pk, ()) if permit else ():
            by = issue.decision_due_on or issue.wanted_by
            if by and by > self.papers.on:
                not_before = max(not_before, self._until(by))
                words.append(f"有问题，要求 {short_day(by, self.papers.on)} 前解决")
            else:
                waits = (Wait(UNSOLVED),)
                words.append("有问题，过了要求时限" if by else "有问题，没有要求时限")
        return waits, not_before, tuple(words)

    def _until(self, day: date) -> int:
        return working_days(self.papers.on, day, self.papers.calendar)

    def _curve(self, permit: Permit | None, kind: PermitKind, level: str) -> tuple[Curve, str]:
        own = self._own.get((kind.code, level))
        if own is not None:
            return own, f"本县办结的 {len(own.finished)} 项"
        row = self._limit(kind, level)
        limit, word = DEFAULT_DAYS, "没有时限，按"
        if permit is not None and permit.limit_days is not None:
            limit, word = permit.limit_days, "承诺时限"
        elif row is not None and row.binding_days is not None:
            limit = row.binding_days
            word = "法定时限" if row.promised_days is None else "承诺时限"
        name = f"{kind.code}/{level}/{limit}"
        return Assumed.by_limit(name, limit), f"{word} {limit} 个工作日"

    def _limit(self, kind: PermitKind, level: str) -> KindLimit | None:
        """Of the day; the same for every permit of the kind."""
        if (kind.pk, level) not in self._limits:
            self._limits[kind.pk, level] = kind.limit_on(self.papers.on, level)
        return self._limits[kind.pk, level]

    @cached_property
    def _own(self) -> dict[tuple[str, str], Own]:
        """Where 20 are finished; with how long those under way have lasted."""
        lasting: dict[tuple[str, str], list[int]] = defaultdict(list)
        for permit in self.papers.permits:
            trace = self._traces.get(permit.pk)
            if trace and trace.started_on and _has_begun(permit, trace):
                kind = self.papers.orders.kinds[permit.kind_id]
                gone = trace.clock.elapsed(self.papers.on, self.papers.calendar)
                lasting[kind.code, self.papers.level(permit, kind)].append(gone)
        return {
            key: Own("/".join(key), tuple(sorted(found.days.values)), tuple(lasting[key]))
            for key, found in self.papers.learned.items()
            if found.days.count >= ENOUGH
        }

    def _idle(self, project_id: int) -> int:
        since = self.listed.get(project_id, self.papers.on)
        return working_days(since, self.papers.on, self.papers.calendar)

    @cached_property
    def _beginning(self) -> Curve:
        """列入计划 → 组卷 of the listed projects' counted permits, of all kinds together."""
        over, lasting = [], []
        for project_id, since in self.listed.items():
            for kind in self.counted:
                permit = self._permits[project_id].get(kind)
                if permit is None or permit.status == Status.NOT_STARTED:
                    lasting.append(self._idle(project_id))
                elif began := self.papers.trace(permit).prepared_on:
                    over.append(working_days(since, began, self.papers.calendar))
        return _own_or(BEGINNING, over, lasting)

    @cached_property
    def _preparing(self) -> Curve:
        """组卷 → 受理, of all kinds together."""
        known, on = self.papers.calendar, self.papers.on
        over = [row.waited for row in self.papers.finished if row.waited is not None]
        lasting = []
        for trace in self._traces.values():
            if trace.prepared_on and trace.started_on and trace.prepared_on <= trace.started_on:
                over.append(working_days(trace.prepared_on, trace.started_on, known))
            elif trace.prepared_on and not trace.started_on:
                lasting.append(working_days(trace.prepared_on, on, known))
        return _own_or(PREPARING, over, lasting)

    @cached_property
    def _stopped(self) -> Curve:
        """How long a clock stands still, whatever stopped it."""
        known, on = self.papers.calendar, self.papers.on
        traces = [*(row.trace for row in self.papers.finished), *self._traces.values()]
        stops = [stop for trace in traces for stop in trace.stops]
        over = [working_days(since, until, known) for since, until in stops if until]
        open_now = [t.stopped_since for t in self._traces.values() if t.stopped_since]
        return _own_or(STOPPED, over, [working_days(day, on, known) for day in open_now])

    @property
    def waits_words(self) -> list[tuple[str, str]]:
        """What the waits rest on, for the page."""
        beginning = ("列入计划到组卷", _words(self._beginning))
        return [beginning, ("组卷到受理", _words(self._preparing)), ("停表", _words(self._stopped))]

    @property
    def own_words(self) -> list[tuple[str, int]]:
        """立项（县） and n, of those counted by the county's own days."""
        names = {kind.code: kind.name for kind in self.papers.orders.kinds.values()}
        return [
            (f"{names[code]}（{Level(level).label}）", len(own.finished))
            for (code, level), own in self._own.items()
        ]


def _has_begun(permit: Permit, trace: Trace) -> bool:
    """By the bureau's word; else by the table, unless that has been taken back since."""
    if permit.status in (Status.SUBMITTED, Status.RETURNED):
        return True
    if trace.started_on is None:
        return False
    return trace.by_bureau or awaits_correction(permit)


def _own_or(assumed: Assumed, over: Iterable[int], lasting: Iterable[int]) -> Curve:
    values = tuple(sorted(over))
    return Own(assumed.name, values, tuple(lasting)) if len(values) >= ENOUGH else assumed


def _words(curve: Curve) -> str:
    if isinstance(curve, Own):
        return f"本县已有的 {len(curve.finished)} 次"
    assert isinstance(curve, Assumed)  # noqa: S101  there are two
    return f"样本不足 {ENOUGH} 次，假定一半在 {curve.middle:g} 个工作日以内"


def coming_days(papers: Papers, count: int) -> list[date]:
    """The next working days after the day of the forecast; the first is the day itself."""
    found, day = [papers.on], papers.on
    while len(found) <= count:
        day += timedelta(days=1)
        if is_working_day(day, papers.calendar):
            found.append(day)
    return found
