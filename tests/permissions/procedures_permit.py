"""One permit: its owner and its bureau speak for their sides, the centre for both."""

from tests.permissions.procedures import KIND, admin
from tests.permissions.projects import OFFICERS


def pk(cast, who):
    return cast.permit.pk


PERMIT = {"pk": pk}
NUMBER = {"number": lambda cast, who: cast.project.number}


def seen(reporter, *, handler=None, centre=None, read_only=403):
    """The two sides and the centre as told, those above read, others do not see it."""
    sides = {"reporter": reporter, "handler": reporter if handler is None else handler}
    return {
        **OFFICERS,
        **sides,
        "outsider": 404,
        "centre": reporter if centre is None else centre,
        "office": read_only,
        "leader": read_only,
    }


def step(name):
    return {**PERMIT, "step": name}


LIMIT = {"valid_from": "2023-01-01", "promised_days": "5", "source": "公开承诺"}

ROWS = [
    ("procedures:permit", PERMIT, seen(200, read_only=200)),
    ("procedures:permit-step", step("send"), seen(200, handler=403)),
    ("procedures:permit-step", step("send"), seen(302, handler=403), "post", {"on": "2022-12-08"}),
    ("procedures:permit-step", step("accept"), seen(403, handler=200, centre=200)),
    (
        "procedures:permit-step",
        step("accept"),
        seen(403, handler=302, centre=302),
        "post",
        {"on": "2022-12-08"},
    ),
    ("procedures:permit-step", step("retract"), seen(404)),
    ("procedures:permit-number", step("finish"), seen(200)),
    ("procedures:permit-number", step("accept"), seen(404)),
    ("procedures:permit-retract", PERMIT, seen(200)),
    ("procedures:permit-retract", PERMIT, seen(422), "post", {"note": "点错"}),
    ("procedures:permit-edit", PERMIT, seen(200, handler=403)),
    (
        "procedures:permit-edit",
        PERMIT,
        seen(302, handler=403),
        "post",
        {"expected_on": "2022-12-30", "level": "county", "version": "1"},
    ),
    (
        "procedures:permit-begin",
        {**NUMBER, "code": "eia"},
        seen(302, handler=404),
        "post",
    ),
    ("procedures:kind-limit", {"code": "land"}, admin(302), "post", LIMIT),
    ("procedures:kind-limit", {"code": "land"}, admin(422), "post", KIND),
]
