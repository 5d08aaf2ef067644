"""The register's tables: everybody who sees the register takes them, the centre brings them in."""

from tests.permissions.projects import IMPORTERS, LISTS

FORM = {"form": "targets"}
KEY = {**FORM, "key": "6f1c1f5e-7f1b-4a53-9a55-000000000001"}
LOST = {**IMPORTERS, "centre": 404}

ROWS = [
    ("projects:tables", {}, LISTS),
    *(("projects:table-template", {"form": form}, LISTS) for form in ("targets", "projects")),
    *(
        ("projects:table-export", {"form": form}, LISTS)
        for form in ("targets", "reserve", "funding", "projects")
    ),
    ("projects:table-template", {"form": "no-such-table"}, dict.fromkeys(LISTS, 404) | {
        "anonymous": 302}),
    ("projects:table-import", FORM, IMPORTERS),
    ("projects:table-import", FORM, {**IMPORTERS, "centre": 422}, "post", {}),
    # an import is its owner's alone; nobody else's key is known
    ("projects:table-preview", KEY, LOST),
    ("projects:table-marked", KEY, LOST),
    ("projects:table-answers", KEY, LOST, "post"),
    ("projects:table-apply", KEY, LOST, "post"),
    ("projects:table-undo", KEY, LOST, "post"),
]  # fmt: skip
