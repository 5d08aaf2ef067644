"""Typing into the weekly table: the same events, and no clearing of what another unit raised."""

import pytest
from django.core.exceptions import ValidationError

from procedures.models import Issue, IssueEvent
from procedures.services import issues
from procedures.services.issues import IssueChange, set_table_issue, set_table_issues
from tests import factories


def put(cast, **values):
    return set_table_issue(project_id=cast.project.pk, values=values, by=cast.reporter)


def test_opening_editing_and_clearing_write_events(cast):
    issue = put(cast, text="用地指标未落实", level="city", unit_text="自然资源局")
    put(cast, level="province")
    put(cast, text="")
    events = list(issue.events.all())
    assert [(e.step, e.before, e.after) for e in events] == [
        ("raise", "", "open"),
        ("edit", "open", "open"),
        ("clear", "open", "cleared"),
    ]
    assert events[0].details["set"]["unit"] == [None, "ZRZY"]
    assert events[1].details["set"] == {"level": ["city", "province"]}
    assert {event.by for event in events} == {cast.reporter}
    issue.refresh_from_db()
    assert (issue.raised_unit, issue.version) == (cast.units["XUEGUAN"], 3)


@pytest.fixture
def centres(cast):
    """A problem that the centre put into the reporter's table."""
    values = {"text": "施工图还没有审查", "level": "county", "in_table": True}
    return issues.raise_issue(project=cast.project, permit=None, values=values, by=cast.centre)


def test_blanking_what_another_unit_raised_asks_that_unit(cast, centres):
    assert put(cast, text="") is None
    centres.refresh_from_db()
    assert (centres.status, centres.in_table) == ("open", False)
    assert centres.clear_asked_at is not None
    assert centres.events.last().step == "ask_clear"
    assert "申请销号" in cast.centre.notifications.get().text
    assert put(cast, text="另一个问题").pk != centres.pk  # the cell is free


def test_typing_it_again_takes_the_asking_back(cast, centres):
    put(cast, text="")
    assert put(cast, text="施工图还没有审查", level="county").pk == centres.pk
    centres.refresh_from_db()
    assert (centres.in_table, centres.clear_asked_at) == (True, None)
    assert Issue.objects.filter(project=cast.project).count() == 2  # it and cast.issue


def test_refused_it_stands_on_beside_the_table(cast, centres):
    put(cast, text="")
    issue = issues.refuse_clear(centres, "还没有审查", cast.centre)
    assert (issue.status, issue.in_table, issue.clear_asked_at) == ("open", False, None)


def test_who_was_told_to_handle_it_stays_when_the_table_suggests_another(cast):
    issue = put(cast, text="用地指标未落实", unit_text="自然资源局", level="city")
    issues.assign(issue, cast.units["FGJ"], factories.date(2022, 12, 20), cast.centre)
    put(cast, unit_text="能源局")
    issue.refresh_from_db()
    assert (issue.unit, issue.unit_text) == (cast.units["FGJ"], "能源局")


def test_an_escalated_level_does_not_fall_by_typing(cast):
    issue = put(cast, text="用地指标未落实", level="city")
    issues.escalate(issue, "province", "要省里协调", cast.centre)
    with pytest.raises(ValidationError, match="不能往下降"):
        put(cast, level="county")
    assert issue.events.count() == 2


def test_a_batch_blanks_foreign_problems_in_a_fixed_number_of_queries(
    cast, django_assert_max_num_queries
):
    def standing(count):
        projects = [factories.ProjectFactory(unit=cast.units["XUEGUAN"]) for _ in range(count)]
        for project in projects:
            factories.IssueFactory(project=project, raised_unit=cast.units["XMZX"])
        return [IssueChange(project.pk, {"text": ""}) for project in projects]

    few, many = standing(2), standing(40)
    with django_assert_max_num_queries(30) as one:
        set_table_issues(few, by=cast.reporter)
    with django_assert_max_num_queries(len(one)):
        set_table_issues(many, by=cast.reporter)
    assert IssueEvent.objects.filter(step="ask_clear").count() == 42
    assert cast.centre.notifications.count() == 2
