"""The cast, the round and the clock that all tests share."""

import gc
import json
from dataclasses import dataclass, fields

import pytest
import time_machine
from django.contrib.auth.hashers import make_password

from accounts.models import Unit, User
from procedures.models import Issue, Letter, Meeting, Permit, PermitKind
from projects.models import FundingApplication, Project
from reporting.models import Alarm, Campaign, Round, Submission
from sheets.parse import parse_workbook
from tests import factories, kept_database, reference
from tests.browsers import Browser
from tests.flush import past_the_triggers
from workplace import clock
from workplace.models import Attachment

NOW = "2022-12-09 10:00"


def pytest_collection_finish(session):
    """What is loaded now stays: going through it again and again costs a tenth of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_triggers():
    with past_the_triggers():
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """pytest-django makes the database next."""
    with kept_database.kept():
        yield


@pytest.fixture(autouse=True)
def _fresh_clock(monkeypatch):
    """On a busy machine five seconds pass in a test, and one query more is counted."""
    monkeypatch.setattr(clock, "REMEMBER_SECONDS", 3600.0)
    clock.forget()
    yield
    clock.forget()


@pytest.fixture
def read_here(monkeypatch):
    """Read workbooks in this process: tests of what they say need no limited child."""

    def run(module, payload, limits):
        answer = parse_workbook(json.loads(json.dumps(payload)), limits)
        return json.loads(json.dumps(answer))

    monkeypatch.setattr("sheets.read.run", run)


@pytest.fixture
def client() -> Browser:
    return Browser()


@pytest.fixture
def friday():
    """The real time stands still at Friday 2022-12-09 10:00, two hours before the deadline."""
    with time_machine.travel(factories.at(NOW), tick=False) as traveller:
        yield traveller


@pytest.fixture
def units(db) -> dict[str, Unit]:
    """The county's real units (fixtures/units.json) by code."""
    return reference.make_units()


@pytest.fixture
def kinds(units) -> list[PermitKind]:
    """The six headline kinds in the order of the order."""
    return reference.make_kinds(units)


@dataclass
class Cast:
    """The same people in every test; `cast.project` is the reporter's, its round is open."""

    reporter: User  # 薛关镇, owns cast.project
    outsider: User  # 黑龙关镇, a stranger to it
    handler: User  # 自然资源局, handles its land permit
    centre: User
    office: User
    leader: User
    admin: User
    security: User
    auditor: User
    units: dict[str, Unit]
    kinds: list[PermitKind]
    project: Project
    campaign: Campaign
    round: Round
    submission: Submission  # of the reporter's unit
    other_submission: Submission  # of the outsider's unit
    funding: FundingApplication  # of the project, nothing asked for yet
    file: Attachment  # of the project
    permit: Permit  # its land permit, with the handler
    issue: Issue  # on that permit, beside the weekly table; 自然资源局 is to solve it
    meeting: Meeting  # planned, with the issue on its agenda
    letter: Letter  # sent to the city
    alarm: Alarm  # about the project

    def user(self, who: str) -> User | None:
        return None if who == "anonymous" else getattr(self, who)


PEOPLE = {
    "reporter": ("XUEGUAN", "reporter"),
    "outsider": ("HEILONGGUAN", "reporter"),
    "handler": ("ZRZY", "reporter"),
    "centre": ("XMZX", "centre"),
    "office": ("FGJ", "office"),
    "leader": ("ZFB", "leader"),
    "admin": ("ZFB", "admin"),
    "security": ("ZFB", "security"),
    "auditor": ("CZJ", "auditor"),
}
WHO = [*PEOPLE, "anonymous"]


@pytest.fixture
def people(units) -> dict[str, User]:
    password = make_password(factories.PASSWORD)
    users = [
        User(
            username=who,
            name=f"张{role}",
            unit=units[code],
            role=role,
            email=f"{who}@example.test",
            password=password,
        )
        for who, (code, role) in PEOPLE.items()
    ]
    return {user.username: user for user in User.objects.bulk_create(users)}


@pytest.fixture
def cast(friday, people, units, kinds) -> Cast:
    project = factories.ProjectFactory(unit=units["XUEGUAN"], name="昕水河治理工程")
    factories.PlanFactory(project=project)
    land = next(kind for kind in kinds if kind.code == "land")
    permit = factories.PermitFactory(project=project, kind=land, handling_unit=units["ZRZY"])
    campaign = factories.CampaignFactory(centre=units["XMZX"])
    round_ = factories.RoundFactory(campaign=campaign)
    owed = [Submission(round=round_, unit=unit) for unit in units.values() if unit.files_reports]
    submissions = {s.unit.code: s for s in Submission.objects.bulk_create(owed)}
    issue = factories.IssueFactory(
        project=project,
        permit=permit,
        in_table=False,
        unit=units["ZRZY"],
        raised_unit=project.unit,
        raised_by=people["reporter"],
    )
    meeting = factories.MeetingFactory(centre=units["XMZX"])
    factories.AgendaItemFactory(meeting=meeting, issue=issue, title=issue.text)
    cast = Cast(
        **people,
        units=units,
        kinds=kinds,
        project=project,
        campaign=campaign,
        round=round_,
        submission=submissions["XUEGUAN"],
        other_submission=submissions["HEILONGGUAN"],
        funding=factories.FundingFactory(project=project),
        file=factories.AttachmentFactory(target=project, unit=project.unit, by=people["reporter"]),
        permit=permit,
        issue=issue,
        meeting=meeting,
        letter=factories.LetterFactory(centre=units["XMZX"], by=people["centre"]),
        alarm=factories.AlarmFactory(centre=units["XMZX"], project=project),
    )
    assert {field.name for field in fields(cast)} >= set(PEOPLE)
    return cast
