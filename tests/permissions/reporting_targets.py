"""Targets and lights: read by all who read the figures, set by the office."""

from datetime import date

from reporting.models import Target
from tests.permissions.projects import NUMBER, own
from tests.permissions.reporting_figures import READERS

WRITERS = {who: 403 if status == 200 else status for who, status in READERS.items()}


def office(status):
    return {**WRITERS, "office": status}


def a_target(cast, who):
    found, _ = Target.objects.get_or_create(
        indicator="start_rate", year=2022, scope="all", due_on=date(2022, 12, 31), floor="0.95"
    )
    return found.pk


PK = {"pk": a_target}
SEEN = "start_rate|2022|all|2022-12-31|0.95||"
TARGET = {
    "indicator": "start_rate",
    "year": "2022",
    "scope": "all",
    "due_on": "2022-12-31",
    "floor": "96",
    "reason": "办公会议定",
    "seen": SEEN,
}
RULE = {
    "valid_from": "2022-12-09",
    "green_within": "5",
    "yellow_within": "20",
    "months_without_start": "2",
    "reason": "办公会议定",
}
ROWS = [
    ("reporting:targets", {}, READERS),
    ("reporting:target-add", {}, office(200)),
    ("reporting:target-add", {}, office(302), "post", TARGET),
    ("reporting:target", PK, READERS),
    ("reporting:target-save", PK, office(302), "post", TARGET),
    ("reporting:target-save", PK, office(422), "post", {}),
    ("reporting:target-remove", PK, office(302), "post", {"seen": SEEN, "reason": "重复"}),
    ("reporting:lights", {}, READERS),
    ("reporting:light-rule-add", {}, office(302), "post", RULE),
    ("reporting:project-lights", NUMBER, own(200, read_only=200)),
]
