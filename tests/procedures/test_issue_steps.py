"""Steps through the services: what each leaves behind, and that a refusal leaves nothing."""

from datetime import date
from itertools import product

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import Refused
from procedures import issue_access
from procedures.issue_rules import judge
from procedures.models import Issue, IssueEvent
from procedures.rules import IssueStep
from procedures.services import issues
from procedures.services.issues.steps import standing_of
from tests import factories
from tests.procedures.issue_steps import STEPS, take
from tests.table import undone
from workplace.models import Act, Notification

NOW = factories.at("2022-12-06 09:00")
FLAGS = {
    "plain": {},
    "assigned": {"supervised": 1, "reply_due_on": date(2022, 12, 12)},
    "asked": {"clear_asked_at": NOW, "resolution": "已解决"},
}
WHO = ["reporter", "outsider", "handler", "centre", "office", "leader", "auditor"]


def left(issue):
    row = Issue.objects.filter(pk=issue.pk).values().get()
    return row, IssueEvent.objects.count(), Act.objects.count(), Notification.objects.count()


@pytest.mark.thorough
@pytest.mark.parametrize("raiser", ["XUEGUAN", "XMZX"])
def test_a_refused_step_changes_nothing_and_a_taken_one_writes_one_event(cast, raiser):
    issue = cast.issue
    refused = taken = 0
    for status, flag in product(["open", "escalated", "decided", "cleared"], FLAGS):
        if status == "cleared" and flag == "asked":
            continue
        values = FLAGS[flag] | {
            "status": status,
            "cleared_at": NOW if status == "cleared" else None,
        }
        with undone():
            Issue.objects.filter(pk=issue.pk).update(raised_unit=cast.units[raiser], **values)
            row = issue_access.issue_for(cast.centre, issue.pk)
            for who, step in product(WHO, STEPS):
                parts = issue_access.parts_of(cast.user(who), row)
                answer = judge(IssueStep(step), standing_of(row), parts)
                before = left(row)
                with undone():
                    if not answer:
                        with pytest.raises(Refused) as refusal:
                            take(step, row, cast.user(who), cast.units)
                        assert refusal.value.status == answer.code
                        assert left(row) == before
                        refused += 1
                        continue
                    after = take(step, row, cast.user(who), cast.units)
                    event = after.events.get()
                    assert (event.step, event.before, event.after) == (step, status, answer.after)
                    assert (after.status, after.version) == (answer.after, row.version + 1)
                    assert Act.objects.count() == before[2] + 1
                    taken += 1
    assert taken > 60
    assert refused > taken


def test_a_whole_life_with_ages_and_counts(cast, friday):
    def do(step, by):
        return take(step, cast.issue, by, cast.units)

    do("assign", cast.centre)
    do("reply", cast.handler)
    do("escalate", cast.office)
    do("decide", cast.office)
    friday.shift(86_400 * 3)
    do("ask_clear", cast.handler)
    do("refuse", cast.reporter)
    issue = do("assign", cast.centre)
    assert (issue.supervised, issue.replied_at, issue.resolution) == (2, None, "")
    do("ask_clear", cast.centre)
    issue = do("clear", cast.reporter)
    assert (issue.status, issue.resolution, issue.clear_asked_at) == ("cleared", "销号的说明", None)
    issue = do("reopen", cast.centre)
    assert (issue.status, issue.reopened, issue.cleared_at) == ("open", 1, None)
    assert issue.raised_at == factories.at("2022-12-05 09:00")  # the age goes on
    words = [event.step for event in issue.events.all()]
    assert words == ["assign", "reply", "escalate", "decide", "ask_clear", "refuse", "assign",
                     "ask_clear", "clear", "reopen"]  # fmt: skip
    assert issue.history.count() == len(words) + 1


def test_those_concerned_are_told_and_not_the_one_who_did_it(cast):
    take("assign", cast.issue, cast.centre, cast.units)
    told = set(Notification.objects.values_list("user__username", flat=True))
    assert told == {"reporter", "handler"}
    assert "问题" not in cast.handler.notifications.get().url
    assert cast.handler.notifications.get().url == f"/issues/{cast.issue.pk}/"
    take("reply", cast.issue, cast.handler, cast.units)
    assert set(
        Notification.objects.filter(text__contains="答复").values_list("user__username", flat=True)
    ) == {"reporter", "centre", "office"}


def test_what_was_read_is_what_is_acted_on(cast):
    seen = cast.issue.version
    take("remark", cast.issue, cast.handler, cast.units)
    with pytest.raises(Refused, match="刚才有人办过"):
        take("assign", cast.issue, cast.centre, cast.units, seen)


@pytest.mark.parametrize(
    ("step", "message"),
    [("remark", "写处理意见"), ("escalate", "为什么要升级"), ("decide", "写议定事项")],
)
def test_a_step_without_its_words_is_refused(cast, step, message):
    calls = {
        "remark": lambda: issues.remark(cast.issue, "", cast.centre),
        "escalate": lambda: issues.escalate(cast.issue, "city", "", cast.centre),
        "decide": lambda: issues.decide(cast.issue, "", None, None, None, cast.centre),
    }
    with pytest.raises(ValidationError, match=message):
        calls[step]()
    assert not cast.issue.events.exists()


def test_a_reply_is_due_in_the_future(cast):
    with pytest.raises(ValidationError, match="已经过去"):
        issues.assign(cast.issue, cast.units["ZRZY"], date(2022, 12, 8), cast.centre)


def test_a_unit_that_is_no_more_is_spoken_for_by_the_centre(cast):
    cast.units["XUEGUAN"].is_active = False
    cast.units["XUEGUAN"].save()
    assert take("clear", cast.issue, cast.centre, cast.units).status == "cleared"


def test_raising_needs_a_project_or_a_permit_of_ones_own(cast):
    values = {"text": "报告编制单位还没有定", "level": "county"}

    def put(by, permit=None, **more):
        return issues.raise_issue(project=cast.project, permit=permit, values=values | more, by=by)

    assert put(cast.reporter, unit=cast.units["STHJ"]).unit_text == "生态环境蒲县分局"
    issue = put(cast.handler, cast.permit)
    assert (issue.raised_unit, issue.permit) == (cast.units["ZRZY"], cast.permit)
    assert issue.events.get().details["set"]["raised_unit"] == [None, "ZRZY"]
    assert put(cast.office).raised_unit == cast.units["FGJ"]
    for who in ("handler", "outsider", "leader"):
        with pytest.raises(Refused):
            put(cast.user(who))
    put(cast.reporter, in_table=True)
    with pytest.raises(ValidationError, match="每个项目一个"):
        put(cast.reporter, in_table=True)
