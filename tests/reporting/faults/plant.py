"""The faults: one function a rule, named as the rule it is for."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from procedures.models import Traits
from tests import factories
from workplace import history

from .county import County, at
from .manifest import FRIDAYS, MANIFEST, NEW_YEAR

BEFORE = date(2022, 11, 21)  # a day on which much was done, before the first table


def plant(county: County) -> None:
    for fault in MANIFEST:
        PLANTS[fault.kind](county, int(fault.subject[-3:]), fault.week)


def rising_without_permits(county, number, week):
    tale = county.work(number)
    county.permit(tale.project, "approval", "done", completed_on=BEFORE)

    def demand():
        county.permit(tale.project, "land", "submitted")

    county.plot(week, demand)


def stalled(county, number, week):
    tale = county.work(number)
    tale.sums[week:] = [tale.sums[week]] * (len(FRIDAYS) - week)


def started_idle(county, number, week):
    tale = county.work(number)
    tale.sums = [Decimal(0)] * len(FRIDAYS)
    tale.states[:week] = ["waiting"] * week


def falling(county, number, week):
    tale = county.work(number)
    less, end = (300, NEW_YEAR) if week < NEW_YEAR else (100, len(FRIDAYS))
    tale.sums[week:end] = [value - less for value in tale.sums[week:end]]


def jumped(county, number, week):
    tale = county.work(number)
    end = NEW_YEAR
    tale.sums[week:end] = [value + 1600 for value in tale.sums[week:end]]


def over_total(county, number, week):
    tale = county.work(number)
    county.plot(week, lambda: county.touch(tale.project, total_investment=Decimal(2000)))


def statistics_over(county, number, week):
    tale = county.work(number)
    tale.counted[week:] = [value + 50 for value in tale.sums[week:]]


def _new(county, number, *, code="approval", **facts):
    """A project of 2023 whose permit is on its way since before the first table."""
    project = county.project(number, "新建", **facts)
    factories.PlanFactory(project=project)
    permit = county.permit(project, code, "submitted")
    return project, permit


def started_without_permit(county, number, week):
    project, _ = _new(county, number)
    on = FRIDAYS[week] - timedelta(days=10)
    county.plot(week, lambda: county.touch(project, started_on=on))


def start_backdated(county, number, week):
    project = county.project(number, "新建")
    project.started_on = date(2023, 1, 3)
    history.save(project, by=county.by, fields=["started_on"])

    def backdate():
        project.started_on = date(2022, 12, 28)
        history.save(project, by=county.by, reason="补登", fields=["started_on"])

    county.plot(week, backdate)


def _money(county, number, week, **sums):
    row = factories.FundingFactory(project=county.project(number, "新建"))
    county.plot(week, lambda: county.touch(row, status="spent", **sums))


def spent_over_arrived(county, number, week):
    _money(county, number, week, applied=900, approved=800, spent=500)


def arrived_over_approved(county, number, week):
    _money(county, number, week, applied=900, arrived=700)


def done_without_proof(county, number, week):
    project, _ = _new(county, number, code="eia")
    county.finish(week, project, "eia", document_no="")


def done_reopened(county, number, week):
    project, _ = _new(county, number, code="eia")
    county.finish(week - 1, project, "eia")
    county.change(week, project, "eia", status="submitted")


def done_in_future(county, number, week):
    _, permit = _new(county, number)
    on = FRIDAYS[week] + timedelta(days=3)
    facts = {"status": "done", "completed_on": on, "document_no": county.number(on)}
    county.plot(week, lambda: county.touch(permit, **facts))


def done_before_accepted(county, number, week):
    project, permit = _new(county, number)
    county.plot(week, lambda: county.touch(permit, accepted_on=FRIDAYS[week]))
    on = FRIDAYS[week] - timedelta(days=8)
    county.finish(week, project, "approval", completed_on=on, document_no=county.number(on))


def done_before_code(county, number, week):
    code = f"2302-141033-04-01-{number:06}"
    project, _ = _new(county, number, national_code=code)
    county.finish(week, project, "approval", completed_on=FRIDAYS[week] - timedelta(days=30),
                  document_no="")  # fmt: skip
    county.change(week, project, "approval", ground="备案回执")


def done_too_fast(county, number, week):
    project = county.project(number, "新建")
    on = FRIDAYS[week] - timedelta(days=2)
    permit = county.permit(project, "capacity", "not_started", level="province")

    def quickly():
        county.touch(permit, accepted_on=on)

    county.plot(week, quickly)
    number = county.number(on)
    county.change(week, project, "capacity", status="done", completed_on=on, document_no=number)


def number_twice(county, number, week):
    """The one that copies has the higher number, and is named."""
    again = county.number(FRIDAYS[week])
    for project, _ in (_new(county, number - 300 + 1000), _new(county, number)):
        county.finish(week, project, "approval", document_no=again)


def number_year(county, number, week):
    project, _ = _new(county, number)
    wrong = 2021 if FRIDAYS[week].year == 2022 else 2020
    county.finish(week, project, "approval", document_no=f"蒲审管备〔{wrong}〕{number}号")


def numbers_in_a_row(county, number, week):
    unit = county.units["SHANZHONG"]
    first = 9000 + number * 10
    on = FRIDAYS[week] - timedelta(days=1)
    for place in range(3):
        name = number if place == 0 else 1000 + number * 3 + place
        project, _ = _new(county, name, unit=unit)
        paper = f"蒲审管备〔{on.year}〕{first + place}号"
        county.finish(week, project, "approval", completed_on=on, document_no=paper)


def shared_file(county, number, week):
    owner, copier = county.project(number + 600, "新建"), county.project(number, "新建")
    digest = f"{number:064}"
    county.attach(0, owner, owner, digest=digest, name="开工照片.jpg")
    county.plot(week, lambda: county.attach(week, copier, copier, digest=digest, name="照片.jpg"))


def code_twice(county, number, week):
    first = county.project(number + 700, "新建")
    second = county.project(number, "新建", national_code="")
    county.plot(week, lambda: county.touch(second, national_code=first.national_code))


def code_elsewhere(county, number, week):
    project = county.project(number, "新建", national_code="")
    code = f"2210-370100-04-01-{number:06}"
    county.plot(week, lambda: county.touch(project, national_code=code))


def exempted_late(county, number, week):
    project, _ = _new(county, number, code="energy")
    county.change(week, project, "energy", status="not_required", exempt_reason="规模以下")


def exempt_but_needed(county, number, week):
    project = county.project(number, "新建", industry="煤炭")
    Traits.objects.create(project=project, energy_tce=Decimal(3200))
    code, ground = ("energy", "规模以下") if number % 2 else ("capacity", "非涉产能行业")
    county.change(week, project, code, status="not_required", exempt_reason=ground)


def postponed(county, number, week):
    project, permit = _new(county, number, code="planning")
    county.touch(permit, expected_on=date(2023, 3, 1))
    for step in range(3):
        later = date(2023, 3, 10) + timedelta(days=9 * step)
        county.change(week - 2 + step, project, "planning", expected_on=later)


def contradiction(county, number, week):
    _, permit = _new(county, number, code="land")
    said = {
        "owner_says": "obtained", "handler_says": "accepted", "differs_since": at(week, 9),
    }  # fmt: skip
    county.plot(week, lambda: county.touch(permit, **said))


PLANTS: dict[str, Callable[[County, int, int], None]] = {
    fault.kind: globals()[fault.kind] for fault in MANIFEST
}
