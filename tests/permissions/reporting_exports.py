"""Export profiles: the centre makes them, office and leaders take them. Lists: centre, office."""

from reporting.models import CityList, ExportProfile
from tests.permissions.reporting_review import NOBODY, reading, reviewing
from workplace.models import Job

HEAD = ["reporter", "outsider", "handler", "leader", "admin", "security", "auditor"]
COLUMNS = {
    "columns-TOTAL_FORMS": "1",
    "columns-INITIAL_FORMS": "0",
    "columns-0-field": "name",
    "columns-0-order": "1",
}
NEW = {"name": "县长要的表", "year": "campaign", **COLUMNS}


def comparing(status):
    may = dict.fromkeys(["centre", "office"], status)
    return dict.fromkeys(HEAD, 404) | may | {"anonymous": 302}


def profile(shipped=False):
    def make(cast, who):
        found, _ = ExportProfile.objects.get_or_create(
            centre=cast.units["XMZX"], code="shipped" if shipped else "own-1",
            defaults={
                "name": "系统的表" if shipped else "自己的表", "rows": "projects",
                "columns": [{"column": "A", "field": "name"}], "is_shipped": shipped,
            },
        )  # fmt: skip
        return found.pk

    return make


def template(cast, who):
    """A template that the person has uploaded; nobody else's."""
    user = cast.user(who) or cast.centre
    job = Job.objects.create(
        kind="export-template", owner=user, name="表.xlsx", file="imports/none.xlsx",
        scope={"rows": "projects"},
        payload={"is_ready": True, "template": {
            "sheets": ["表"], "sheet": "表", "header": 3, "first_row": 4, "body_rows": 1,
            "columns": [{"letter": "A", "header": "项目名称", "key": "name"}],
            "cells": [], "top": [["项目名称"]], "losses": [],
        }},
    )  # fmt: skip
    return job.key


def draft(cast, who):
    user = cast.user(who) or cast.centre
    job = Job.objects.create(
        kind="city-list", owner=user, name="名单.xlsx", file="imports/none.xlsx",
        scope={"centre": "XMZX", "year": 2023, "as_of": "2022-12-09"},
        payload={"is_ready": True, "questions": [], "columns": [], "faults": [],
                 "fault_count": 0, "sheet": "表", "rows": [{"row": 2, "name": "甲"}]},
    )  # fmt: skip
    return job.key


def city_list(cast, who):
    found, _ = CityList.objects.get_or_create(
        centre=cast.units["XMZX"], name="名单.xlsx", year=2023, as_of="2022-12-09",
        rows=[{"row": 2, "name": "昕水河治理"}], workbook=b"x", by=cast.centre,
        at="2022-12-08T00:00Z",
    )  # fmt: skip
    return found.pk


OWN, SHIPPED, GONE = {"pk": profile()}, {"pk": profile(shipped=True)}, {"pk": 99_999}
LIST = {"pk": city_list}
ROWS = [
    ("reporting:exports", {}, reading(200)),
    ("reporting:export-profile", OWN, reading(200)),
    ("reporting:export-profile", GONE, reading(404)),
    ("reporting:export-file", OWN, reading(200)),
    ("reporting:export-add", {}, reviewing(200)),
    ("reporting:export-add", {}, reviewing(302), "post", NEW),
    ("reporting:export-add", {}, reviewing(422), "post", NEW | {"name": ""}),
    ("reporting:export-edit", OWN, reviewing(200)),
    ("reporting:export-edit", OWN, reviewing(302), "post", NEW | {"version": "1"}),
    ("reporting:export-edit", OWN, reviewing(409), "post", NEW | {"version": "9"}),
    ("reporting:export-edit", SHIPPED, reviewing(409), "post", NEW | {"version": "1"}),
    ("reporting:export-copy", SHIPPED, reviewing(302), "post"),
    ("reporting:export-copy", GONE, reviewing(404), "post"),
    ("reporting:export-archive", OWN, reviewing(302), "post"),
    ("reporting:export-upload", {}, reviewing(200)),
    ("reporting:export-upload", {}, reviewing(422), "post"),
    ("reporting:export-mapping", {"key": template}, reviewing(200)),
    ("reporting:export-mapping", {"key": "00000000-0000-4000-8000-000000000000"}, reviewing(404)),
    ("reporting:city-lists", {}, comparing(200)),
    ("reporting:city-lists", {}, comparing(422), "post"),
    ("reporting:city-list-check", {"key": draft}, comparing(200)),
    ("reporting:city-list-check", {"key": draft}, comparing(409), "post"),  # the file is gone
    ("reporting:city-list", LIST, comparing(200)),
    ("reporting:city-list", GONE, comparing(404)),
    ("reporting:city-list-match", LIST, comparing(302), "post", {"row-2": "-"}),
    ("reporting:city-list-remark", LIST, comparing(302), "post", {"line": "2", "state": "told"}),
    ("reporting:city-list-remark", LIST, comparing(404), "post", {"line": "2", "state": "x"}),
    ("reporting:city-list-file", LIST, comparing(200)),
]
assert set(NOBODY) <= set(comparing(200))
