"""The county's permits on their pages and in the sweep: 20,000 of them beside 300, a page full."""

import itertools
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.db import connection, transaction

from accounts.models import Unit, User
from procedures.models import Permit
from procedures.rules import HandlerSays, OwnerSays, Status
from procedures.services import nudges
from procedures.services.steps import take_step
from procedures.steps import Step
from projects.models import Project
from reporting.services import alarms
from workplace import clock

from .county import client_of, grow
from .measure import Line, counted, once, page_line, timed

FEW, MANY = 300, 20_000
SIX = 6  # headline kinds
BUREAUS = 6
AT_ONCE = 200
SWEEP = "每分钟一次，限 300 ms"
STATUSES = [*["not_started"] * 3, *["preparing"] * 2, *["submitted"] * 3, "returned", *["done"] * 5]
PAGES = {
    "承办部门的手续": ("ZRZY", "/permits/"),
    "全县手续，最急在前": ("XMZX", "/permits/"),
    "　已超时限，按项目名称找": ("XMZX", "/permits/?only=overdue&q=供水"),
    "项目 × 手续": ("XMZX", "/permits/matrix/"),
    "　有超时限的": ("XMZX", "/permits/matrix/?only=overdue"),
    "分解清单": ("XMZX", "/permits/orders/"),
    "一个项目的手续": ("XMZX", "/projects/{number}/permits/"),
}


def lines(people: dict[str, User]) -> list[Line]:
    """The permits are taken back, so that what is measured next has the county it expects."""
    with transaction.atomic():
        fill(people, FEW)
        small = [*pages(people), look(people)]
        fill(people, MANY)
        large = [*pages(people), look(people)]
        for line, few in zip(large, small, strict=True):
            line.other = f"{FEW} 项手续时（查询 {few.queries}）"
            line.other_milliseconds = few.milliseconds
        found = [*large, *sweeps(), at_once(people)]
        transaction.set_rollback(True)
    return found


def fill(people: dict[str, User], count: int) -> None:
    """`count` permits in every state, given to a few bureaus."""
    reporters = [person for code, person in people.items() if code != "XMZX"]
    bureaus = [person.unit for person in reporters if person.unit.kind == "bureau"][: BUREAUS - 1]
    dress = _dress([people["ZRZY"].unit, *bureaus])
    for reporter in reporters:
        grow(reporter.unit, -(-count // (SIX * len(reporters))), dress)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _dress(bureaus: Sequence[Unit]) -> Callable[[Permit], None]:
    numbers = itertools.count(Permit.objects.count())

    def dress(permit: Permit) -> None:
        number, now = next(numbers), clock.now()
        permit.status = STATUSES[number * 5 % len(STATUSES)]
        permit.handling_unit = bureaus[number // SIX % len(bureaus)]
        permit.due_on = date(2022, 11, 25) + timedelta(days=number % 180)
        permit.assigned_at = permit.held_since = now - timedelta(days=number % 20)
        permit.acknowledged_at = permit.assigned_at if number % 20 else None
        _state(permit, number)

    return dress


def _state(permit: Permit, number: int) -> None:
    """What the two sides have said of it: of four handed in three are accepted."""
    if permit.status in (Status.SUBMITTED, Status.RETURNED):
        permit.owner_says, permit.owner_on = OwnerSays.SENT, date(2022, 12, 1)
    if permit.status == Status.SUBMITTED and number % 4:
        permit.handler_says = HandlerSays.ACCEPTED
        permit.accepted_on = permit.clock_since = date(2022, 12, 2)
    if permit.status == Status.RETURNED:
        permit.handler_says = HandlerSays.RETURNED
    if permit.status == Status.DONE:
        permit.owner_says, permit.handler_says = OwnerSays.OBTAINED, HandlerSays.DONE
        permit.completed_on = date(2022, 12, 1)
        if number % 20 == 0:
            permit.handler_says, permit.differs_since = HandlerSays.ACCEPTED, clock.now()


def pages(people: dict[str, User]) -> list[Line]:
    clients = {code: client_of(people[code]) for code in ("ZRZY", "XMZX")}
    count = Permit.objects.count()
    number = Project.objects.earliest("pk").number
    return [
        page_line(clients[who], f"{what}（{count:,} 项）", url.format(number=number))
        for what, (who, url) in PAGES.items()
    ]


def look(people: dict[str, User]) -> Line:
    """The second of a day: what was found stands already."""
    centre = people["XMZX"].unit
    alarms.look(centre)
    spent = once(lambda: alarms.look(centre))
    return Line(f"疑点核查 {Project.objects.count():,} 个项目", *spent)


def sweeps() -> list[Line]:
    """催办: a morning on which everything is told, and the minutes after it."""
    first = once(lambda: nudges.decide(clock.now()))
    _, queries = counted(lambda: nudges.decide(clock.now()))
    again = timed(lambda: nudges.decide(clock.now()), times=5)
    count = f"{Permit.objects.count():,} 项手续"
    return [
        Line(f"催办 {count}：第一次", *first),
        Line("　没有新的事", again, queries, SWEEP),
    ]


def at_once(people: dict[str, User]) -> Line:
    bureau = people["ZRZY"]
    under_way = Permit.objects.filter(
        handling_unit=bureau.unit, status=Status.SUBMITTED, handler_says=HandlerSays.ACCEPTED
    )
    rows = list(under_way.select_related("project", "kind").order_by("pk")[: 2 * AT_ONCE])
    many, others = rows[:AT_ONCE], rows[AT_ONCE:]
    assert len(others) == AT_ONCE

    def notice(permits: list[Permit]) -> None:
        take_step(permits=permits, step=Step.NOTICE, by=bureau)

    spent = once(lambda: notice(many))
    each = timed(lambda: [notice([permit]) for permit in others])
    return Line(f"一次办 {AT_ONCE} 项手续（转公示）", *spent, "一项一项办", each)
