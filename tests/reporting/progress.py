"""A township's progress table of 2022, small enough to count by hand."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Unit, User
from projects.models import Progress, Project
from reporting.models import Campaign, Round, Submission
from reporting.selectors.filing import table_of
from reporting.services.grid import apply_patches
from sheets.check import wire
from sheets.grid import Patch
from tests import factories

CUTOFF = date(2022, 12, 9)


@dataclass
class Work:
    """薛关镇's table of the monthly round 2022-12-09: a new project, a continuing one."""

    campaign: Campaign
    round: Round
    submission: Submission
    new: Project  # plan 1000, nothing begun
    old: Project  # plan 3000, resumed, 1200 by the end of November
    by: User

    def row(self, project=None):
        return self.table().rows[(project or self.new).number]

    def table(self):
        return table_of(Submission.objects.get(pk=self.submission.pk))

    def type(self, project=None, reason="", **cells):
        """As a clerk at the open grid: each cell typed over what it shows."""
        project = project or self.new
        table = self.table()
        patches = [
            Patch(project.number, key, wired(table, project.number, key), value, "")
            for key, value in cells.items()
        ]
        found = apply_patches(
            submission_id=self.submission.pk, patches=patches, by=self.by, reason=reason
        )
        return {result.key: result for result in found}

    def latest(self, project) -> Progress:
        return Progress.objects.filter(plan__project=project, plan__year=2022).latest("as_of")


def wired(table, number, key):
    return wire(table.sheet.column(key), table.rows[number].get(key))


def work(name, unit, *, plan="1000.00", total="9000.00", **facts) -> Project:
    project = factories.ProjectFactory(
        unit=unit, name=name, total_investment=Decimal(total), **facts
    )
    factories.PlanFactory(
        project=project, year=2022, planned_investment=Decimal(plan),
        listed_from=date(2022, 1, 1),
    )  # fmt: skip
    return project


def campaign_of(centre: Unit) -> Campaign:
    return factories.CampaignFactory(
        centre=centre, form="progress", year=2022, name="重点项目建设进展月报", rhythm="monthly",
        starts_on=date(2022, 1, 1), ends_on=date(2022, 12, 31), baseline_on=None, summary_on=None,
    )  # fmt: skip


def build(cast) -> Work:
    unit = cast.units["XUEGUAN"]
    campaign = campaign_of(cast.units["XMZX"])
    round_ = factories.RoundFactory(campaign=campaign, number=12)
    new = work("核桃加工园", unit)
    old = work(
        "蔬菜大棚二期", unit, plan="3000.00", nature="continuing", resumed_on=date(2022, 3, 10)
    )
    factories.ProgressFactory(
        plan=old.plans.get(), as_of=date(2022, 11, 30), completed_investment=Decimal("1200.00"),
        image_progress="主体完成",
    )  # fmt: skip
    owed = [
        Submission(round=round_, unit=unit) for unit in cast.units.values() if unit.files_reports
    ]
    Submission.objects.bulk_create(owed)
    submission = Submission.objects.get(round=round_, unit=unit)
    return Work(campaign, round_, submission, new, old, cast.reporter)


def earlier(work_: Work, on=date(2022, 11, 30)) -> Submission:
    """The same unit's submission of the month before."""
    round_ = factories.RoundFactory(
        campaign=work_.campaign, number=11, cutoff_on=on,
        opens_at=factories.at("2022-11-25 00:00"), due_at=factories.at("2022-11-30 12:00"),
    )  # fmt: skip
    return factories.SubmissionFactory(round=round_, unit=work_.submission.unit)
