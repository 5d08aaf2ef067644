"""Two acts of different kinds at the same things: both sides of a lock, nothing torn, no circle."""

import json
from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from accounts.errors import Refused
from procedures.models import Issue, Permit, PermitEvent
from procedures.services import clocks, issues, meeting_close, meetings
from procedures.services.decompose import change_orders
from procedures.services.steps import take_step
from procedures.steps import Step
from reporting.models import Alarm
from reporting.services import alarms
from tests import factories
from tests.browsers import Browser
from tests.procedures.meetings import decided, held_meeting
from tests.uploads import PDF

WEEK = "/report/2022-12-09"


def permits(**filters):
    return list(Permit.objects.select_related("project", "kind").filter(**filters).order_by("pk"))


def some_land_permits(cast, count=4):
    for _ in range(count):
        project = factories.ProjectFactory(unit=cast.units["XUEGUAN"])
        factories.PlanFactory(project=project)
        factories.PermitFactory(
            project=project, kind=cast.permit.kind, handling_unit=cast.units["ZRZY"]
        )
    return permits(kind=cast.permit.kind)


def without_circle(answers):
    """No act ended in a deadlock or waited in vain; the words of those refused."""
    assert not [a for a in answers if isinstance(a, OperationalError)], answers
    odd = [a for a in answers if isinstance(a, Exception)]
    assert all(isinstance(a, ValidationError | Refused) for a in odd), answers
    return odd


def patch(cast, key, was, value):
    """The act of typing into one cell of the weekly table."""
    client = Browser()
    client.force_login(cast.reporter)
    body = {"patches": [{"row": cast.project.number, "key": key, "was": was, "value": value}]}
    return lambda: client.post(f"{WEEK}/cells/", json.dumps(body), "application/json").json()


@pytest.mark.parametrize("backwards", [False, True])
def test_many_at_once_and_one_of_them_alone(cast, race, backwards):
    rows = some_land_permits(cast)
    many = rows[::-1] if backwards else rows
    one = rows[-1]
    answers = race(
        [
            partial(take_step, permits=many, step=Step.ACCEPT, by=cast.handler),
            partial(take_step, permits=[one], step=Step.ACCEPT, by=cast.centre),
        ]
    )
    [refused] = without_circle(answers)
    assert "已经受理" in refused.messages[0]
    taken = PermitEvent.objects.filter(action="step").count()
    assert taken in (1, len(rows))  # all of the many, or none of them
    assert clocks.differs() == []


def test_changing_orders_and_typing_into_the_table(cast, race):
    rows = some_land_permits(cast)
    values = {"due_on": date(2022, 12, 30)}
    answers = race(
        [
            partial(change_orders, permits=rows, values=values, reason="统一", by=cast.centre),
            patch(cast, "land.status", "", "审批中"),
            patch(cast, "land.level", "县", "省"),
        ]
    )
    assert without_circle(answers) == []
    cells = [cell for answer in answers[1:] for cell in answer["cells"]]
    assert all(cell["status"] in ("ok", "saved", "clash", "error") for cell in cells), cells
    assert {p.due_on for p in permits(kind=cast.permit.kind)} == {date(2022, 12, 30)}
    assert clocks.differs() == []


def test_clearing_a_problem_and_blanking_its_cell(cast, race):
    issue = factories.IssueFactory(
        project=cast.project, in_table=True, raised_unit=cast.project.unit,
        raised_by=cast.reporter, unit=cast.units["ZRZY"],
    )  # fmt: skip
    issues.ask_clear(issue, "已解决", cast.handler)
    seen = Issue.objects.get(pk=issue.pk).version
    answers = race(
        [
            partial(issues.clear, issue, "已解决", cast.reporter, seen),
            patch(cast, "issue", issue.text, ""),
        ]
    )
    without_circle(answers)
    now = Issue.objects.get(pk=issue.pk)
    assert now.events.filter(step="clear").count() == (now.status == "cleared")


def test_closing_a_meeting_and_editing_its_item(cast, race):
    meeting = held_meeting(cast)
    item = meeting.items.get()
    decided(item, cast.office, cast.units["ZRZY"])
    item.refresh_from_db()
    answers = race(
        [
            partial(meeting_close.close_meeting, meeting, by=cast.office),
            partial(meetings.drop_item, item, by=cast.centre),
        ]
    )
    assert len(without_circle(answers)) == 1
    meeting.refresh_from_db()
    told = cast.issue.events.filter(step="decide").count()
    assert (meeting.status == "closed", meeting.items.count()) == ((told == 1), told)


def test_looking_for_alarms_and_clearing_one(cast, race):
    clear = partial(alarms.clear, alarm_id=cast.alarm.pk, explanation="已核实", by=cast.centre)
    look = partial(alarms.look, cast.centre.unit)
    answers = race([look, clear, look])
    without_circle(answers)
    alarm = Alarm.objects.get(pk=cast.alarm.pk)
    was_cleared = not isinstance(answers[1], Exception)
    assert bool(alarm.cleared_at) == was_cleared
    found = Alarm.objects.values_list("rule", "subject", "fact")
    assert len(found) == len(set(found))


def test_finishing_with_a_file_while_the_unit_uploads_another(cast, race):
    cast.permit.refresh_from_db()

    def finish():
        client = Browser()
        client.force_login(cast.handler)
        return client.post(
            f"/permits/{cast.permit.pk}/steps/finish/",
            {
                "on": "2022-12-08",
                "document_no": "蒲自然资发〔2022〕8号",
                "version": cast.permit.version,
                "file": SimpleUploadedFile("a.pdf", PDF, "application/pdf"),
            },
        ).status_code

    def upload():
        client = Browser()
        client.force_login(cast.reporter)
        file = SimpleUploadedFile("b.pdf", PDF + b"\n%b", "application/pdf")
        where = f"/permits/{cast.permit.pk}/files/add/"
        return client.post(where, {"file": file, "label": "材料清单"}).status_code

    answers = race([finish, upload])
    assert without_circle(answers) == []
    assert 302 in answers, answers
    assert clocks.differs() == []
