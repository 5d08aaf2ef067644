"""Twelve projects, nine applications, two rounds of each form: counted on paper by its test.

        unit level    nature       industry  plan 2022            what it is there for
一      X    province new          煤炭      1000                 an ordinary one
二      X    city     continuing   农业      2000                 stops on 09-01, beyond 100 %
三      H    county   new          未填      500, 800 since 08-01 plan version, begins on 10-08
四      H    province continuing   煤炭      1500                 never resumes
五      G    county   new          农业      600                  增补 on 07-01
六      G    city     new          煤炭      400                  退出 on 10-01
七      X    county   new          农业      70                   a child of 一
八      H    county   continuing   未填      300                  merged into 四 on 09-01
九      X    county   谋划         煤炭      10000 of 80000       产业项目
十      H    city     前期         农业      30000 of 20000       counts like 谋划
十一    G    province 谋划         未填      5000 of 50000        产业项目, listed on 07-01
十二    G    county   前期 → 新建  未填      200, 240 since 09-01 changes its nature
"""

from datetime import date
from decimal import Decimal

from projects.models import AnnualPlan, AnnualPlanVersion, FundingApplication, Project
from reporting.models import Seal, SealedPermit, SealedProject
from tests import factories

JUNE, NOVEMBER = date(2022, 6, 30), date(2022, 11, 30)
START = date(2021, 12, 1)


def d(month: int, day: int) -> date:
    return date(2022, month, day)


def add(unit, name, level, nature, industry, plan, progress=(), *, listed=None, **facts):
    since, until = listed or (START, None)
    project = factories.ProjectFactory(
        unit=unit, name=name, level=level, nature=nature, industry=industry, **facts
    )
    row = factories.PlanFactory(
        project=project, year=2022, planned_investment=Decimal(plan), listed_from=since,
        listed_to=until,
    )  # fmt: skip
    for day, done in progress:
        factories.ProgressFactory(plan=row, as_of=day, completed_investment=Decimal(done))
    return project


def works(x, h, g):
    one = add(x, "一", "province", "new", "煤炭", 1000, [(d(5, 31), 300), (d(11, 30), 900)],
              started_on=d(3, 1))  # fmt: skip
    add(x, "二", "city", "continuing", "农业", 2000, [(d(6, 30), 1200), (d(10, 31), 2400)],
        resumed_on=d(3, 10), stopped_on=d(9, 1))  # fmt: skip
    three = add(h, "三", "county", "new", "", 800, [(d(11, 15), 400)], started_on=d(10, 8),
                planned_start=d(3, 1))  # fmt: skip
    version(three, START, 500, "new", approved=True)
    version(three, d(8, 1), 800, "new")
    four = add(h, "四", "province", "continuing", "煤炭", 1500)
    add(g, "五", "county", "new", "农业", 600, [(d(11, 30), 150)], started_on=d(7, 20),
        listed=(d(7, 1), None))  # fmt: skip
    add(g, "六", "city", "new", "煤炭", 400, [(d(6, 15), 100)], started_on=d(4, 1),
        listed=(START, d(10, 1)))  # fmt: skip
    add(x, "七", "county", "new", "农业", 70, [(d(5, 31), 50)], started_on=d(3, 1), package=one)
    add(h, "八", "county", "continuing", "", 300, [(d(6, 30), 90)], resumed_on=d(3, 15),
        withdrawn_on=d(9, 1), merged_into=four)  # fmt: skip


def pool(x, h, g):
    add(x, "九", "county", "reserve", "煤炭", 10000, is_industrial=True, total_investment=80000)
    add(h, "十", "city", "preliminary", "农业", 30000, total_investment=20000)
    add(g, "十一", "province", "reserve", "", 5000, is_industrial=True, total_investment=50000,
        listed=(d(7, 1), None))  # fmt: skip
    twelve = add(g, "十二", "county", "new", "", 240, total_investment=3000)
    version(twelve, START, 200, "preliminary", approved=True)
    version(twelve, d(9, 1), 240, "new", approved=True)


def version(project, since, plan, nature, *, approved=False):
    AnnualPlanVersion.objects.create(
        plan=AnnualPlan.objects.get(project=project), valid_from=since, nature=nature,
        planned_investment=Decimal(plan), level=project.level, approved=approved,
        at=factories.at("2022-01-01 08:00"),
    )  # fmt: skip


# done with its day, or exempt; what is not named is 未办理
PERMITS = {
    "一": {"approval": d(4, 1), "land": d(7, 15)},
    "三": {"approval": d(6, 30), "land": None, "capacity": None},
    "六": {"approval": d(5, 1), "capacity": None},
}


def permits(kinds):
    for name, found in PERMITS.items():
        for code, day in found.items():
            kind = next(kind for kind in kinds if kind.code == code)
            status = "done" if day else "not_required"
            factories.PermitFactory(
                project=Project.objects.get(name=name), kind=kind, status=status, completed_on=day
            )


def funds():
    for name, channel, status, approved, day in [
        ("一", "special_bond", "approved", 400, d(5, 20)),
        ("二", "central_budget", "arrived", 250, d(9, 10)),
        ("七", "policy_tool", "approved", 60, d(6, 10)),
        ("十", "other", "approved", 70, None),  # no day: not yet
        ("八", "other", "approved", 30, d(6, 1)),  # until it is merged
        ("三", "special_bond", "rejected", 999, d(6, 1)),  # turned down in the end
        ("九", "other", "applied", None, None),
        ("四", "social_capital", "approved", 1000, d(12, 1)),  # a day after the last one asked
    ]:
        fund(name, 2022, channel, status, approved, day)
    fund("一", 2021, "special_bond", "spent", 5, date(2021, 5, 1))


def fund(name, year, channel, status, approved, day):
    FundingApplication.objects.create(
        project=Project.objects.get(name=name), year=year, channel=channel, status=status,
        applied=Decimal(2000), approved=approved, approved_on=day,
        created_at=factories.at("2022-01-05 08:00"),
    )  # fmt: skip


def build(units, kinds):
    x, h, g = units["XUEGUAN"], units["HEILONGGUAN"], units["GUXIAN"]
    works(x, h, g)
    pool(x, h, g)
    permits(kinds)
    funds()
    for form in ("permits", "progress"):
        file_rounds(form, units, kinds)


# What each unit sealed in the form progress: plan, completed, and the day it began.
IN_JUNE = {
    "XUEGUAN": {"一": (1000, 290, d(3, 1)), "二": (2000, 1200, d(3, 10))},
    "HEILONGGUAN": {"三": (500, None, None), "四": (1500, None, None), "八": (300, 90, d(3, 15))},
}
IN_NOVEMBER = {
    "XUEGUAN": {"一": (1000, 900, d(3, 1)), "二": (2000, 2400, d(3, 10))},
    "GUXIAN": {"五": (600, 150, d(7, 20)), "十二": (240, None, None)},
}


def file_rounds(form, units, kinds):
    """古县乡 is silent in June, 黑龙关镇 in November."""
    campaign = factories.CampaignFactory(
        centre=units["XMZX"], form=form, name=form, year=2022, starts_on=d(1, 1),
        ends_on=d(12, 31), baseline_on=None, summary_on=None,
    )  # fmt: skip
    for number, (cutoff, filed) in enumerate([(JUNE, IN_JUNE), (NOVEMBER, IN_NOVEMBER)], 1):
        round_ = factories.RoundFactory(campaign=campaign, number=number, cutoff_on=cutoff)
        for code in ("XUEGUAN", "HEILONGGUAN", "GUXIAN"):
            submission = factories.SubmissionFactory(round=round_, unit=units[code])
            if code in filed:
                file(submission, filed[code], kinds)


def file(submission, rows, kinds):
    submission.state, submission.seal_count = "accepted", 1
    submission.save()
    form = submission.round.campaign.form
    seal = Seal.objects.create(
        submission=submission, number=1, sealed_at=factories.at("2022-12-01 10:00"),
        by=factories.UserFactory(unit=submission.unit), by_name="张", digest="0" * 64, form=form,
        unit_code=submission.unit.code, unit_name=submission.unit.short_name,
        cutoff_on=submission.round.cutoff_on, row_count=len(rows),
    )  # fmt: skip
    for seq, (name, (plan, completed, begun)) in enumerate(rows.items(), 1):
        project = Project.objects.get(name=name)
        if form == "permits" and project.nature != "new":
            continue
        started = {"started_on" if project.nature == "new" else "resumed_on": begun}
        row = SealedProject.objects.create(
            seal=seal, project=project, seq=seq, number=project.number, unit_code=seal.unit_code,
            unit_name=seal.unit_name, name=name, nature=project.nature, level=project.level,
            planned_investment=plan, completed_investment=completed, listed_from=START, **started,
        )  # fmt: skip
        if form == "permits":
            seal_permits(row, submission, kinds)


def seal_permits(row, submission, kinds):
    for kind in kinds:
        day = PERMITS.get(row.name, {}).get(kind.code, "open")
        status = "not_started" if day == "open" else "done" if day else "not_required"
        SealedPermit.objects.create(
            seal=row.seal, sealed_project=row, round=submission.round, unit=submission.unit,
            project=row.project, kind=kind, project_number=row.number, kind_code=kind.code,
            kind_name=kind.name, status=status, completed_on=day if status == "done" else None,
        )  # fmt: skip
