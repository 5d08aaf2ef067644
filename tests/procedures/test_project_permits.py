from datetime import date

import pytest

from procedures.services.issues import set_table_issue
from procedures.services.permits import PermitChange, apply
from tests import factories

pytestmark = pytest.mark.usefixtures("friday")
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def kind(kinds):
    return {kind.code: kind.pk for kind in kinds}


@pytest.fixture
def reporter(client, people):
    client.force_login(people["reporter"])
    return client


@pytest.fixture
def project(units):
    return factories.ProjectFactory(unit=units["XUEGUAN"])


def write(project, kind_id, by=None, reason="", **values):
    apply([PermitChange(project.pk, kind_id, values)], by=by, side="owner", reason=reason)


def test_six_kinds_are_shown_and_a_missing_permit_is_not_started(reporter, project, kind):
    write(project, kind["capacity"], status="not_required", exempt_reason="非涉产能行业")
    write(project, kind["approval"], status="done", completed_on=date(2022, 12, 1))
    page = reporter.get(f"/projects/{project.number}/permits/")
    part = page.context["part"]
    assert [row.permit.status for row in part.rows] == [
        *("done", "not_started", "not_started", "not_started", "not_started", "not_required")
    ]
    assert (part.required, part.done) == (5, 1)
    assert "非涉产能行业" in page.content.decode()
    assert "<html" in page.content.decode()


def test_the_project_page_fetches_it_as_a_fragment(reporter, project):
    part = reporter.get(f"/projects/{project.number}/permits/", **HTMX)
    assert b"<html" not in part.content
    assert part.headers["Vary"].count("HX-Request") == 1


def test_what_happened_is_told_in_words_with_the_reason(reporter, project, kind, people, units):
    by = people["reporter"]
    write(project, kind["land"], by, status="submitted", handling_unit_id=units["FGJ"].pk)
    write(project, kind["land"], by, reason="材料不齐", status="returned", level="province")
    part = reporter.get(f"/projects/{project.number}/permits/").context["part"]
    told = {
        (row.what, row.before, row.after, row.backward)
        for did in part.happenings
        for row in did.rows
    }
    assert told == {
        ("土地进展", "未办理", "审批中", False),
        ("土地承办部门", "自然资源局", "发改局", False),
        ("土地进展", "审批中", "退件补正", True),
        ("土地层级", "县", "省", False),
    }
    assert [row.kind.code for row in part.returned] == ["land"]
    assert [did.reason for did in part.happenings] == ["材料不齐", ""]


def test_the_timeline_draws_done_running_and_promised(reporter, project, kind):
    write(project, kind["approval"], status="done", completed_on=date(2022, 12, 1))
    write(project, kind["land"], status="submitted", expected_on=date(2023, 1, 20))
    write(project, kind["eia"], status="not_started", expected_on=date(2023, 2, 20))
    line = reporter.get(f"/projects/{project.number}/permits/").context["part"].timeline
    looks = {lane.name: [bar.look for bar in lane.bars] for lane in line.lanes}
    assert looks["立项"] == ["b-done"]
    assert looks["土地"] == ["b-run", "b-plan"]
    assert looks["环评"] == ["b-plan"]
    assert looks["规划"] == []
    assert all(80 <= bar.x <= 700 for lane in line.lanes for bar in lane.bars)
    assert [word for word, _ in line.months] == ["12月", "1月", "2月"]


def test_problems_stand_until_they_are_cleared(reporter, project):
    set_table_issue(project_id=project.pk, values={"text": "用地指标未落实"}, by=None)
    factories.IssueFactory(project=project, in_table=False, text="别的问题")
    page = reporter.get(f"/projects/{project.number}/permits/")
    assert len(page.context["part"].issues) == 2
    set_table_issue(project_id=project.pk, values={"text": ""}, by=None, resolution="已下达")
    part = reporter.get(f"/projects/{project.number}/permits/").context["part"]
    assert (len(part.issues), part.cleared) == (1, 1)


def test_it_takes_the_same_queries_however_much_happened(
    reporter, project, kind, people, friday, django_assert_max_num_queries
):
    for code in kind:
        write(project, kind[code], people["reporter"], status="preparing")
    path = f"/projects/{project.number}/permits/"
    reporter.get(path, **HTMX)
    with django_assert_max_num_queries(11) as few:
        reporter.get(path, **HTMX)
    count = len(few)
    for n in range(1, 28):
        friday.shift(60)
        write(project, kind["land"], people["reporter"], expected_on=date(2023, 1, n))
    reporter.get(path, **HTMX)  # the session notes the time
    with django_assert_max_num_queries(count):
        part = reporter.get(path, **HTMX).context["part"]
    assert part.more > 0
