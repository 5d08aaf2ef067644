"""Valid rows with fixed, readable values: sequences and dates, never chance."""

import os
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from accounts.models import Unit, User
from procedures.models import AgendaItem, Issue, Letter, Meeting, Permit, PermitKind
from projects.models import AnnualPlan, FundingApplication, Progress, Project
from projects.pinyin import initials
from projects.rules import STAGE_OF
from reporting.models import Alarm, Campaign, Round, Submission
from workplace import files
from workplace.models import Attachment

SHANGHAI = ZoneInfo("Asia/Shanghai")
PASSWORD = "qingming-zaochuan-8"
# the processes of one run share a store, where the same content is the same file
MINE = os.environ.get("PYTEST_XDIST_WORKER", "").encode()


def at(text: str) -> datetime:
    """`at("2022-12-09 11:59")`: a moment in the county's time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"U{n:03}")
    name = factory.Sequence(lambda n: f"蒲县第{n}单位")
    short_name = factory.Sequence(lambda n: f"第{n}单位")
    kind = "bureau"
    files_reports = True
    order = factory.Sequence(lambda n: 200 + n)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"张{n}")
    unit = factory.SubFactory(UnitFactory)
    role = "reporter"
    password = factory.PostGenerationMethodCall("set_password", PASSWORD)

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        if create:
            instance.save(update_fields=["password"])


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project

    number = factory.Sequence(lambda n: f"PX-2023-{n + 1:03}")
    name = factory.Sequence(lambda n: f"第{n + 1}号供水工程")
    initials = factory.LazyAttribute(lambda project: initials(project.name))
    unit = factory.SubFactory(UnitFactory)
    owner = "蒲县水务公司"
    level = "county"
    nature = "new"
    stage = factory.LazyAttribute(lambda project: STAGE_OF[project.nature])
    total_investment = Decimal("5000.00")
    created_at = at("2022-12-01 08:00")


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = AnnualPlan

    project = factory.SubFactory(ProjectFactory)
    year = 2023
    nature = factory.SelfAttribute("project.nature")
    level = factory.SelfAttribute("project.level")
    planned_investment = Decimal("2000.00")
    listed_from = date(2022, 12, 1)


class ProgressFactory(DjangoModelFactory):
    class Meta:
        model = Progress

    plan = factory.SubFactory(PlanFactory)
    as_of = date(2023, 1, 31)
    completed_investment = Decimal("500.00")


class FundingFactory(DjangoModelFactory):
    """拟申报: nothing asked for yet, so that no sum changes."""

    class Meta:
        model = FundingApplication

    project = factory.SubFactory(ProjectFactory)
    year = 2023
    channel = "special_bond"
    created_at = at("2022-12-01 09:00")


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


class AttachmentFactory(DjangoModelFactory):
    """A small PDF that lies in the store; `target` is what it hangs on."""

    class Meta:
        model = Attachment

    unit = factory.SubFactory(UnitFactory)
    by = factory.SubFactory(UserFactory)
    label = "批复"
    name = "立项批复.pdf"
    content_kind = "pdf"
    file = factory.LazyFunction(lambda: files.keep(BytesIO(PDF), folder="files", suffix=".pdf"))
    digest = factory.LazyAttribute(lambda row: row.file[len("files/") : -len(".pdf")])
    size = len(PDF)
    at = at("2022-12-02 09:00")


class KindFactory(DjangoModelFactory):
    """The six headline kinds come with the `kinds` fixture; this makes further ones."""

    class Meta:
        model = PermitKind

    code = factory.Sequence(lambda n: f"kind{n}")
    name = factory.Sequence(lambda n: f"事项{n}")
    default_level = "county"


class PermitFactory(DjangoModelFactory):
    class Meta:
        model = Permit

    project = factory.SubFactory(ProjectFactory)
    kind = factory.SubFactory(KindFactory)
    level = "county"


class IssueFactory(DjangoModelFactory):
    class Meta:
        model = Issue

    project = factory.SubFactory(ProjectFactory)
    text = "用地指标未落实"
    level = "city"
    raised_at = at("2022-12-05 09:00")


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    year = 2022
    number = factory.Sequence(lambda n: n + 1)
    title = "重点项目前期手续联席会议"
    held_on = date(2022, 12, 12)
    made_at = at("2022-12-09 09:00")


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    order = factory.Sequence(lambda n: n + 1)
    title = "用地指标未落实"


class LetterFactory(DjangoModelFactory):
    """A letter whose two files lie in the store."""

    class Meta:
        model = Letter

    year = 2022
    number = factory.Sequence(lambda n: n + 1)
    dated_on = date(2022, 12, 8)
    receiver = "市项目推进中心"
    level = "city"
    document = factory.LazyFunction(
        lambda: files.keep(BytesIO(MINE + b"docx"), folder="letters", suffix=".docx")
    )
    workbook = factory.LazyFunction(
        lambda: files.keep(BytesIO(MINE + b"xlsx"), folder="letters", suffix=".xlsx")
    )
    at = at("2022-12-08 16:00")


class AlarmFactory(DjangoModelFactory):
    class Meta:
        model = Alarm

    rule = "started_without_permit"
    subject = factory.Sequence(lambda n: f"PX-2023-{n:03}")
    fact = factory.Sequence(lambda n: f"{n:064}")
    sentence = "已开工，立项、土地都没有办结"
    first_at = at("2022-12-09 08:00")


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    name = "前期手续办理月活动"
    form = "permits"
    year = 2023
    starts_on = date(2022, 12, 1)
    ends_on = date(2023, 2, 28)
    baseline_on = date(2022, 12, 6)
    summary_on = date(2023, 2, 26)


class RoundFactory(DjangoModelFactory):
    """Weekly round 1 of the order, open since Monday 2022-12-05, due Friday 12:00."""

    class Meta:
        model = Round

    campaign = factory.SubFactory(CampaignFactory)
    number = 1
    cutoff_on = date(2022, 12, 9)
    opens_at = at("2022-12-05 00:00")
    due_at = at("2022-12-09 12:00")
    opened_at = at("2022-12-05 00:00")


class SubmissionFactory(DjangoModelFactory):
    class Meta:
        model = Submission

    round = factory.SubFactory(RoundFactory)
    unit = factory.SubFactory(UnitFactory)
