"""分解: the centre decomposes, those above it read; a bureau sees and signs what is its own."""

from procedures.models import Template
from tests.permissions.projects import LISTS, NUMBER, OFFICERS, own

UNSEEN = dict.fromkeys(["reporter", "outsider", "handler"], 404)
KEY = {"key": "00000000-0000-4000-8000-000000000000"}


def code(cast, who):
    """A template, made where the row asks for it."""
    values = {"name": "政府投资审批类", "way": "approval"}
    return Template.objects.get_or_create(code="gov", defaults=values)[0].code


def retired(cast, who):
    values = {"name": "旧模板", "way": "filing", "is_active": False}
    return Template.objects.get_or_create(code="old", defaults=values)[0].code


TEMPLATE, RETIRED = {"code": code}, {"code": retired}


def above(status, *, others=200):
    return {**UNSEEN, "centre": status, "office": others, "leader": others, **OFFICERS}


def centre(status):
    return above(status, others=403)


SIGNERS = {"reporter": 422, "outsider": 422, "handler": 422, "centre": 422,
           "office": 403, "leader": 403, **OFFICERS}  # fmt: skip
ALL = {"all": "1"}

ROWS = [
    ("procedures:decompose", {}, above(200)),
    ("procedures:decompose-export", {}, above(200)),
    ("procedures:decompose-bulk", {}, centre(422), "post", {}),
    ("procedures:decompose-undo", KEY, centre(404), "post"),
    ("procedures:project-decompose", NUMBER, centre(200)),
    ("procedures:project-decompose", NUMBER, centre(422), "post", {"act": "save"}),
    ("procedures:critical-path", NUMBER, own(200, read_only=200)),
    ("procedures:template-list", {}, above(200)),
    ("procedures:template-add", {}, centre(200)),
    ("procedures:template-add", {}, centre(302), "post",
     {"name": "城市更新", "way": "filing", "order": "10", "land-need": "yes"}),
    ("procedures:template-add", {}, centre(422), "post", {}),
    ("procedures:template", TEMPLATE, above(200)),
    ("procedures:template", TEMPLATE, centre(422), "post", {}),
    ("procedures:template-copy", TEMPLATE, centre(302), "post"),
    ("procedures:template-retire", TEMPLATE, centre(302), "post"),
    ("procedures:template-restore", RETIRED, centre(302), "post"),
    ("procedures:orders", {}, LISTS),
    ("procedures:orders-print", {}, LISTS),
    ("procedures:orders-export", {}, LISTS),
    ("procedures:orders-acknowledge", {}, SIGNERS, "post", {}),
    # a bureau signs all that waits; the centre ticks what it signs for
    ("procedures:orders-acknowledge", {},
     {**SIGNERS, "reporter": 302, "outsider": 302, "handler": 302}, "post", ALL),
    ("procedures:orders-edit", {}, centre(422), "post", {}),
]  # fmt: skip
