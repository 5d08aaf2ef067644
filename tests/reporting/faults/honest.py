"""The honest county, and what in it looks like a fault and is none."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from procedures.models import Traits
from tests import factories
from workplace import history

from .county import PLANNED, County, at
from .manifest import FRIDAYS, NEW_YEAR

WORKS, NEW = 40, 40
SIX = ("approval", "land", "planning", "eia", "energy", "capacity")
SPRING_FESTIVAL = 7


def live(county: County) -> None:
    for number in range(1, WORKS + 1):
        county.work(number)
    for number in range(100, 100 + NEW):
        _permits(county, number)
    for look_alike in LOOK_ALIKES:
        look_alike(county)


def _permits(county: County, number: int) -> None:
    """Six permits on their way: collected, sent, done one after the other."""
    project = county.project(number, "新建")
    factories.PlanFactory(project=project)
    for place, code in enumerate(SIX):
        done = 1 + place * 2 + number % 5
        if (number + place) % 4 == 0:
            county.change(0, project, code, status="not_required", exempt_reason="名录豁免")
            continue
        expected = FRIDAYS[0] + timedelta(weeks=done)
        for week, status in ((done - 5, "preparing"), (done - 2, "submitted")):
            if 0 <= week < len(FRIDAYS):
                county.change(week, project, code, status=status, expected_on=expected)
        if done < len(FRIDAYS):
            county.finish(done, project, code)


def winter_stop(county):
    """The same sum week after week, and the table says why."""
    for number in range(41, 47):
        tale = county.work(number, "冬停")
        for start, end in ((1, NEW_YEAR), (NEW_YEAR, len(FRIDAYS))):
            tale.sums[start:end] = [tale.sums[start]] * (end - start)
            tale.states[start:end] = ["winter"] * (end - start)


def spring_festival(county):
    """Three tables and the week of the festival without a change; then it goes on."""
    for number in range(47, 53):
        tale = county.work(number, "过节")
        tale.sums[5:9] = [tale.sums[5]] * 4


def year_done(county):
    """The year's plan is invested; the sum has nowhere to go."""
    for number in (53, 54):
        tale = county.work(number, "提前完成")
        tale.sums[NEW_YEAR:] = [PLANNED + number] * (len(FRIDAYS) - NEW_YEAR)


def true_jump(county):
    """Turbines arrive before the year ends, with the invoice on file."""
    for number, week in ((55, 2), (56, 3)):
        tale = county.work(number, "设备到货")
        tale.sums[week:NEW_YEAR] = [value + 1900 for value in tale.sums[week:NEW_YEAR]]
        county.attach(week, tale.project, tale.project, digest=f"{number:064}", name="发票.pdf")


def corrected_typo(county):
    """A nought too many for one week."""
    for number, week in ((57, 1), (58, 2), (59, 6), (60, 9)):
        tale = county.work(number, "多打一位")
        tale.sums[week] *= 10


def little_over_total(county):
    """Within the tenth that 概算 may be exceeded by: 8 %."""
    tale = county.work(61, "略超概算")
    total = ((tale.sums[3] + tale.sums[-1]) / Decimal("1.08")).quantize(Decimal("0.01"))
    county.touch(tale.project, total_investment=total)
    tale.project.total_investment = total


def slip_undone(county):
    """Ticked as done on Tuesday, put right on Wednesday: no table said so."""
    for number, week in ((150, 2), (151, 6)):
        project = county.project(number, "手滑")
        county.permit(project, "eia", "submitted")
        on = FRIDAYS[week] - timedelta(days=3)
        county.change(week, project, "eia", status="done", completed_on=on, document_no="误")
        county.change(week, project, "eia", status="submitted")


def december_number(county):
    """Numbered in December, handed over in January."""
    project = county.project(152, "跨年")
    county.permit(project, "approval", "submitted")
    county.finish(4, project, "approval", document_no="蒲审管备〔2022〕88888号")


def one_paper_for_two(county):
    """用地预审与选址意见书 stands for land and planning."""
    project = county.project(153, "合一")
    for code in ("land", "planning"):
        county.permit(project, code, "submitted")
        county.finish(3, project, code, document_no="用字第141033202299001号")


def two_in_a_row(county):
    """Two of a unit on one day: a usual morning at the counter."""
    on = FRIDAYS[5] - timedelta(days=1)
    for number in (154, 155):
        project = county.project(number, "同日", unit=county.units["SHANZHONG"])
        county.permit(project, "approval", "submitted")
        paper = f"蒲审管备〔2023〕{88000 + number}号"
        county.finish(5, project, "approval", completed_on=on, document_no=paper)


def regional_assessment(county):
    """One 区域评估 covers two projects: its file hangs on both, and says what it is."""
    for number in (156, 157):
        project = county.project(number, "园区")
        county.attach(4, project, project, digest="a" * 64, label="区域评估报告", name="报告.pdf")
        county.permit(project, "energy", "submitted")
        county.change(5, project, "energy", status="not_required", exempt_reason="区域评估覆盖")


def parts_of_a_package(county):
    """One approval and one file for a package and its part."""
    parent = county.project(158, "打包")
    part = county.project(159, "子项", package=parent, national_code=parent.national_code)
    for project in (parent, part):
        county.permit(project, "approval", "submitted")
        county.finish(4, project, "approval", document_no="蒲审管备〔2022〕77777号")
        county.attach(4, project, project, digest="b" * 64, name="批复.pdf")


def put_off_twice(county):
    for number in (160, 161):
        project = county.project(number, "推后两次")
        permit = county.permit(project, "planning", "submitted")
        county.touch(permit, expected_on=date(2023, 3, 1))
        for week in (3, 7):
            later = date(2023, 3, 1) + timedelta(weeks=week)
            county.change(week, project, "planning", expected_on=later)


def soon_agreed(county):
    """Two words for a week, then one."""
    for number, week in ((162, 1), (163, 8)):
        permit = county.permit(county.project(number, "说法"), "land", "submitted")
        said = {"owner_says": "obtained", "handler_says": "accepted"}
        differs = said | {"differs_since": at(week, 9)}
        county.plot(week, partial(county.touch, permit, **differs))
        county.plot(week + 2, partial(county.touch, permit, differs_since=None))


def done_by_ground(county):
    """备案 by notification: no number, and it says so."""
    project = county.project(164, "告知承诺")
    county.permit(project, "approval", "submitted")
    county.finish(2, project, "approval", document_no="", ground="告知承诺，平台回执")


def county_counter(county):
    """The county's own counter decides on the day; nobody travels to the province."""
    project = county.project(165, "当日办")
    permit = county.permit(project, "approval", "submitted", level="county")
    on = FRIDAYS[3] - timedelta(days=2)
    county.touch(permit, accepted_on=on)
    county.finish(3, project, "approval", completed_on=on)


def spent_all(county):
    row = factories.FundingFactory(project=county.project(166, "资金"))
    sums = dict.fromkeys(("applied", "approved", "arrived", "spent"), 700)
    county.plot(2, lambda: county.touch(row, status="spent", **sums))


def small_consumer(county):
    project = county.project(167, "小用能")
    Traits.objects.create(project=project, energy_tce=Decimal(990), power_kwh=Decimal(480))
    county.change(1, project, "energy", status="not_required", exempt_reason="规模以下")


def start_made_precise(county):
    """The month was known, then the day: both before the target."""
    project = county.project(168, "精确")
    project.started_on = date(2022, 11, 30)
    history.save(project, by=county.by, fields=["started_on"])

    def correct():
        project.started_on = date(2022, 11, 18)
        history.save(project, by=county.by, reason="核对开工令", fields=["started_on"])

    county.plot(5, correct)


LOOK_ALIKES = [
    winter_stop, spring_festival, year_done, true_jump, corrected_typo, little_over_total,
    slip_undone, december_number, one_paper_for_two, two_in_a_row, regional_assessment,
    parts_of_a_package, put_off_twice, soon_agreed, done_by_ground, county_counter, spent_all,
    small_consumer, start_made_precise,
]  # fmt: skip
