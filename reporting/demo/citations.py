"""固定引用 of the demo: what the office cites in its report to the city, before 改口径."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from reporting.indicators import SEALED
from reporting.references import Reference
from reporting.selectors.drill import ROUNDS_READ
from reporting.selectors.recount import books_of, figure_of
from reporting.services.references import keep
from workplace import clock

from .replay import Replay, Step, winter

CITED_AT = winter(1, 28, 15, 40)
CITED, CITED_ON = "permit_rate", date(2023, 1, 27)


def steps(replay: Replay) -> Iterator[Step]:
    yield CITED_AT, partial(cite, replay)


def cite(replay: Replay) -> None:
    by = replay.desk.people["office"]
    centre = replay.desk.centre.unit
    asked = Reference(f"/indicators/{CITED}/", CITED_ON, SEALED, year=2023)
    figure = figure_of(books_of(asked, centre, clock.now(), ROUNDS_READ), CITED, asked)
    keep(printed=figure.printed, centre=centre, by=by)
