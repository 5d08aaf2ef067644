"""Documents, profiles, lists, 口径 and kept numbers of another county are not there (S38)."""

import pytest

from accounts.errors import Refused
from projects.models import Project
from reporting.models import (
    ActivitySummary,
    Circular,
    CityList,
    Definition,
    ExportProfile,
    FigureReference,
)
from reporting.services.papers import draft_paper
from tests.permissions import reporting_exports, reporting_papers
from tests.security.conftest import SECRET
from tests.table import signed_in

TABLES = (Circular, ActivitySummary, ExportProfile, CityList, Definition, FigureReference, Project)
ROLES = ["reporter", "handler", "centre", "office", "leader", "admin", "auditor"]
PAGES = [
    "/papers/{paper}/", "/papers/{issued}/", "/papers/{issued}/document.docx",
    "/papers/{paper}/edit/", "/papers/{paper}/issue/", "/papers/{issued}/withdraw/",
    "/papers/{issued}/correct/", "/summaries/WUCHENG/", "/summaries/WUCHENG/summary.docx",
    "/appraisal/WUCHENG/", "/exports/{profile}/", "/exports/{profile}/file.xlsx",
    "/exports/{profile}/edit/", "/city-lists/{list}/", "/city-lists/{list}/comparison.xlsx",
    "/f/{reference}/", "/projects/PX-2039-900/forecast/",
    *(f"{page}?unit=WUCHENG" for page in (
        "/lists/late/", "/lists/late/rows.json", "/lists/late/rows.xlsx", "/compare/",
        "/compare/compare.xlsx", "/indicators/permit_rate/rows.json", "/reach/", "/forecast/",
        "/forecast/permits/", "/forecast/forecast.xlsx", "/screen/",
    )),
]  # fmt: skip
POSTS = [
    "/papers/{paper}/edit/", "/papers/{paper}/redraft/", "/papers/{paper}/issue/",
    "/papers/{issued}/withdraw/", "/papers/{issued}/correct/", "/summaries/WUCHENG/draft/",
    "/summaries/WUCHENG/save/", "/summaries/WUCHENG/submit/", "/summaries/WUCHENG/accept/",
    "/summaries/WUCHENG/return/", "/exports/{profile}/edit/", "/exports/{profile}/copy/",
    "/exports/{profile}/archive/", "/city-lists/{list}/match/", "/city-lists/{list}/remark/",
    "/definitions/{definition}/undo/", "/lists/late/keep/?unit=WUCHENG",
    "/indicators/permit_rate/keep/?unit=WUCHENG",
]  # fmt: skip


@pytest.fixture
def keys(their_office):
    found = {name: row.pk for name, row in their_office.items()}
    return found | {"reference": their_office["reference"].code}


def everything():
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def told(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.thorough
@pytest.mark.parametrize("who", ROLES)
def test_what_their_office_made_is_not_there(cast, keys, who):
    client = signed_in(cast, who)
    answers = {}
    for path in PAGES:
        response = client.get(path.format(**keys))
        answers[path] = response.status_code
        assert SECRET not in told(response).decode(errors="replace"), path
    # a reporter always asks for its own unit, whatever the address says
    mine = {path for path in PAGES if "unit=WUCHENG" in path} if who == "reporter" else set()
    assert {path for path in answers if answers[path] not in (404, 403)} <= mine, answers
    # 403: who never may do it is told so before anything is looked up
    assert {path for path, status in answers.items() if status == 403} <= set(POSTS) | {
        path for path in PAGES if path.endswith("/edit/")
    }


@pytest.mark.thorough
@pytest.mark.parametrize("who", ROLES)
def test_nothing_of_theirs_is_changed_by_its_key(cast, keys, who):
    client, before = signed_in(cast, who), everything()
    for path in POSTS:
        data = {"seen": "1", "version": "1", "reason": "改", "line": "2", "state": "told"}
        response = client.post(path.format(**keys), data)
        kept = who == "reporter" and "/keep/" in path  # of its own unit
        assert response.status_code in ((302, 404) if kept else (403, 404)), path
    made = FigureReference.objects.exclude(code=keys["reference"])
    assert not made.exclude(unit=cast.user(who).unit).exists()
    made.delete()
    assert everything() == before


FIELDS = [
    ("centre", "/papers/add/", {"kind": "weekly", "round": "{round}"}, 422),
    ("office", "/papers/add/", {"kind": "pack", "round": "{round}"}, 422),
    ("centre", "/city-lists/{ours}/remark/", {"line": "PX-2039-900", "state": "told"}, 404),
    ("centre", "/city-lists/{ours}/match/", {"row-2": "PX-2039-900"}, 404),
    ("centre", "/exports/add/",
     reporting_exports.NEW | {"unit": "WUCHENG", "name": "邻县的"}, 422),
]  # fmt: skip


@pytest.mark.parametrize(("who", "path", "data", "status"), FIELDS, ids=lambda v: str(v)[:30])
def test_a_key_of_theirs_in_a_field_does_nothing(cast, keys, who, path, data, status):
    keys["ours"] = reporting_exports.city_list(cast, who)
    before = everything()
    said = {name: value.format(**keys) for name, value in data.items()}
    response = signed_in(cast, who).post(path.format(**keys), said)
    assert response.status_code == status
    assert SECRET not in told(response).decode()
    assert everything() == before


def test_a_document_is_drafted_of_the_own_county_alone(cast, their_office):
    with pytest.raises(Refused) as refused:
        draft_paper(kind="weekly", round_id=their_office["round"].pk, by=cast.centre)
    assert refused.value.status == 403


def test_a_code_of_theirs_is_not_found(cast, keys):
    response = signed_in(cast, "centre").get("/f/", {"code": keys["reference"]}, follow=True)
    assert response.status_code == 404
    assert SECRET not in told(response).decode()


def test_a_reporter_opens_no_code_of_the_county(cast, db):
    from tests.permissions.reporting_refs import kept

    county, own = kept("")["code"](cast, "reporter"), kept("XUEGUAN")["code"](cast, "reporter")
    client = signed_in(cast, "reporter")
    assert client.get(f"/f/{county}/").status_code == 404
    assert client.get(f"/f/{own}/").status_code == 200
    assert client.get("/f/", {"code": county}, follow=True).status_code == 404


def test_drafts_are_not_for_those_who_report(cast, db):
    paper = reporting_papers.a_paper(cast)
    for who in ("reporter", "outsider", "handler"):
        assert signed_in(cast, who).get(f"/papers/{paper}/document.docx").status_code == 404
