"""Units and accounts: the administrator's, with the security officer and the auditor reading."""

WORKING = ["reporter", "outsider", "handler", "centre", "office", "leader"]
KEEPERS = ["admin", "security", "auditor"]


def only(status, *, admin=None, security=403, auditor=403):
    """Working roles see nothing; the three officers as told; strangers sign in first."""
    officers = {
        "admin": status if admin is None else admin,
        "security": security,
        "auditor": auditor,
    }
    return dict.fromkeys(WORKING, 404) | officers | {"anonymous": 302}


def everybody(status, anonymous=302):
    return dict.fromkeys([*WORKING, *KEEPERS], status) | {"anonymous": anonymous}


UNIT = {"code": "JTJ"}
PERSON = {"username": "handler"}
READ = only(200, security=200, auditor=200)
SECURITY_ONLY = only(403, security=302)
EDIT_UNIT = {
    "name": "蒲县交通运输局",
    "short_name": "交通局",
    "kind": "bureau",
    "order": "40",
    "files_reports": "on",
}
NEW_UNIT = EDIT_UNIT | {"code": "XIN", "name": "新区管委会", "short_name": "新区"}
EDIT_USER = {"name": "王建国", "unit": "ZRZY", "email": ""}

ROWS = [
    ("accounts:login", {}, everybody(302, anonymous=200)),
    ("accounts:login", {}, everybody(422, anonymous=422), "post"),
    ("accounts:logout", {}, everybody(302), "post"),
    ("accounts:large-type", {}, everybody(302), "post", {"large": "1"}),
    ("accounts:me", {}, everybody(200)),
    ("accounts:me-edit", {}, everybody(302), "post", {"email": "a@example.test"}),
    ("accounts:sessions-end", {}, everybody(302), "post"),
    ("accounts:password", {}, everybody(200)),
    ("accounts:password", {}, everybody(422), "post"),
    ("accounts:units", {}, READ),
    ("accounts:unit", UNIT, READ),
    ("accounts:unit", {"code": "NOSUCH"}, only(404, security=404, auditor=404)),
    ("accounts:unit-add", {}, only(200)),
    ("accounts:unit-add", {}, only(302), "post", NEW_UNIT),
    ("accounts:unit-edit", UNIT, only(302), "post", EDIT_UNIT),
    ("accounts:unit-disable", UNIT, only(200)),
    ("accounts:unit-disable", UNIT, only(302), "post"),
    ("accounts:unit-restore", UNIT, only(409), "post"),
    ("accounts:users", {}, READ),
    ("accounts:user", PERSON, READ),
    ("accounts:user-add", {}, only(200)),
    ("accounts:user-add", {}, only(200), "post", EDIT_USER | {"username": "wang"}),
    ("accounts:user-edit", PERSON, only(302), "post", EDIT_USER),
    ("accounts:user-reset", PERSON, only(200)),
    ("accounts:user-reset", PERSON, only(200), "post"),
    ("accounts:user-disable", PERSON, only(200)),
    ("accounts:user-disable", PERSON, only(302), "post"),
    ("accounts:user-restore", PERSON, only(409), "post"),
    ("accounts:user-role", PERSON, SECURITY_ONLY, "post", {"role": "office"}),
    ("accounts:user-unlock", PERSON, only(403, security=409), "post"),
]
