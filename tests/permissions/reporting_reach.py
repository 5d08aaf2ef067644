"""达标测算: the centre, the office and the leaders; a unit has no county to steer."""

from tests.permissions.reporting_figures import READERS
from tests.permissions.reporting_targets import PK

COUNTY = {**READERS, "reporter": 404, "outsider": 404, "handler": 404}
FLOOR = {**PK, "goal": "floor"}
ROWS = [
    ("reporting:reach", {}, COUNTY),
    ("reporting:reach-try", FLOOR, COUNTY),
    ("reporting:reach-export", FLOOR, COUNTY),
]
