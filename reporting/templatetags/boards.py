"""The days near the one that is looked at, as the day picker links to them."""

from dataclasses import dataclass

from django import template
from django.utils.http import urlencode

from reporting import references
from reporting.selectors.dashboard import fridays
from reporting.views.asked import Asked
from workplace import clock

register = template.Library()


@dataclass(frozen=True)
class Near:
    """As they stand in an address."""

    today: str
    before: str
    after: str  # empty once it lies ahead
    compare: str
    screen: str


@register.simple_tag
def days_near(ask: Asked) -> Near:
    today = clock.today()
    near = fridays(ask.as_of, today)
    unit = ask.unit.code if ask.unit and ask.narrowed else ""
    shared = {"source": ask.source, "unit": unit, "known": _known(ask)}
    two = {"a": near.before.isoformat(), "b": ask.as_of.isoformat(), **shared}
    one = {"as_of": "" if ask.as_of == today else ask.as_of.isoformat(), **shared}
    return Near(
        today=today.isoformat(),
        before=near.before.isoformat(),
        after=near.after.isoformat() if near.after else "",
        compare=_address(two),
        screen=_address(one),
    )


def _known(ask: Asked) -> str:
    return references.moment_text(ask.known) if ask.known else ""


def _address(found: dict[str, str]) -> str:
    return urlencode({key: value for key, value in found.items() if value})
