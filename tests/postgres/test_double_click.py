"""A double click is requests at the same moment: one effect, and all get the same answer (R7)."""

import uuid
from functools import partial

import pytest

from accounts.models import User
from projects.models import Project
from reporting.models import Seal
from tests.table import signed_in
from workplace.models import Act

NEW_ROW = {"name": "刁口污水处理厂", "total_investment": "9000", "level": "county"}
NEW_USER = {"name": "王建国", "unit": "ZRZY", "email": "", "username": "wang"}
CLICKS = [
    ("outsider", "/report/2022-12-09/zero/", {}, "report-submit", Seal.objects),
    ("reporter", "/report/2022-12-09/add/", NEW_ROW, "report-row-add", None),
    ("admin", "/accounts/users/add/", NEW_USER, "user-add", None),
    ("centre", "/review/2022-12-09/chase/", {"unit": "XUEGUAN"}, "chase", None),
]


@pytest.mark.parametrize(("who", "path", "data", "verb", "made"), CLICKS, ids=lambda v: str(v)[:30])
def test_three_clicks_at_once_act_once(cast, race, who, path, data, verb, made):
    data = data | {"op": str(uuid.uuid4())}
    clicks = [partial(signed_in(cast, who).post, path, data) for _ in range(3)]

    answers = race(clicks)

    assert {answer.status_code for answer in answers} <= {200, 302}, answers
    assert len({answer.headers.get("Location") for answer in answers}) == 1
    assert Act.objects.filter(verb=verb, result="ok").count() == 1
    assert not Act.objects.filter(result="refused").exists()
    assert made is None or made.count() == 1
    assert Project.objects.filter(name=NEW_ROW["name"]).count() <= 1
    assert User.objects.filter(username="wang").count() <= 1
