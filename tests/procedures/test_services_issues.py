from datetime import date

import pytest
from django.core.exceptions import ValidationError

from procedures.models import Issue
from procedures.services.issues import IssueChange, set_table_issue, set_table_issues
from tests import factories
from workplace.models import Act

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def project(units):
    return factories.ProjectFactory(unit=units["XUEGUAN"])


def put(project, by=None, resolution="", **values):
    return set_table_issue(project_id=project.pk, values=values, by=by, resolution=resolution)


def test_a_problem_opens_is_edited_and_cleared(project, people, units):
    by = people["reporter"]
    issue = put(project, by, text="用地指标未落实", level="city", unit_text="自然资源局")
    assert issue.unit == units["ZRZY"]
    assert issue.raised_by == by

    same = put(project, by, wanted_by=date(2023, 1, 13), unit_text="省厅")
    assert (same.pk, same.unit, same.unit_text) == (issue.pk, None, "省厅")

    assert put(project, by, text="", level="", resolution="指标已下达") is None
    issue.refresh_from_db()
    assert (issue.status, issue.text, issue.resolution) == (
        "cleared",
        "用地指标未落实",
        "指标已下达",
    )
    assert issue.cleared_at is not None
    project.refresh_from_db()
    assert project.version == 4
    assert issue.history.count() == 3
    assert Act.objects.filter(verb="issue-set").count() == 3


def test_a_cleared_problem_makes_room_for_the_next(project):
    put(project, text="一")
    put(project, text="")
    put(project, text="二")
    assert Issue.objects.standing().get().text == "二"


def test_a_level_without_a_problem_is_refused_and_blanks_are_nothing(project):
    with pytest.raises(ValidationError):
        put(project, level="city")
    assert put(project, level="", text="") is None
    assert not Issue.objects.exists()


def test_a_word_that_is_no_level_is_refused(project):
    with pytest.raises(ValidationError):
        put(project, text="一", level="nation")


def test_problems_outside_the_table_stay_as_they_are(project):
    other = factories.IssueFactory(project=project, in_table=False)
    put(project, text="表内的")
    put(project, text="")
    other.refresh_from_db()
    assert other.status == "open"


def test_a_batch_takes_the_same_queries_for_one_as_for_thirty(units, django_assert_max_num_queries):
    projects = [factories.ProjectFactory(unit=units["XUEGUAN"]) for _ in range(31)]

    def changes(rows, text):
        return [IssueChange(p.pk, {"text": text, "unit_text": "自然资源局"}) for p in rows]

    with django_assert_max_num_queries(11) as one:
        set_table_issues(changes(projects[:1], "一"), by=None)
    with django_assert_max_num_queries(len(one)):
        set_table_issues(changes(projects[1:], "一"), by=None)
    with django_assert_max_num_queries(len(one)):
        set_table_issues(changes(projects, ""), by=None)
    assert not Issue.objects.standing().exists()
