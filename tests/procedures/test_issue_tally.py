"""No problem can vanish: the numbers of the columns are the numbers of the events, on any day."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import Refused
from procedures.models import Issue, IssueEvent
from procedures.selectors.issue_list import ONLY, Asker, Filters, issue_list
from procedures.selectors.issue_tally import COUNTS, tally
from procedures.services import issues
from procedures.services.issues import set_table_issue
from tests import factories
from tests.procedures.issue_steps import STEPS, take
from tests.table import undone
from workplace import clock

PEOPLE = ("reporter", "handler", "centre", "office")
MOVES = st.one_of(
    st.tuples(st.just("step"), st.sampled_from(STEPS), st.sampled_from(PEOPLE), st.integers(0, 9)),
    st.tuples(st.just("raise"), st.booleans(), st.sampled_from(PEOPLE), st.just(0)),
    st.tuples(st.just("table"), st.sampled_from(["", "一", "二"]), st.just("reporter"), st.just(0)),
    st.tuples(st.just("days"), st.integers(1, 9), st.just(""), st.just(0)),
)


def move(cast, what, how, who, which):
    if what == "table":
        set_table_issue(
            project_id=cast.project.pk, values={"text": how, "level": "county"} if how else
            {"text": ""}, by=cast.user(who),
        )  # fmt: skip
    elif what == "raise":
        values = {
            "text": "问题", "level": "city", "unit": cast.units["ZRZY"] if how else None,
            "wanted_by": clock.today() + timedelta(days=2),
        }  # fmt: skip
        issues.raise_issue(
            project=cast.project, permit=cast.permit, values=values, by=cast.user(who)
        )
    else:
        rows = list(Issue.objects.select_related("project").order_by("pk"))
        if rows:
            take(how, rows[which % len(rows)], cast.user(who), cast.units)


def columns(cast, on):
    """The same counts from the list's filters: what the columns say."""
    asker = Asker(cast.units["XMZX"].pk, on)
    seen = Issue.objects.visible_to(cast.centre)
    return {key: issue_list(seen, Filters(only=key), asker).count() for key in COUNTS}


@pytest.mark.thorough
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(walk=st.lists(MOVES, min_size=5, max_size=40))
def test_columns_and_events_agree_after_any_walk(cast, friday, walk):
    friday.move_to(factories.at("2022-12-09 10:00"))
    with undone():
        cast.meeting.items.all().delete()
        Issue.objects.all().delete()  # cast.issue was made without its event
        seen, remembered = Issue.objects.visible_to(cast.centre), {}
        events, ever = 0, 0
        for what, how, who, which in walk:
            if what == "days":
                remembered[clock.today()] = dict(tally(clock.today(), seen).total.counts)
                friday.shift(timedelta(days=how))
            else:
                try:
                    with undone_when_refused():
                        move(cast, what, how, who, which)
                except (Refused, ValidationError):
                    pass
            now = tally(clock.today(), seen).total.counts
            assert dict(now) == columns(cast, clock.today())
            assert now["all"] == sum(
                now[key] for key in ("open", "escalated", "decided", "cleared")
            )
            assert now["all"] == Issue.objects.count() >= ever
            assert IssueEvent.objects.count() >= events
            events, ever = IssueEvent.objects.count(), now["all"]
        for day, counts in remembered.items():
            assert dict(tally(day, seen).total.counts) == counts, day


def undone_when_refused():
    from django.db import transaction

    return transaction.atomic()


def test_the_numbers_of_the_list_and_of_the_tally_have_the_same_names():
    assert COUNTS.keys() <= ONLY.keys()


def test_groups_medians_and_rows_behind(cast, friday):
    values = {"text": "问题", "unit": cast.units["ZRZY"], "wanted_by": clock.today()}
    first = issues.raise_issue(project=cast.project, permit=None, values=values, by=cast.reporter)
    take("assign", first, cast.centre, cast.units)
    friday.shift(timedelta(days=3))
    take("reply", first, cast.handler, cast.units)
    friday.shift(timedelta(days=1))
    take("clear", first, cast.reporter, cast.units)
    values |= {"unit": None}
    second = issues.raise_issue(project=cast.project, permit=None, values=values, by=cast.office)
    found = tally(clock.today(), Issue.objects.visible_to(cast.leader))
    by_unit = {group.key: group for group in found.groups("unit", {"ZRZY": "自然资源局"})}
    assert (by_unit["ZRZY"].reply_days, by_unit["ZRZY"].clear_days) == (3, 4)
    assert (by_unit[""].label, by_unit[""].counts["all"]) == ("未定", 1)
    assert Counter(g.key for g in found.groups("raiser", {})) == Counter(["XUEGUAN", "FGJ"])
    assert found.behind("raiser", "FGJ", "all") == [second.pk]
    assert found.behind("unit", None, "cleared") == [first.pk]
    friday_before = tally(clock.today() - timedelta(days=2), Issue.objects.visible_to(cast.leader))
    assert friday_before.total.counts["overdue"] == 1
    assert friday_before.total.counts["cleared"] == 0


def test_a_problem_older_than_the_details_keeps_its_unit(cast):
    """Migration 0004 wrote bare events: what they do not say, the columns do."""
    IssueEvent.objects.create(issue=cast.issue, at=cast.issue.raised_at, step="raise", after="open")
    [state] = tally(clock.today(), Issue.objects.visible_to(cast.centre)).states
    assert (state.unit, state.raiser) == ("ZRZY", "XUEGUAN")


def test_the_tally_takes_two_queries(cast, django_assert_num_queries):
    for _ in range(5):
        values = {"text": "问题"}
        issues.raise_issue(project=cast.project, permit=None, values=values, by=cast.reporter)
    with django_assert_num_queries(2):
        tally(clock.today(), Issue.objects.visible_to(cast.centre)).groups("unit", {})
