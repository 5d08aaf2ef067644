"""办结预测 of 3,000 open permits, beside one draw at a time; the page as it is opened."""

from math import exp, log

from django.db import transaction

from accounts.models import User
from procedures.models import Permit
from projects.models import Project
from reporting.curves import SPREAD, Assumed
from reporting.forecasting import DRAWS, Drawer, Span, chance_of
from reporting.indicators import LIVE
from reporting.selectors.forecast import forecast

from .county import CUTOFF, client_of, grow
from .measure import Line, once, page_line, timed

PERMITS = 3_000
SAMPLE = 20  # what one draw at a time takes is told from so many


def lines(people: dict[str, User]) -> list[Line]:
    with transaction.atomic():
        found = forecasts(people)
        transaction.set_rollback(True)
    return found


def forecasts(people: dict[str, User]) -> list[Line]:
    centre, owner = people["XMZX"], people["XUEGUAN"]
    have = Permit.objects.count()
    grow(owner.unit, Project.objects.filter(unit=owner.unit).count() + PERMITS // 6)
    count = Permit.objects.count() - have
    assert count >= PERMITS
    spent = once(lambda: forecast(centre=centre.unit, on=CUTOFF, source=LIVE))
    naive = timed(lambda: [one_by_one(n) for n in range(SAMPLE)]) * count / SAMPLE
    ours = timed(lambda: [at_once(n) for n in range(SAMPLE)]) * count / SAMPLE
    client = client_of(centre)
    return [
        Line(f"预测 {count:,} 项手续", *spent),
        Line(f"　每项抽 {DRAWS:,} 次", ours, None, f"一次一次抽（{SAMPLE} 项折算）", naive),
        Line("　办结预测页", *once(lambda: client.get(f"/forecast/?as_of={CUTOFF}"))),
        page_line(client, "　办理时长页", f"/forecast/durations/?as_of={CUTOFF}"),
    ]


CURVE = Assumed.by_limit("land", 20)
DRAWER = Drawer("bench")


def at_once(number: int) -> Span:
    return Span.of(DRAWER.steps(CURVE, None, str(number)))


def one_by_one(number: int) -> Span:
    """The same curve drawn as one would write it down: a normal number at a time."""
    chance = chance_of(str(number)).gauss
    return Span.of([round(exp(log(CURVE.middle) + SPREAD * chance())) for _ in range(DRAWS)])
