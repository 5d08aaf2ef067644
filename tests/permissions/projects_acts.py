"""Acts on a project: its unit stops, resumes and moves stages; who keeps the list does the rest."""

from tests.permissions.projects import NUMBER, OFFICERS, own


def keeper(status):
    """The centre; the unit sees its project and may not, others do not see it."""
    return {
        "reporter": 403,
        "outsider": 403,
        "handler": 403,
        "centre": status,
        "office": 403,
        "leader": 403,
        **OFFICERS,
    }


STAGE = {"stage": "preliminary", "since": "2022-12-09", "reason": "手续不全"}
WHY = {"reason": "县委会议纪要"}
SPLIT = {
    "name_1": "一期", "total_1": "2000", "plan_1_2023": "1000",
    "name_2": "二期", "total_2": "3000", "plan_2_2023": "1000", **WHY,
}  # fmt: skip

ROWS = [
    # the project waits: it can neither be stopped nor resumed, and is on the list
    ("projects:project-stop", NUMBER, own(409)),
    ("projects:project-stop", NUMBER, own(409), "post", {}),
    ("projects:project-resume", NUMBER, own(409)),
    ("projects:project-stage", NUMBER, own(200)),
    ("projects:project-stage", NUMBER, own(302), "post", STAGE),
    ("projects:project-stage", NUMBER, own(422), "post", {"stage": "new"}),
    ("projects:project-transfer", NUMBER, keeper(200)),
    ("projects:project-transfer", NUMBER, keeper(422), "post", WHY),
    ("projects:project-withdraw", NUMBER, keeper(200)),
    ("projects:project-withdraw", NUMBER, keeper(302), "post", {"on": "2022-12-09", **WHY}),
    ("projects:project-restore", NUMBER, keeper(409)),
    ("projects:project-package", NUMBER, keeper(200)),
    ("projects:project-package", NUMBER, keeper(422), "post", WHY),
    ("projects:package-new", {}, keeper(200)),
    ("projects:package-new", {}, keeper(422), "post", WHY),
    ("projects:project-unpack", NUMBER, keeper(409)),
    ("projects:project-rejoin", NUMBER, keeper(409)),
    ("projects:project-split", NUMBER, keeper(200)),
    ("projects:project-split", NUMBER, keeper(302), "post", SPLIT),
    ("projects:project-merge", NUMBER, keeper(200)),
    ("projects:duplicates", {}, keeper(200)),
    ("projects:duplicates-dismiss", {}, keeper(404), "post", {"first": "PX-1", "second": "PX-2"}),
]
