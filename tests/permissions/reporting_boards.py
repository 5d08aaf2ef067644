"""大屏 and the desk's rows: whoever reads figures; a desk has to be named, or is one's own."""

from tests.permissions.reporting_figures import READERS

COUNTY = dict.fromkeys(["centre", "office", "leader"], 404)
ROWS = [
    ("reporting:screen", {}, READERS),
    ("reporting:desk-rows", {"key": "waiting"}, READERS | COUNTY),
]
