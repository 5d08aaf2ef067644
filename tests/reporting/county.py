"""A county of twelve projects, small enough to count by hand (D = 2022-12-23)."""

from datetime import date
from decimal import Decimal

from reporting.models import Target
from tests import factories

D = date(2022, 12, 23)


def work(unit, name, year=2022, plan="0", progress=(), *, listed=None, total="9000.00", **facts):
    """A project with its plan of `year` and its progress as (day, 万元) pairs."""
    since, until = listed or (date(year - 1, 12, 1), None)
    project = factories.ProjectFactory(
        unit=unit, name=name, total_investment=Decimal(total), **facts
    )
    row = factories.PlanFactory(
        project=project,
        year=year,
        planned_investment=Decimal(plan),
        listed_from=since,
        listed_to=until,
    )
    for day, done in progress:
        factories.ProgressFactory(plan=row, as_of=day, completed_investment=Decimal(done))
    return project


def works_of_2022(x, h):
    """Listed on D: 1, 2, 3, 4. The rest stands just outside one edge each."""
    first = work(
        x,
        "一",
        plan="1000.00",
        nature="new",
        started_on=date(2022, 3, 1),
        progress=[(date(2022, 11, 30), "600.00"), (date(2022, 12, 24), "900.00")],
    )
    work(
        x,
        "二",
        plan="3000.00",
        nature="continuing",
        level="province",
        resumed_on=date(2022, 3, 10),
        progress=[(date(2022, 12, 23), "2700.00")],
    )
    work(h, "三", plan="500.00", nature="new", level="city", started_on=date(2022, 12, 24))
    work(
        h,
        "四",
        plan="1500.00",
        nature="continuing",
        resumed_on=date(2022, 4, 1),
        stopped_on=date(2022, 10, 1),
        progress=[(date(2022, 10, 31), "300.00")],
    )
    begun = {"nature": "new", "plan": "70.00", "started_on": date(2022, 2, 1)}
    work(h, "五：当日退出计划", listed=(date(2021, 12, 1), D), **begun)
    work(x, "六：次日才列入", listed=(date(2022, 12, 24), None), **begun)
    work(h, "七：当日退出项目库", withdrawn_on=D, **begun)
    work(x, "八：打包子项", package=first, **begun)


def permit(project, kinds, code, status, **facts):
    kind = next(kind for kind in kinds if kind.code == code)
    return factories.PermitFactory(project=project, kind=kind, status=status, **facts)


def works_of_2023(x, h, kinds):
    """Nine: 5 required, 1 done. Ten: 4 required, 1 done. Eleven and twelve are the pool."""
    since = (date(2022, 12, 1), None)
    nine = work(x, "九", 2023, "2000.00", nature="new", listed=since)
    permit(nine, kinds, "approval", "done", completed_on=date(2022, 12, 9))
    permit(nine, kinds, "land", "done", completed_on=date(2022, 12, 24))  # after D
    permit(nine, kinds, "planning", "not_required", exempt_reason="存量建设用地")
    ten = work(h, "十", 2023, "4000.00", nature="new", level="province", listed=since)
    permit(ten, kinds, "approval", "done", completed_on=D)
    permit(ten, kinds, "land", "submitted", expected_on=date(2023, 2, 20))
    permit(ten, kinds, "eia", "done")  # no date: does not count
    permit(ten, kinds, "energy", "not_required")
    permit(ten, kinds, "capacity", "not_required")
    pool = {"total": "80000.00", "listed": since}
    work(h, "十一", 2023, "10000.00", nature="reserve", is_industrial=True, **pool)
    pool["total"] = "20000.00"
    work(x, "十二", 2023, "30000.00", nature="preliminary", **pool)


def build(units, kinds):
    x, h = units["XUEGUAN"], units["HEILONGGUAN"]
    works_of_2022(x, h)
    works_of_2023(x, h, kinds)
    return factories.CampaignFactory(centre=units["XMZX"])


def target(key, due_on, floor=None, stretch=None, *, year=2022, scope="all"):
    return Target.objects.create(
        indicator=key,
        year=year,
        scope=scope,
        due_on=due_on,
        floor=None if floor is None else Decimal(floor),
        stretch=None if stretch is None else Decimal(stretch),
    )
