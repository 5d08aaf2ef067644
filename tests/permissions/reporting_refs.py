"""Figures opened to their rows, lists, comparison, kept numbers: whoever reads the figures.

A reporter opens only what speaks of its own unit.
"""

from datetime import date

from reporting.references import Printed, Reference
from reporting.services.references import mint_one
from tests.permissions.reporting_figures import READERS
from tests.reporting.boards import begin_history

KEY, LIST = {"key": "permit_rate"}, {"key": "blocked"}


def told_from_history(cast, who):
    """What is kept is counted again from the history, which rows made in bulk do not have."""
    begin_history()
    return "permit_rate"


DONE = {who: 302 if status == 200 else status for who, status in READERS.items()}
NOBODY = {who: 404 if status == 200 else status for who, status in READERS.items()}
OWNERS = {**READERS, "outsider": 404, "handler": 404}
COUNTYS = {**OWNERS, "reporter": 404}


def kept(unit):
    def code(cast, who):
        asked = Reference("/indicators/permit_rate/", date(2022, 12, 9), "live", unit=unit)
        printed = Printed(asked, "办结率", "65.0%", "13", "20", "0" * 64)
        return mint_one(printed, centre=cast.centre.unit, by=cast.centre).code

    return {"code": code}


ROWS = [
    ("reporting:figure-rows", KEY, READERS),
    ("reporting:figure-rows", {"key": "nothing"}, NOBODY),
    ("reporting:figure-keep", {"key": told_from_history}, DONE, "post"),
    ("reporting:figure-keep", {"key": "nothing"}, NOBODY, "post"),
    ("reporting:list", LIST, READERS),
    ("reporting:list", {"key": "nothing"}, NOBODY),
    ("reporting:list-rows", LIST, READERS),
    ("reporting:list-export", LIST, READERS),
    ("reporting:list-keep", LIST, DONE, "post"),
    ("reporting:compare", {}, READERS),
    ("reporting:compare-export", {}, READERS),
    ("reporting:reference-find", {}, READERS),
    ("reporting:reference", kept("XUEGUAN"), OWNERS),
    ("reporting:reference", kept(""), COUNTYS),
    ("reporting:reference", {"code": "NOTHING"}, NOBODY),
]
