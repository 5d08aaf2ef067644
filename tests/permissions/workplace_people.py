"""Accounts from a workbook: the administrator's alone."""

from functools import partial
from uuid import UUID

from tests.permissions.accounts import only
from workplace.models import Job

KEYS = {name: UUID(int=n) for n, name in enumerate(("ready", "bad", "whose"), 1)}
PERSON = {"unit": "JTJ", "name": "王建国", "username": "jtj", "email": "", "is_liaison": True}
LINE = PERSON | {"row": 4, "unit": "交通局", "state": "new", "notes": [""]}


def job(cast, who, name="ready"):
    """A list that the administrator has uploaded a moment ago."""
    payload = {
        "sheet": "账号", "rows": 1, "columns": [], "lines": [LINE], "errors": [],
        "counts": {"error": 0, "new": 1, "known": 0, "blank": 0}, "people": [PERSON],
        "is_ready": name == "ready",
    }  # fmt: skip
    owner = cast.security if name == "whose" else cast.admin
    found, _ = Job.objects.get_or_create(
        key=KEYS[name], owner=owner, kind="import-people", defaults={"payload": payload}
    )
    return found.key


NOBODYS = {"key": UUID(int=99)}
OWN, BAD, FOREIGN = ({"key": partial(job, name=name)} for name in KEYS)

ROWS = [
    ("workplace:people-import", {}, only(200)),
    ("workplace:people-import", {}, only(422), "post"),
    ("workplace:people-template", {}, only(200)),
    ("workplace:people-preview", NOBODYS, only(404)),
    ("workplace:people-apply", OWN, only(200), "post"),
    ("workplace:people-apply", BAD, only(422), "post"),
    ("workplace:people-apply", FOREIGN, only(404), "post"),
    ("workplace:people-marked", NOBODYS, only(404)),
]
