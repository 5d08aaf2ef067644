"""Who holds each open thing of a figure, and what it waits for: once, in a fixed number of queries.

Permits are as they stand in the register at the moment the books speak of; the order of the
permits (前置) and the templates are today's: they are a hint, not a fact.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property

from accounts.models import Unit
from procedures import steps
from procedures.models import Permit, Traits
from procedures.rules import OPEN, HandlerSays, Side, Status
from procedures.selectors.holding import NOBODY
from procedures.selectors.order import Orders, orders
from projects.models import Project
from reporting.formulas import Facts, ItemFact
from reporting.reach import Hint, Task, item_key
from workplace import history

from .figures import Books

# By an open kind: the open kinds before it, however far back.
Before = dict[int, frozenset[int]]


class Hands:
    """Read for the whole county of `books`, whatever is asked of it afterwards."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.county = books.county
        self._closures: dict[tuple[int | None, frozenset[int], frozenset[int]], Before] = {}

    def hints(self, facts: Facts) -> dict[str, Hint]:
        """By the key of each open item."""
        of_project: dict[int, list[ItemFact]] = defaultdict(list)
        for item in facts.new_items:
            of_project[item.project.project_id].append(item)
        found: dict[str, Hint] = {}
        for project_id, items in of_project.items():
            found |= self._hints(project_id, items)
        return found

    def permit(self, item: ItemFact) -> Permit | None:
        return self._permits.get((item.project.project_id, self._kind_ids.get(item.kind, 0)))

    def holder(self, task: Task) -> str:
        """自然资源局 or 薛关镇: whose turn it is."""
        owner = self.unit_name(task.project.unit)
        if not isinstance(task.fact, ItemFact):
            return owner
        side = self._side(task.fact)
        if side == Side.CENTRE:
            return NOBODY
        return self._handler(task.fact) if side == Side.HANDLER else owner

    def bureaus(self, tasks: Iterable[Task]) -> list[tuple[str, str]]:
        """Name and code of those whose turn it is, whoever holds the most first."""
        found: Counter[tuple[str, str]] = Counter()
        for task in tasks:
            if isinstance(task.fact, ItemFact) and self._side(task.fact) == Side.HANDLER:
                permit = self.permit(task.fact)
                found[self._handlers[permit.handling_unit_id]] += 1  # type: ignore[index, union-attr]
        return [pair for pair, _ in found.most_common()]

    def unit_name(self, code: str) -> str:
        unit = self.county.units.get(code)
        return unit.short_name if unit else code

    def before_words(self, task: Task) -> list[str]:
        """Names of what it waits for: of the table in its order, then what the table has not."""
        kinds = {kind.code: kind.name for kind in self.county.kinds}
        waiting = {key.partition(".")[2] for key in task.before}
        return [*(name for code, name in kinds.items() if code in waiting), *task.outside]

    def _side(self, item: ItemFact) -> Side | None:
        permit = self.permit(item)
        has_handler = permit is not None and permit.handling_unit_id is not None
        if item.status in OPEN:
            return steps.holder(item.status, has_handler)
        unspoken = permit is not None and permit.handler_says != HandlerSays.DONE
        return Side.HANDLER if item.unconfirmed and has_handler and unspoken else Side.OWNER

    def _handler(self, item: ItemFact) -> str:
        permit = self.permit(item)
        return self._handlers[permit.handling_unit_id][0] if permit else ""  # type: ignore[index]

    def _hints(self, project_id: int, items: list[ItemFact]) -> dict[str, Hint]:
        """`pk`s of kinds; those of the table are `mine`, and stand as the figure has them."""
        mine = {pk: i for i in items if (pk := self._kind_ids.get(i.kind)) is not None}
        statuses = {pk: str(Status.NOT_STARTED) for pk in self._headline}
        statuses |= self._others.get(project_id, {}) | {pk: i.status for pk, i in mine.items()}
        waiting = frozenset(pk for pk, status in statuses.items() if status in OPEN)
        before = self._before(self._templates.get(project_id), frozenset(statuses), waiting)
        found = {}
        for pk, item in mine.items():
            if item.open:
                behind = before.get(pk, frozenset())
                found[item_key(item)] = Hint(
                    self._day(item),
                    frozenset(item_key(mine[one]) for one in behind if one in mine),
                    tuple(self._names(behind - set(mine))),
                    self._orders.kinds[pk].default_level,
                )
        return found

    def _names(self, kind_ids: Collection[int]) -> list[str]:
        return [kind.name for pk, kind in self._orders.kinds.items() if pk in kind_ids]

    def _day(self, item: ItemFact) -> date | None:
        """时限 by the register; of a seal what it was sealed with."""
        permit = self.permit(item) if item.status in OPEN else None
        return (permit.deadline_on if permit else None) or item.day

    def _before(
        self, template_id: int | None, present: frozenset[int], waiting: frozenset[int]
    ) -> Before:
        key = (template_id, present, waiting)
        if key not in self._closures:
            self._closures[key] = closures(self._orders.waits(template_id, present), waiting)
        return self._closures[key]

    @cached_property
    def _orders(self) -> Orders:
        return orders()

    @cached_property
    def _headline(self) -> set[int]:
        return {pk for pk, kind in self._orders.kinds.items() if kind.is_active and kind.headline}

    @cached_property
    def _kind_ids(self) -> dict[str, int]:
        return {kind.code: pk for pk, kind in self._orders.kinds.items()}

    @cached_property
    def _permits(self) -> dict[tuple[int, int], Permit]:
        """Of the table's kinds."""
        return {
            (plan.project_id, permit.kind_id): permit
            for plan in self.books.register.plans
            for permit in plan.project.permits.all()
        }

    @cached_property
    def _others(self) -> Mapping[int, dict[int, str]]:
        """By project, the status of each permit that the table does not hold."""
        found: dict[int, dict[int, str]] = defaultdict(dict)
        tabulated = {kind.pk for kind in self.county.kinds}
        for project_id, kind_id, status in self._all_statuses():
            if kind_id not in tabulated and self._orders.kinds[kind_id].is_active:
                found[project_id][kind_id] = status
        return found

    def _all_statuses(self) -> Collection[tuple[int, int, str]]:
        known, projects = self.county.known, {p.project_id for p in self.books.register.plans}
        if known is not None:
            rows = history.known(Permit, known, project__in=projects)
            return [(row.project_id, row.kind_id, row.status) for row in rows]
        of_county = Project.objects.of_county(self.county.centre.pk)
        others = Permit.objects.filter(project__in=of_county).exclude(kind__in=self.county.kinds)
        return list(others.values_list("project", "kind", "status"))

    @cached_property
    def _templates(self) -> dict[int, int | None]:
        of_county = Project.objects.of_county(self.county.centre.pk)
        return dict(Traits.objects.filter(project__in=of_county).values_list("project", "template"))

    @cached_property
    def _handlers(self) -> dict[int, tuple[str, str]]:
        """Name and code. Also those of the city, which are none of the county's units."""
        ids = {p.handling_unit_id for p in self._permits.values() if p.handling_unit_id is not None}
        rows = Unit.objects.filter(pk__in=ids).values_list("pk", "short_name", "code")
        return {pk: (name, code) for pk, name, code in rows}


def closures(waits: Mapping[int, Collection[int]], waiting: Collection[int]) -> Before:
    """A circle is refused when it is typed; should one stand, nothing is held up by itself."""
    found: Before = {}

    def behind(kind: int, trail: tuple[int, ...]) -> frozenset[int]:
        if kind not in found:
            before = [one for one in waits.get(kind, ()) if one in waiting and one not in trail]
            far = [behind(one, (*trail, kind)) for one in before]
            found[kind] = frozenset(before).union(*far) - {kind}
        return found[kind]

    for kind in waits:
        if kind in waiting:
            behind(kind, ())
    return found
