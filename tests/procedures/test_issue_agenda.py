"""What a meeting is offered, and what its decision does to the problem."""

from datetime import date

import pytest

from procedures.selectors.issues import open_for_agenda
from procedures.services import issues
from tests import factories

DUE = date(2022, 12, 20)


def test_urgent_problems_come_first_with_age_and_reason(cast):
    quiet = factories.IssueFactory(project=cast.project, in_table=False, level="county")
    late = factories.IssueFactory(
        project=cast.project, in_table=False, level="county", wanted_by=date(2022, 12, 7)
    )
    found = open_for_agenda(cast.units["XMZX"])
    assert [p.issue for p in found] == [late, cast.issue]
    assert quiet not in [p.issue for p in found]
    assert (found[0].age, found[0].reason) == (4, "超要求时限 2 天")
    assert found[1].reason == "要市级协调"


def test_what_is_decided_or_asked_to_be_cleared_needs_no_meeting(cast):
    issues.decide(cast.issue, "周五前落实指标", cast.units["ZRZY"], DUE, None, cast.office)
    assert open_for_agenda(cast.units["XMZX"]) == []


def test_a_decision_sets_status_unit_date_and_names_its_meeting(cast):
    issue = issues.decide(
        cast.issue, "发改局协调市局", cast.units["FGJ"], DUE, cast.meeting.pk, cast.centre
    )
    assert (issue.status, issue.unit, issue.decision_due_on) == (
        "decided",
        cast.units["FGJ"],
        DUE,
    )
    event = issue.events.get()
    assert (event.step, event.before, event.after) == ("decide", "open", "decided")
    assert event.details["meeting"] == cast.meeting.pk
    assert event.details["set"]["unit"] == ["ZRZY", "FGJ"]
    assert cast.reporter.notifications.get().text.startswith("项目推进中心 议定")


def test_another_county_is_offered_nothing(cast):
    other = factories.UnitFactory(kind="centre")
    assert open_for_agenda(other) == []
