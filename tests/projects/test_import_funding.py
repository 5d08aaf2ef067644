"""资金争取表 through the ledger's engine: one line is one application."""

from datetime import date
from decimal import Decimal

import pytest

from projects.imports import import_table, order_of
from projects.models import FundingApplication
from projects.services.funding import move_application
from projects.tables import TABLES
from tests import factories
from tests.projects.lines import exported, found, line

pytestmark = pytest.mark.usefixtures("friday", "read_here")


@pytest.fixture
def load(units, people):
    def run(*rows, unit="XMZX", year=2022, reason="", **more):
        order = order_of(units["XMZX"], units[unit], year=year, reason=reason)
        return import_table(TABLES["funding"], rows, order, by=people["centre"], **more)

    return run


@pytest.fixture
def known(units):
    project = factories.ProjectFactory(
        unit=units["XUEGUAN"], name="昕水河治理工程", national_code="2211-141033-89-01-123456"
    )
    factories.PlanFactory(project=project)
    return project


def test_applications_come_in_with_their_amounts_and_days(load, known):
    report = load(
        line(
            4, name=known.name, channel="专项债", applied="1.2亿元", applied_on="2022.3.1",
            approved=8000, approved_on="2022年6月10日", document_no="晋财债〔2022〕10号",
        ),
        line(5, name="别的写法", national_code=known.national_code, channel="中央预算内投资"),
    )  # fmt: skip
    assert (report.errors, report.created) == ([], 2)
    bond, budget = FundingApplication.objects.order_by("pk")
    assert (bond.year, bond.channel, bond.status) == (2022, "special_bond", "approved")
    assert (bond.applied, bond.approved) == (Decimal("12000.00"), Decimal("8000.00"))
    assert bond.approved_on == date(2022, 6, 10)
    assert (budget.channel, budget.status, budget.applied) == ("central_budget", "planned", None)
    assert bond.history.count() == 1
    known.refresh_from_db()
    assert known.name == "昕水河治理工程"


def test_a_second_row_of_one_channel_is_a_second_application(load, known):
    rows = [line(n, name=known.name, channel="专项债券", applied=n * 100) for n in (4, 5)]
    assert load(*rows).created == 2
    again = load(*rows)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    further = load(*rows, line(6, name=known.name, channel="专项债券", applied=50))
    assert (further.created, further.unchanged) == (1, 2)


def test_each_amount_is_within_the_one_before_and_days_are_in_order(load, known):
    report = load(
        line(4, name=known.name, channel="专项债券", applied=100, applied_on="2022-03-01",
             approved=120, approved_on="2022-04-01"),
        line(5, name=known.name, channel="专项债券", arrived=120, arrived_on="2022-04-01"),
        line(6, name=known.name, channel="社会资本", applied=9, applied_on="2022-06-01",
             approved=8, approved_on="2022-05-01"),
        line(7, name=known.name, channel="社会资本", applied=9, applied_on="2022-12-20"),
        line(8, name=known.name, channel="彩票"),
        line(9, name="没有的项目", channel="专项债券"),
    )  # fmt: skip
    assert found(report) == [
        (4, "批复金额", "number"),
        (5, "批复金额", "required"),
        (6, "批复时间", "date"),
        (7, "申报时间", "date"),
        (8, "资金渠道", "choice"),
        (9, "项目名称", "foreign"),
    ]
    assert not FundingApplication.objects.exists()


def test_an_amount_that_falls_asks_for_a_reason(load, known):
    days = {"applied_on": "2022-03-01", "approved_on": "2022-04-01"}
    load(line(name=known.name, channel="专项债券", applied=100, approved=80, **days))
    less = line(name=known.name, channel="专项债券", approved=70)
    assert [entry.code for entry in load(less).errors] == ["reason"]
    assert load(less, reason="省里调减").updated == 1
    application = FundingApplication.objects.get()
    assert (application.approved, application.version) == (Decimal("70.00"), 2)
    assert application.history.first().history_change_reason == "省里调减"


def test_namesakes_ask_for_the_code_and_another_units_project_is_not_there(load, known, units):
    namesake = factories.ProjectFactory(unit=units["PUCHENG"], name=known.name)
    factories.PlanFactory(project=namesake, year=2024)
    given = line(name=known.name, channel="专项债券")
    assert [entry.code for entry in load(given).errors] == ["duplicate"]
    assert load(given, year=2024).created == 1
    assert FundingApplication.objects.get().project == namesake
    assert load(given, unit="XUEGUAN").created == 1
    assert [entry.code for entry in load(given, unit="KECHENG").errors] == ["foreign"]


def test_an_export_comes_back_without_a_change_and_its_rows_keep_their_project(
    load, known, units, tmp_path
):
    load(
        line(4, name=known.name, channel="专项债券", applied=100, applied_on="2022-03-01"),
        line(5, name=known.name, channel="专项债券", note="还没有报"),
    )
    move_application(
        application_id=FundingApplication.objects.last().pk, verb="reject", by=None, reason="不符"
    )
    read = exported(tmp_path, "funding", units["XMZX"], year=2022)
    report = load(*read.rows, columns=read.columns)
    assert (report.errors, report.warnings) == ([], [])
    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)

    first = read.rows[0]
    moved = line(4, first.row_key, first.row_version, name="别的项目", channel="专项债券")
    assert [entry.code for entry in load(moved).errors] == ["foreign"]
    copied = [first, line(9, first.row_key, first.row_version, **first.cells)]
    assert [entry.code for entry in load(*copied).errors] == ["duplicate"]


def test_the_status_follows_the_amounts_and_a_rejected_one_is_left_alone(load, known):
    given = {"name": known.name, "channel": "专项债券", "applied": 100}
    report = load(line(4, **given, status="已批复"))
    assert report.errors == [] and FundingApplication.objects.get().status == "planned"
    assert [(e.header, e.code) for e in report.warnings] == [("状态", "ask")]
    assert load(line(4, **given, status="拟申报")).warnings == []

    application = FundingApplication.objects.get()
    move_application(application_id=application.pk, verb="reject", by=None, reason="不符合条件")
    report = load(line(4, **{**given, "applied": 200}))
    assert found(report) == [(4, "状态", "choice")]
    assert load(line(4, **given)).unchanged == 1


@pytest.mark.thorough
def test_two_thousand_rows_take_few_queries(load, units, django_assert_max_num_queries):
    projects = factories.ProjectFactory.create_batch(20, unit=units["XUEGUAN"])
    rows = [
        line(n, name=projects[n % 20].name, channel="专项债券", applied=n + 1) for n in range(2000)
    ]
    with django_assert_max_num_queries(40):
        load(*rows, dry_run=True)
        assert load(*rows).created == 2000
    rows = [
        line(n, name=projects[n % 20].name, channel="专项债券", applied=n + 2) for n in range(2000)
    ]
    with django_assert_max_num_queries(40):
        load(*rows, dry_run=True)
        assert load(*rows).updated == 2000
