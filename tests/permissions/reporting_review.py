"""The centre's work on a round; office and leaders read it, units do not see it."""

CUTOFF = {"cutoff": "2022-12-09"}
UNIT = CUTOFF | {"unit": "XUEGUAN"}
NOBODY = dict.fromkeys(["reporter", "outsider", "handler", "admin", "security", "auditor"], 404)


def reading(status):
    return NOBODY | dict.fromkeys(["centre", "office", "leader"], status) | {"anonymous": 302}


def reviewing(status):
    """The centre as told; who only reads is refused."""
    return NOBODY | {"centre": status, "office": 403, "leader": 403, "anonymous": 302}


DUE = {"due_on": "2022-12-09", "due_time": "15:00", "reason": "停电"}

ROWS = [
    ("reporting:review-current", {}, reading(302)),
    ("reporting:review", CUTOFF, reading(200)),
    ("reporting:review", {"cutoff": "2022-12-16"}, reading(404)),
    ("reporting:review-unit", UNIT, reading(200)),
    ("reporting:review-unit", CUTOFF | {"unit": "XMZX"}, reading(404)),  # files no reports
    ("reporting:chase", CUTOFF, reviewing(302), "post", {"unit": "XUEGUAN"}),
    ("reporting:chase", CUTOFF, reviewing(422), "post"),
    ("reporting:submission-move", UNIT | {"verb": "accept"}, reviewing(409), "post"),
    ("reporting:submission-move", UNIT | {"verb": "submit"}, reviewing(404), "post"),
    ("reporting:remark-add", UNIT, reviewing(409), "post", {"text": "请核对"}),
    ("reporting:remark-delete", UNIT | {"pk": 1}, reviewing(404), "post"),
    ("reporting:round-move", CUTOFF, reviewing(200)),
    ("reporting:round-move", CUTOFF, reviewing(302), "post", DUE),
    ("reporting:ladder", {}, reviewing(200)),
    ("reporting:ladder", {}, reviewing(422), "post"),
    ("reporting:compile", CUTOFF, reading(200)),
    ("reporting:compile", CUTOFF, reviewing(409), "post"),  # nothing is sealed yet
    ("reporting:compiled", CUTOFF, reading(404)),
    ("reporting:dispatch", CUTOFF | {"version": 1}, reviewing(404), "post"),
]
