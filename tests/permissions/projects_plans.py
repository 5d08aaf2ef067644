"""The year's list: a unit its own rows, the county's readers all; only the centre changes it."""

OFFICERS = {"admin": 404, "security": 404, "auditor": 404, "anonymous": 302}
UNITS = ("reporter", "outsider", "handler")
READERS = {**dict.fromkeys((*UNITS, "centre", "office", "leader"), 200), **OFFICERS}
REFUSED = {**dict.fromkeys((*UNITS, "office", "leader"), 403), **OFFICERS}
YEAR = {"year": 2023}
KEY = {**YEAR, "key": "6f1c1f5e-7f1b-4a53-9a55-000000000002"}


def centre(status):
    return {**REFUSED, "centre": status}


ROWS = [
    ("projects:plans-current", {}, {**dict.fromkeys(READERS, 302), **OFFICERS}),
    ("projects:plan-list", YEAR, READERS),
    ("projects:plan-add", YEAR, centre(200)),
    ("projects:plan-add", YEAR, centre(422), "post", {}),
    ("projects:plan-remove", YEAR, centre(200)),
    ("projects:plan-remove", YEAR, centre(422), "post", {}),
    ("projects:plan-approve", YEAR, centre(200)),
    ("projects:plan-approve", YEAR, centre(422), "post", {}),
    ("projects:plan-roll-over", YEAR, centre(200)),
    ("projects:plan-roll-over", YEAR, centre(422), "post", {}),
    # nobody has acted on the list: there is nothing to take back
    ("projects:plan-undo", KEY, centre(404), "post"),
]
