"""The list: everybody who sees projects keeps views; who writes them changes many at once.

Own fields are the administrator's, the word lists the centre's.
"""

from tests.conftest import WHO
from tests.permissions.projects import ADD, LISTS, OFFICERS

KEY = {"key": "6f1c1f5e-7f1b-4a53-9a55-000000000002"}
PK = {"pk": 1}
NOBODYS = dict.fromkeys(WHO, 404) | {"anonymous": 302}
SEERS = {who: 302 for who in LISTS if who not in OFFICERS} | OFFICERS
# a change of many projects is its owner's alone; nobody else's key is known
WRITERS_KEY = ADD | dict.fromkeys(["reporter", "outsider", "handler", "centre"], 404)
NOTHING_TICKED = ADD | dict.fromkeys(["reporter", "outsider", "handler", "centre"], 422)


def only(who, status):
    return NOBODYS | {who: status}


FIELD = {"label": "用地面积（亩）", "type": "number", "order": "10"}

ROWS = [
    ("projects:list-export", {}, LISTS),
    ("projects:views", {}, LISTS),
    ("projects:view-save", {}, SEERS, "post", {"name": "停工的", "query": "status=stopped"}),
    ("projects:view-save", {}, {**dict.fromkeys(SEERS, 422), **OFFICERS}, "post", {}),
    # a view is its owner's or the county's; of no other is there one
    ("projects:view-rename", PK, NOBODYS),
    ("projects:view-rename", PK, NOBODYS, "post", {"name": "新名称"}),
    ("projects:view-delete", PK, NOBODYS),
    ("projects:view-delete", PK, NOBODYS, "post"),
    ("projects:bulk-start", {}, NOTHING_TICKED, "post", {"field": "leader"}),
    ("projects:bulk", KEY, WRITERS_KEY),
    ("projects:bulk-propose", KEY, WRITERS_KEY, "post"),
    ("projects:bulk-apply", KEY, WRITERS_KEY, "post"),
    ("projects:bulk-undo", KEY, WRITERS_KEY, "post"),
    ("projects:fields", {}, only("admin", 200)),
    ("projects:field-add", {}, only("admin", 200)),
    ("projects:field-add", {}, only("admin", 302), "post", FIELD),
    ("projects:field-add", {}, only("admin", 422), "post", {"label": "备注", "type": "text"}),
    ("projects:field", {"key": "own1"}, NOBODYS),
    ("projects:field", {"key": "own1"}, NOBODYS, "post", FIELD),
    ("projects:field-retire", {"key": "own1"}, NOBODYS, "post"),
    ("projects:field-restore", {"key": "own1"}, NOBODYS, "post"),
    ("projects:terms", {}, only("centre", 200)),
    ("projects:term-add", {"kind": "strategy"}, only("centre", 302), "post",
     {"name": "转型发展", "order": "10"}),
    ("projects:term-add", {"kind": "industry"}, only("centre", 422), "post", {}),
    ("projects:term", PK, NOBODYS),
    ("projects:term", PK, NOBODYS, "post", {"name": "转型发展", "order": "10"}),
    ("projects:term-retire", PK, NOBODYS, "post"),
    ("projects:term-restore", PK, NOBODYS, "post"),
]  # fmt: skip
