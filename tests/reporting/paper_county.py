"""A county of four projects and two compiled rounds, with names that mean harm."""

import datetime as dt
from datetime import date

from accounts.models import Unit
from procedures.models import Issue, Permit, PermitKind
from procedures.rules import Status
from projects.models import AnnualPlan, Project
from reporting.models import Campaign, Compilation, Round, Submission, Target
from reporting.services.compile import compile_round
from tests import factories
from tests.reporting.county import permit, target
from tests.reporting.filing import file_table
from workplace import clock, history

LONG = "黑龙关镇" + "供水管网延伸" * 16  # 100 signs
HOSTILE = "<b>35千伏</b>&配套\"站\"'线'"
ISSUE = "缺建设用地指标35亩，<script>等</script>"
FIRST, SECOND = factories.at("2022-12-09 11:00"), factories.at("2022-12-16 11:00")


def build(cast) -> None:
    """12 kinds required of the last two, 5 exempt; three done in the first round."""
    x, h = cast.units["XUEGUAN"], cast.units["HEILONGGUAN"]
    hostile = work(x, HOSTILE)
    long = work(h, LONG)
    work(h, "克城至乔家湾旅游公路")
    done = {"completed_on": date(2022, 12, 5), "document_no": "蒲发改审〔2022〕12号"}
    permit(hostile, cast.kinds, "approval", "done", **done)
    permit(hostile, cast.kinds, "capacity", "not_required", exempt_reason="非涉产能行业")
    permit(long, cast.kinds, "approval", "done", **done)
    permit(long, cast.kinds, "capacity", "not_required", exempt_reason="非涉产能行业")
    permit(
        long, cast.kinds, "land", "submitted", expected_on=date(2022, 12, 14),
        due_on=date(2022, 12, 12), handling_unit=cast.units["ZRZY"], level="city",
    )  # fmt: skip
    factories.IssueFactory(
        project=hostile, text=ISSUE, level="city", in_table=True, raised_unit=x,
        raised_by=cast.reporter, unit_text="自然资源局",
    )  # fmt: skip
    target("permit_rate", date(2023, 2, 28), "0.65", "0.8", year=2023)
    for model in (Campaign, Round, Submission, Project, AnnualPlan, Permit, PermitKind, Issue,
                  Target):  # fmt: skip
        history.begin(model)


def work(unit: Unit, name: str) -> Project:
    project = factories.ProjectFactory(unit=unit, name=name, level="city")
    factories.PlanFactory(project=project)
    return project


def first_round(cast) -> Compilation:
    """Both townships file in time; nobody else does."""
    with clock.standing_at(FIRST):
        file_table(cast.submission, cast.reporter)
        file_table(cast.other_submission, cast.outsider)
    with clock.standing_at(FIRST + dt.timedelta(hours=3)):
        return compile_round(round_id=cast.round.pk, by=cast.centre)


def second_round(cast) -> Compilation:
    """薛关镇 finished a permit and files 17 minutes late, 黑龙关镇 does not file."""
    round_ = factories.RoundFactory(
        campaign=cast.campaign, number=cast.round.number + 1, cutoff_on=date(2022, 12, 16),
        opens_at=factories.at("2022-12-12 00:00"), due_at=factories.at("2022-12-16 12:00"),
    )  # fmt: skip
    subs = {
        code: factories.SubmissionFactory(round=round_, unit=cast.units[code])
        for code in ("XUEGUAN", "HEILONGGUAN")
    }
    with clock.standing_at(SECOND):
        hostile = Project.objects.get(name=HOSTILE)
        planning = permit(
            hostile, cast.kinds, "planning", Status.DONE, completed_on=date(2022, 12, 13),
            document_no="地字第141033202200005号",
        )  # fmt: skip
        history.save(planning, by=None)
    with clock.standing_at(factories.at("2022-12-16 12:16:30")):
        file_table(subs["XUEGUAN"], cast.reporter)
    with clock.standing_at(factories.at("2022-12-16 14:30")):
        return compile_round(round_id=round_.pk, by=cast.centre)


def compiled(cast) -> Round:
    build(cast)
    first_round(cast)
    return second_round(cast).round
