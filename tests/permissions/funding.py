"""资金争取 and 附件: a unit its own, the centre all, office and leaders read."""

from tests.permissions.projects import LISTS, NUMBER, OFFICERS, own


def application(cast, who):
    return cast.funding.pk


def file(cast, who):
    return cast.file.pk


FUNDING = {"pk": application}
FILE = {"pk": file}
SEEN = {"channel": "special_bond"}
# the centre alone edits what a channel wants; who sees projects may read it
EDITORS = {"reporter": 403, "outsider": 403, "handler": 403, "centre": 200, "office": 403,
           "leader": 403, **OFFICERS}  # fmt: skip
APPLIED = {"channel": "special_bond", "year": "2023", "applied": "5000", "applied_on": "2022-12-01"}
WHY = {"reason": "省里没有批"}

ROWS = [
    ("procedures:funding-list", {}, LISTS),
    ("procedures:funding", FUNDING, own(200, read_only=200)),
    ("procedures:project-funding", NUMBER, own(200, read_only=200)),
    ("procedures:funding-needs", {}, LISTS),
    ("procedures:needs-edit", SEEN, EDITORS),
    ("procedures:needs-edit", SEEN, {**EDITORS, "centre": 302}, "post",
     {"kinds": "land", "basis": "申报通知"}),
    ("projects:funding-add", NUMBER, own(200)),
    ("projects:funding-add", NUMBER, own(302), "post", APPLIED),
    ("projects:funding-edit", FUNDING, own(200)),
    ("projects:funding-edit", FUNDING, own(302), "post", APPLIED),
    ("projects:funding-edit", FUNDING, own(422), "post", {}),
    ("projects:funding-reject", FUNDING, own(200)),
    ("projects:funding-reject", FUNDING, own(302), "post", WHY),
    ("projects:funding-reject", FUNDING, own(422), "post", {}),
    ("projects:funding-reopen", FUNDING, own(200)),
    ("projects:funding-reopen", FUNDING, own(409), "post", WHY),
    ("projects:project-files", NUMBER, own(200, read_only=200)),
    ("projects:project-files-add", NUMBER, own(200)),
    ("projects:project-files-add", NUMBER, own(422), "post", {}),
    ("projects:funding-files-add", FUNDING, own(200)),
    ("projects:funding-files-add", FUNDING, own(422), "post", {}),
    ("workplace:file", FILE, own(200, read_only=200)),
    ("workplace:file-remove", FILE, own(302), "post"),
    # it stands already: nothing to bring back
    ("workplace:file-restore", FILE, own(302), "post"),
]  # fmt: skip
