"""Problems: the owner's, the bureau's that is to solve it, and the county's; steps by the table."""

from tests.permissions.projects import LISTS, OFFICERS


def pk(cast, who):
    return cast.issue.pk


def supervised(cast, who):
    """With a 督办单; the caller is inside `undone`."""
    type(cast.issue).objects.filter(pk=cast.issue.pk).update(
        supervised=1, reply_due_on="2022-12-20"
    )
    return cast.issue.pk


def parties(reporter, handler, centre, office, leader=403, **more):
    return {
        "reporter": reporter,
        "outsider": 404,
        "handler": handler,
        "centre": centre,
        "office": office,
        "leader": leader,
        **OFFICERS,
        **more,
    }


def step(name, expected, data=None, key=pk):
    said = {"text": "说明"} | (data or {})
    return ("procedures:issue-step", {"pk": key, "step": name}, expected, "post", said)


def unit(cast):
    return cast.units["ZRZY"].pk


SEEN = parties(200, 200, 200, 200, 200)
ADDERS = {"reporter": 200, "outsider": 200, "handler": 200, "centre": 200, "office": 200,
          "leader": 403, **OFFICERS}  # fmt: skip
ABOVE = {"reporter": 404, "outsider": 404, "handler": 404, "centre": 200, "office": 200,
         "leader": 200, **OFFICERS}  # fmt: skip
DAY = "2022-12-20"

ROWS = [
    ("procedures:issues", {}, LISTS),
    ("procedures:issues-export", {}, LISTS),
    ("procedures:issue-stats", {}, ABOVE),
    ("procedures:issue-add", {}, ADDERS),
    ("procedures:issue", {"pk": pk}, SEEN),
    ("procedures:issue-files-add", {"pk": pk}, parties(200, 200, 200, 200)),
    ("procedures:issue-files-add", {"pk": pk}, parties(422, 422, 422, 422), "post", {}),
    ("procedures:issue-order", {"pk": supervised}, SEEN),
    ("procedures:issue-order", {"pk": pk}, parties(409, 409, 409, 409, 409)),
    step("remark", parties(302, 302, 302, 302)),
    step("remark", parties(422, 422, 422, 422), {"text": ""}),
    step("assign", parties(403, 403, 422, 422), {"reply_due_on": DAY}),
    step("reply", parties(403, 409, 403, 403), {"finish_on": DAY}),
    step("reply", parties(403, 302, 403, 403), {"finish_on": DAY}, supervised),
    step("escalate", parties(403, 403, 302, 302), {"level": "province"}),
    step("decide", parties(403, 403, 302, 302), {"due_on": DAY}),
    step("ask_clear", parties(409, 302, 302, 403)),
    step("clear", parties(302, 403, 403, 403)),
    step("refuse", parties(409, 403, 403, 403)),
    step("reopen", parties(409, 403, 409, 403)),
    step("edit", parties(302, 403, 403, 403)),
    step("nonsense", {**parties(404, 404, 404, 404), "leader": 404}),
]
