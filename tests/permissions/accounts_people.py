"""Hand-over: the public page of the code, one's own account, the administrator's act."""

from tests.permissions.accounts import KEEPERS, everybody, only

OWN = dict.fromkeys(["reporter", "outsider", "handler"], 200)
# accounts of other roles are granted, not handed over
REFUSED = dict.fromkeys(["centre", "office", "leader", *KEEPERS], 403)
PERSON = {"username": "handler"}

ROWS = [
    ("accounts:handover", {}, everybody(200, anonymous=200)),
    ("accounts:handover", {}, everybody(422, anonymous=422), "post"),
    ("accounts:me-handover", {}, OWN | REFUSED | {"anonymous": 302}, "post"),
    ("accounts:me-handover-cancel", {}, everybody(409), "post"),
    ("accounts:user-handover", PERSON, only(200), "post"),
    ("accounts:user-handover-cancel", PERSON, only(409), "post"),
]
