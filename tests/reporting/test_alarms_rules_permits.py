"""Each rule of permits, papers and codes: silent below its edge, fires, again on a new fact."""

from datetime import date
from decimal import Decimal

import pytest

from procedures.models import Template, TemplateItem, Traits
from reporting.suspicion import course, done, papers
from tests import factories, reference
from tests.reporting.suspects import FIRES, QUIET, World, noon, walk

DAY = date(2023, 1, 12)
NUMBER = {"completed_on": DAY, "document_no": "蒲审管备〔2023〕5号"}


@pytest.fixture
def world(people, units, kinds):
    reference.make_calendar()
    return World(people, units, kinds)


def done_without_proof(w):
    permit = w.permit(status="done", completed_on=DAY, ground="告知承诺")
    yield QUIET
    w.set(permit, ground="")
    yield FIRES
    w.set(permit, completed_on=date(2023, 1, 13))
    yield FIRES
    factories.AttachmentFactory(target=permit, unit=w.project.unit, by=w.by)
    yield QUIET


def done_reopened(w):
    campaign = factories.CampaignFactory(centre=w.centre)
    for day in (date(2023, 1, 13), date(2023, 1, 20)):
        factories.RoundFactory(campaign=campaign, cutoff_on=day, due_at=noon(day))
    permit = w.permit()
    w.happens(permit, "status", "2023-01-10", "submitted", "done")
    w.happens(permit, "status", "2023-01-12", "done", "submitted")
    yield QUIET  # no table was due in between
    w.happens(permit, "status", "2023-01-12", "submitted", "done")
    w.happens(permit, "status", "2023-01-16", "done", "returned")
    yield FIRES
    w.happens(permit, "status", "2023-01-18", "returned", "done")
    w.happens(permit, "status", "2023-01-30", "done", "submitted")
    yield FIRES


def done_in_future(w):
    permit = w.permit(status="done", completed_on=w.today, document_no="甲")
    yield QUIET
    w.set(permit, completed_on=date(2023, 2, 4))
    yield FIRES
    w.set(permit, completed_on=date(2023, 2, 5))
    yield FIRES
    w.today = date(2023, 2, 5)
    yield QUIET


def done_before_accepted(w):
    permit = w.permit(status="done", accepted_on=DAY, **NUMBER)
    yield QUIET
    w.set(permit, accepted_on=date(2023, 1, 13))
    yield FIRES
    w.set(permit, accepted_on=date(2023, 1, 16))
    yield FIRES
    w.set(permit, accepted_on=date(2023, 1, 9))
    yield QUIET


def done_before_code(w):
    w.permit(status="done", **NUMBER)
    w.set(w.project, national_code="2301-141033-04-01-000001")
    yield QUIET  # of the same month
    w.set(w.project, national_code="2302-141033-04-01-000001")
    yield FIRES
    w.set(w.project, national_code="2303-141033-04-01-000001")
    yield FIRES


def done_too_fast(w):
    permit = w.permit(status="done", level="county", accepted_on=DAY, **NUMBER)
    yield QUIET  # the county's own counter may be as fast
    w.set(permit, level="city")
    yield QUIET
    w.set(permit, level="province")
    yield FIRES
    w.set(permit, level="nation")
    yield FIRES
    w.set(permit, accepted_on=date(2023, 1, 11))
    yield QUIET  # one working day
    w.set(permit, accepted_on=date(2023, 1, 20), completed_on=date(2023, 1, 27))
    yield FIRES  # the whole festival holds no working day


def number_twice(w):
    w.permit("land", "done", **NUMBER)
    other = w.permit("planning", "done", **NUMBER)
    yield QUIET  # one paper for land and planning
    third = w.permit("eia", "done", completed_on=DAY, document_no="蒲审管备[2023] 5号")
    yield FIRES  # written a little differently
    w.set(third, note="打包批复")
    yield QUIET
    w.set(other, project=w.another("另一个"))
    yield FIRES


def number_year(w):
    permit = w.permit(status="done", completed_on=DAY, document_no="蒲审管备〔2022〕5号")
    yield QUIET  # of December
    w.set(permit, completed_on=date(2023, 2, 1))
    yield FIRES
    w.set(permit, document_no="蒲审管备〔2021〕5号")
    yield FIRES
    w.set(permit, document_no="141033202300001")
    yield QUIET  # no year in it


def numbers_in_a_row(w):
    for serial in (5, 6):
        w.permit(status="done", project=w.another(f"同日{serial}"), completed_on=DAY,
                 document_no=f"蒲审管备〔2023〕{serial}号")  # fmt: skip
    yield QUIET
    last = w.permit(status="done", completed_on=DAY, document_no="蒲审管备〔2023〕8号")
    yield QUIET  # one is missing between
    w.set(last, document_no="蒲审管备〔2023〕7号")
    yield FIRES
    w.set(last, document_no="蒲审管备〔2023〕4号")
    yield FIRES
    w.set(last, completed_on=date(2023, 1, 11))
    yield QUIET


def shared_file(w):
    def attach(project, **facts):
        return factories.AttachmentFactory(target=project, unit=project.unit, by=w.by, **facts)

    attach(w.project)
    attach(w.project)
    yield QUIET  # twice on one project
    copy = attach(w.another("抄的"))
    yield FIRES
    attach(w.another("也抄"))
    yield FIRES
    type(copy).objects.update(label="区域评估报告")
    yield QUIET


def code_twice(w):
    w.set(w.project, national_code="2301-141033-04-01-000001")
    part = w.another("子项", package=w.project, national_code="2301-141033-04-01-000001")
    yield QUIET
    w.set(part, package=None)
    yield FIRES
    w.another("第三个", national_code="2301-141033-04-01-000001")
    yield FIRES


def code_elsewhere(w):
    """Of a county in another province: its own codes say where it lies."""
    w.set(w.project, national_code="2301-370100-04-01-000001")
    for number in range(3):
        w.another(f"本地{number}", national_code=f"2301-610827-04-01-00001{number}")
    yield QUIET  # four codes say nothing yet
    zone = w.another("开发区", national_code="2301-610861-04-01-000020")
    w.set(w.project, national_code="2301-610000-04-01-000001")
    yield QUIET  # the province's, and the zone that a fifth bear
    w.set(w.project, national_code="2301-610800-04-01-000001")
    yield QUIET  # the city's
    for number in range(3, 8):
        w.another(f"本地{number}", national_code=f"2301-610827-04-01-00001{number}")
    w.set(zone, national_code="")
    w.set(w.project, national_code="2301-141033-04-01-000001")
    yield FIRES
    w.set(w.project, national_code="2301-370100-04-01-000001")
    yield FIRES


def exempted_late(w):
    permit = w.permit("energy", "not_required", exempt_reason="规模以下")
    w.happens(permit, "status", "2022-12-09", "preparing", "not_required")
    yield QUIET
    w.happens(permit, "status", "2022-12-16", "not_required", "submitted")
    w.happens(permit, "status", "2022-12-23", "submitted", "not_required")
    yield FIRES
    w.set(permit, exempt_reason="名录豁免")
    yield FIRES
    w.set(permit, exempt_reason="区域评估覆盖")
    yield QUIET


def exempt_but_needed(w):
    permit = w.permit("energy", "not_required", exempt_reason="规模以下")
    template = Template.objects.create(code="filing", name="备案", way="filing")
    traits = Traits.objects.create(project=w.project, template=template, energy_tce=Decimal(999))
    yield QUIET
    w.set(traits, energy_tce=Decimal(1000))
    yield FIRES
    w.set(traits, energy_tce=Decimal(1), power_kwh=Decimal(500))
    yield FIRES
    w.set(traits, power_kwh=None)
    yield QUIET
    TemplateItem.objects.create(template=template, kind=w.kinds["energy"], need="yes")
    yield FIRES
    w.set(permit, status="submitted")
    w.permit("capacity", "not_required", exempt_reason="非涉产能行业")
    yield QUIET
    w.set(w.project, industry="煤炭", name="铁路专用线扩能")
    yield QUIET  # beside a mine, digs nothing
    w.set(w.project, industry="钢结构", name="装配式厂房")
    yield QUIET
    w.set(w.project, industry="煤炭", name="下组煤延深")
    yield FIRES


def postponed(w):
    permit = w.permit()
    w.happens(permit, "expected", "2022-12-09", "", "2023-01-10")
    w.happens(permit, "expected", "2022-12-16", "2023-01-10", "2023-01-20")
    w.happens(permit, "due", "2022-12-23", "2023-01-20", "2023-02-20")
    w.happens(permit, "expected", "2022-12-24", "2023-01-20", "2023-01-15")
    yield QUIET  # later twice, once first set, once earlier
    w.happens(permit, "expected", "2022-12-30", "2023-01-15", "2023-02-01")
    yield FIRES
    w.happens(permit, "expected", "2023-01-30", "2023-02-01", "2023-03-01")
    yield FIRES
    w.set(permit, status="done", **NUMBER)
    yield QUIET


def contradiction(w):
    said = {"owner_says": "obtained", "handler_says": "accepted"}
    permit = w.permit("land", differs_since=noon(date(2023, 1, 16)), **said)
    w.today = date(2023, 2, 2)
    yield QUIET  # 10 working days: 17 to 20, 28 to 31 January, 1 and 2 February
    w.today = date(2023, 2, 3)
    yield FIRES
    w.today = date(2023, 2, 10)
    yield QUIET  # more days, the same words
    w.set(permit, handler_says="returned")
    yield FIRES
    w.set(permit, differs_since=None)
    yield QUIET


CASES = [
    done_without_proof, done_reopened, done_in_future, done_before_accepted, done_before_code,
    done_too_fast, number_twice, number_year, numbers_in_a_row, shared_file, code_twice,
    code_elsewhere, exempted_late, exempt_but_needed, postponed, contradiction,
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_rule(case, world):
    walk(world, case)


def test_every_rule_of_permits_has_its_case():
    rules = {rule.code for rule in done.RULES + papers.RULES + course.RULES}
    assert {case.__name__ for case in CASES} == rules
