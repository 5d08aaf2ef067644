"""Permits: the handler's desk is open, the project behind it is not; the catalogue is admin's."""

from tests.permissions.projects import LISTS, NUMBER, OFFICERS, own

ADMIN = dict.fromkeys(["reporter", "outsider", "handler", "centre", "office", "leader"], 404)
KIND = {
    "name": "土地",
    "order": "20",
    "default_level": "county",
    "default_unit": "",
    "is_active": "on",
}


def admin(status):
    return {**ADMIN, **OFFICERS, "admin": status}


ROWS = [
    ("procedures:permits", {}, LISTS),
    ("procedures:permits-export", {}, LISTS),
    ("procedures:project-permits", NUMBER, own(200, read_only=200)),
    ("procedures:catalogue", {}, admin(200)),
    ("procedures:kind", {"code": "land"}, admin(200)),
    ("procedures:kind", {"code": "land"}, admin(302), "post", KIND),
    ("procedures:kind", {"code": "land"}, admin(422), "post", {}),
]
