"""The demo county shows every feature of permits from both sides; a newcomer's bell is short."""

from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from django.test import override_settings
from django.urls import reverse

from accounts.models import Unit, User
from procedures import issue_access as access
from procedures.access import letters_for
from procedures.files import PROOF
from procedures.models import AgendaItem, Issue, IssueEvent, Letter, Meeting, Nudge, Permit, Traits
from procedures.rules import IssueLevel, IssueStatus, IssueStep, Outcome
from procedures.selectors.evidence import permit_offers
from reporting.demo import bureaus, evidence, orders
from reporting.models import Alarm
from tests.browsers import Browser
from workplace import clock
from workplace.models import Attachment, Notification

pytestmark = pytest.mark.thorough
TODAY = date(2023, 2, 3)
COMMON = ["procedures:permits", "procedures:matrix", "procedures:orders", "procedures:issues"]
ABOVE = [*COMMON, "procedures:issue-stats", "procedures:meetings", "procedures:letters",
         "procedures:letters-sent", "procedures:agent", "reporting:alarms"]  # fmt: skip
PAGES = {
    "centre": [*ABOVE, "procedures:decompose", "procedures:nudges", "reporting:alarm-rules"],
    "office": ABOVE,
    "leader": ABOVE,
    "zrzy": COMMON,
}


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEBUG=True, MEDIA_ROOT=folder):
            clock.forget()
            call_command("load_demo", verbosity=0)
            clock.forget()
            yield Unit.objects.get(code="XMZX")
        transaction.set_rollback(True)
    clock.forget()


@pytest.fixture(autouse=True)
def _open(county, db):
    """Each test sees the county of the file."""


def new_permits():
    return Permit.objects.filter(project__plans__year=2023, project__plans__nature="new")


def test_all_but_two_projects_are_decomposed_and_the_tale_stands(county):
    assert Traits.objects.filter(decomposed_at__isnull=False).count() == 26
    waiting = new_permits().filter(project__traits=None)
    assert set(waiting.values_list("project__name", flat=True)) == set(orders.WAITING)
    assert new_permits().count() == 168
    given = new_permits().filter(assigned_at__isnull=False)
    assert given.count() > 80
    assert not given.filter(due_on=None).exists()
    signed = given.filter(acknowledged_at__isnull=False)
    assert 0 < given.count() - signed.count() <= 8
    unsigned = given.filter(acknowledged_at=None).values_list("handling_unit__code", flat=True)
    assert set(unsigned) == {orders.SLOW}


def test_some_dates_moved_and_some_have_passed(county):
    moved = new_permits().exclude(due_on=F("first_due_on")).exclude(due_on=None)
    assert moved.count() >= 2
    late = new_permits().open().filter(due_on__lt=TODAY)
    assert 5 <= late.count() <= 12


def test_the_contradictions_are_the_planted_ones(county):
    differing = new_permits().filter(differs_since__isnull=False)
    found = differing.values_list("project__name", "kind__code")
    assert set(found) == set(bureaus.PLANTED)


def test_an_officer_serves_permits_and_has_noted_what_was_done(county):
    served = Permit.objects.filter(officer__username=orders.OFFICER)
    assert served.count() >= 3
    assert served.filter(note__in=orders.NOTED.values()).exists()


def test_papers_are_on_file_and_one_speaks_of_another_project(county):
    papers = Attachment.objects.standing().filter(
        label=PROOF, content_type=ContentType.objects.get_for_model(Permit)
    )
    assert papers.count() >= 12
    first = Permit.objects.get(
        project__name=evidence.ON_FILE[0][0], kind__code=evidence.ON_FILE[0][1]
    )
    [read] = permit_offers(first)
    assert [offer.value for offer in read.numbers] == [first.document_no]
    assert first.completed_on.isoformat() in [offer.value for offer in read.days]
    assert read.warning == ""
    _, other, kind, _ = evidence.MISTAKEN
    wrong = permit_offers(Permit.objects.get(project__name=other, kind__code=kind))
    assert any(offer.warning for offer in wrong)


def test_problems_are_in_every_state(county):
    standing = Issue.objects.standing()
    assert standing.filter(reply_due_on__lt=TODAY, replied_at=None).exists()  # overdue
    assert standing.filter(supervised=1, replied_at__isnull=False).exists()
    assert standing.filter(supervised__gt=1).exists()
    assert standing.filter(status=IssueStatus.ESCALATED, level=IssueLevel.PROVINCE).count() >= 2
    assert standing.filter(clear_asked_at__isnull=False).count() == 1
    assert standing.filter(reopened=1).exists()
    late = standing.filter(status=IssueStatus.DECIDED, decision_due_on__lt=TODAY)
    assert late.exists()
    refused = IssueEvent.objects.filter(step=IssueStep.REFUSE_CLEAR).values("issue")
    assert Issue.objects.filter(pk__in=refused, status=IssueStatus.CLEARED).exists()


def test_a_meeting_is_closed_one_is_prepared_and_two_letters_are_written(county):
    held, coming = Meeting.objects.order_by("held_on")
    assert (held.held_on, held.status) == (date(2022, 12, 29), "closed")
    assert (coming.held_on, coming.status) == (date(2023, 2, 8), "draft")
    outcomes = list(held.items.values_list("outcome", flat=True))
    assert outcomes.count(Outcome.DECIDED) >= 4
    assert outcomes.count(Outcome.LATER) == 1
    assert AgendaItem.objects.filter(meeting=coming).count() >= 4
    letters = Letter.objects.order_by("dated_on").values_list("level", "dated_on")
    assert list(letters) == [("city", date(2023, 1, 12)), ("province", date(2023, 1, 31))]


def test_doubts_are_few_and_of_different_rules(county):
    standing = Alarm.objects.standing()
    assert 6 <= standing.count() <= 10
    assert len(set(standing.values_list("rule", flat=True))) >= 5
    assert Alarm.objects.filter(cleared_at__isnull=False).exclude(explanation="").count() >= 2
    assert Alarm.objects.filter(gone_at__isnull=False, cleared_at=None).exists()


def test_heads_are_told_and_nobody_is_buried(county):
    assert User.objects.filter(is_head=True).count() >= 18
    assert Nudge.objects.filter(to_head=True, told_at__isnull=False).exists()
    unread = Notification.objects.filter(read_at=None)
    for user in User.objects.all():
        assert unread.filter(user=user).count() <= 12, user.username
    assert unread.count() < Notification.objects.count() / 8


@pytest.mark.parametrize("who", PAGES)
def test_every_page_of_the_procedures_opens(county, who):
    user, browser = User.objects.get(username=who), Browser()
    browser.force_login(user)
    paths = [reverse(name) for name in PAGES[who]]
    pages = {
        "procedures:issue": access.issues_for(user),
        "procedures:permit": Permit.objects.visible_to(user).order_by("pk")[:30],
        "procedures:meeting": Meeting.objects.visible_to(user),
        "procedures:letter": letters_for(user),
        "reporting:alarm": Alarm.objects.visible_to(user),
    }
    for name, rows in pages.items():
        paths += [reverse(name, args=[row.pk]) for row in rows]
    failed = {path: answer for path in paths if (answer := browser.get(path).status_code) != 200}
    assert failed == {}
