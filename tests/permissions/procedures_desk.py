"""The desk, the matrix and 领办代办: who may look, who may act, who may give away."""

from tests.permissions.projects import LISTS, OFFICERS

NONE_TICKED = 422
ACTS = {
    **dict.fromkeys(["reporter", "outsider", "handler", "centre"], NONE_TICKED),
    "office": 403,
    "leader": 403,
    **OFFICERS,
}
CENTRE = {**dict.fromkeys(["reporter", "outsider", "handler", "office", "leader"], 403),
          "centre": NONE_TICKED, **OFFICERS}  # fmt: skip
NOTES = {"reporter": 403, "outsider": 404, "handler": 403, "centre": 200, "office": 403,
         "leader": 403, **OFFICERS}  # fmt: skip
STEP = {"step": "accept"}


def permit(cast, who):
    return cast.permit.pk


ROWS = [
    ("procedures:permits-step", STEP, ACTS),
    ("procedures:permits-step", STEP, ACTS, "post", {"on": "2022-12-09"}),
    ("procedures:permits-step", {"step": "assign"},
     {**dict.fromkeys(ACTS, 404), "office": 403, "leader": 403, "anonymous": 302}),
    ("procedures:permits-retract", {}, ACTS, "post", {"side": "handler"}),
    ("procedures:permits-officer", {}, CENTRE),
    ("procedures:permits-officer", {}, CENTRE, "post", {"officer": ""}),
    ("procedures:matrix", {}, LISTS),
    ("procedures:matrix-export", {}, LISTS),
    ("procedures:agent", {}, LISTS),
    ("procedures:agent-note", {"pk": permit}, NOTES),
    ("procedures:agent-note", {"pk": permit}, {**NOTES, "centre": 302}, "post", {"note": "已约"}),
    ("procedures:agent-note", {"pk": permit}, {**NOTES, "centre": 422}, "post", {}),
]  # fmt: skip
