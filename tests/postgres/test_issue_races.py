"""Two people answer one 申请销号 at the same moment: one answer stands."""

from functools import partial

from accounts.errors import Refused
from procedures.models import Issue
from procedures.services import issues
from tests import factories


def test_clearing_and_refusing_at_once_leave_one_answer(cast, race):
    issues.ask_clear(cast.issue, "已解决", cast.handler)
    seen = Issue.objects.get(pk=cast.issue.pk).version
    second = factories.UserFactory(unit=cast.units["XUEGUAN"])
    answers = race(
        [
            partial(issues.clear, cast.issue, "已解决", cast.reporter, seen),
            partial(issues.refuse_clear, cast.issue, "没有解决", second, seen),
        ]
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    issue = Issue.objects.get(pk=cast.issue.pk)
    assert issue.clear_asked_at is None
    assert issue.events.count() == 2
    assert issue.status == ("cleared" if issue.events.last().step == "clear" else "open")


def test_the_same_step_twice_at_once_counts_twice_only_when_both_read_it(cast, race):
    day = factories.date(2022, 12, 20)
    seen = Issue.objects.get(pk=cast.issue.pk).version
    assign = partial(issues.assign, cast.issue, cast.units["ZRZY"], day, cast.centre, "", seen)
    answers = race([assign, assign])
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Issue.objects.get(pk=cast.issue.pk).supervised == 1
