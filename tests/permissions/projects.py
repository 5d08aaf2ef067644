"""The register: a unit its own, the centre all, office and leaders read."""

OFFICERS = {"admin": 404, "security": 404, "auditor": 404, "anonymous": 302}
READERS = {"centre": 200, "office": 200, "leader": 200}


def own(status, *, read_only=403):
    """`cast.project` is the reporter's; another unit's is not there, not even for its handler."""
    return {
        "reporter": status,
        "outsider": 404,
        "handler": 404,
        "centre": status,
        "office": read_only,
        "leader": read_only,
        **OFFICERS,
    }


def number(cast, who):
    return cast.project.number


NUMBER = {"number": number}
PLAN = {"number": number, "year": 2023}
LISTS = {"reporter": 200, "outsider": 200, "handler": 200, **READERS, **OFFICERS}
WRITERS = {"reporter": 200, "outsider": 200, "handler": 200, "centre": 200}
ADD = {**WRITERS, "office": 403, "leader": 403, **OFFICERS}
IMPORTERS = {"reporter": 403, "outsider": 403, "handler": 403, "centre": 200, "office": 403,
             "leader": 403, **OFFICERS}  # fmt: skip
NEW = {"name": "新的项目", "year": "2023", "nature": "new", "level": "county"}
FACTS = {"name": "昕水河治理工程", "owner": "水务公司", "total_investment": "5000"}

ROWS = [
    ("projects:project-list", {}, LISTS),
    ("projects:project-export", {}, LISTS),
    ("projects:project-add", {}, ADD),
    # without a unit the centre is told to choose one
    ("projects:project-add", {}, {**dict.fromkeys(ADD, 302), **ADD} | {
        "reporter": 302, "outsider": 302, "handler": 302, "centre": 422}, "post", NEW),
    ("projects:project-import", {}, IMPORTERS),
    ("projects:project-import", {}, {**IMPORTERS, "centre": 422}, "post", {}),
    ("projects:project", NUMBER, own(200, read_only=200)),
    ("projects:project-history", NUMBER, own(200, read_only=200)),
    ("projects:project-edit", NUMBER, own(200)),
    ("projects:project-edit", NUMBER, own(302), "post", FACTS),
    ("projects:project-dates", NUMBER, own(200)),
    ("projects:project-dates", NUMBER, own(302), "post", {"started_on": "2022-12-01"}),
    ("projects:project-plan", PLAN, own(200)),
    ("projects:project-plan", PLAN, own(422), "post", {"nature": "new"}),
    ("projects:progress-add", PLAN, own(200)),
    ("projects:progress-add", PLAN, own(422), "post", {}),
]  # fmt: skip
