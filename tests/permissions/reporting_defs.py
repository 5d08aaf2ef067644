"""口径: read by all who read the figures, changed by the office."""

from datetime import date

from reporting.models import Definition
from tests.factories import at
from tests.permissions.reporting_figures import READERS
from tests.permissions.reporting_targets import office

CHANGE = {
    "valid_from": "2022-12-16",
    "convention": "full_matrix",
    "counting": "one_side",
    "reason": "与市里一致",
    "source": "领导小组会议纪要",
    "seen": "2022-12-16|full_matrix|one_side",
}


def a_definition(cast, who):
    found, _ = Definition.objects.get_or_create(
        campaign=cast.campaign, version=2, valid_from=date(2022, 12, 16), counting="one_side",
        convention="full_matrix", reason="与市里一致", by=cast.office, at=at("2022-12-09 09:30"),
    )  # fmt: skip
    return found.pk


PK = {"pk": a_definition}
NONE = {"pk": 99_999}
ROWS = [
    ("reporting:definitions", {}, READERS),
    ("reporting:definition-add", {}, office(302), "post", CHANGE),
    ("reporting:definition-add", {}, office(200), "post", CHANGE | {"preview": "1"}),
    ("reporting:definition-add", {}, office(422), "post", {}),
    ("reporting:definition-undo", PK, office(302), "post", {"reason": "写错了"}),
    ("reporting:definition-undo", PK, office(422), "post", {}),
    ("reporting:definition-undo", NONE, office(404), "post", {"reason": "写错了"}),
]
