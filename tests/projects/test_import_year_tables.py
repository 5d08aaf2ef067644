"""目标任务表 and 储备项目库 through the ledger's engine."""

from datetime import date
from decimal import Decimal

import pytest

from projects.imports import import_table, order_of
from projects.models import AnnualPlan, Project
from projects.tables import TABLES
from tests import factories
from tests.projects.lines import exported, found, line

pytestmark = pytest.mark.usefixtures("friday", "read_here")


@pytest.fixture
def load(units, people):
    def run(form, *rows, unit="XUEGUAN", year=2023, reason="", **more):
        order = order_of(units["XMZX"], units[unit] if unit else None, year=year, reason=reason)
        return import_table(TABLES[form], rows, order, by=people["centre"], **more)

    return run


@pytest.fixture
def known(units):
    project = factories.ProjectFactory(unit=units["XUEGUAN"], name="昕水河治理工程")
    factories.PlanFactory(project=project)
    return project


def test_a_target_table_lists_projects_in_its_year_with_their_reasons(load, known):
    report = load(
        "targets",
        line(4, content="主体完工", listed_reason="增补", level="省重点", nature="新建"),
        line(5, name=known.name, content="堤防完成八成", planned_investment="0.3亿元"),
        reason="县里下达",
    )
    assert (report.errors, report.created, report.updated) == ([], 1, 1)
    new = AnnualPlan.objects.get(project__name="薛关镇核桃精深加工项目")
    assert (new.year, new.level, new.content, new.listed_reason) == (
        *(2023, "province", "主体完工", "增补"),
    )
    plan = known.plans.get()
    assert (plan.content, plan.planned_investment) == ("堤防完成八成", Decimal("3000.00"))
    assert plan.versions.last().reason == "县里下达"


def test_a_target_table_takes_a_project_off_its_years_list(load, known):
    report = load(
        "targets", line(name=known.name, listed_to="2022-12-08", delisted_reason="用地不落实")
    )
    plan = known.plans.get()
    assert report.updated == 1
    assert (plan.listed_to, plan.delisted_reason) == (date(2022, 12, 8), "用地不落实")


def test_a_project_known_by_its_code_joins_another_years_list(load, known):
    known.national_code = "2211-141033-89-01-123456"
    known.save()
    report = load("targets", line(name=known.name, national_code=known.national_code), year=2022)
    assert (report.created, report.updated) == (0, 1)
    assert sorted(known.plans.values_list("year", "listed_from")) == [
        (2022, date(2022, 1, 1)),
        (2023, date(2022, 12, 1)),
    ]


def test_a_project_on_no_list_is_not_made_twice(load, units):
    idea = factories.ProjectFactory(unit=units["XUEGUAN"], name="五鹿山康养基地", nature="reserve")
    report = load("reserve", line(name=idea.name, stage="储备"))
    assert (report.created, report.updated) == (0, 1)
    assert idea.plans.get().year == 2023


def test_a_reserve_list_sets_stage_and_what_it_means_in_the_years_list(load):
    report = load(
        "reserve",
        line(4, name="甲基地", stage="谋划", is_industrial="是", planned_start="2023年6月"),
        line(5, name="乙水库", stage="前期", strategies="能源革命，黄河流域生态保护"),
        line(6, name="丙园区"),
    )
    assert report.errors == []
    assert {entry.header for entry in report.warnings} == {"阶段", "责任单位"}
    rows = Project.objects.order_by("name").values_list("name", "stage", "nature", "plans__nature")
    assert sorted(rows) == [
        ("丙园区", "reserve", "reserve", "reserve"),
        ("乙水库", "preliminary", "preliminary", "preliminary"),
        ("甲基地", "idea", "reserve", "reserve"),
    ]
    second = Project.objects.get(name="乙水库")
    assert second.strategies == "能源革命、黄河流域生态保护"
    assert Project.objects.get(name="甲基地").plans.get().listed_from == date(2022, 12, 9)


def test_a_stage_that_moves_takes_the_years_nature_along_with_a_reason(load, units):
    load("reserve", line(4, name="甲基地", stage="储备"))
    report = load("reserve", line(4, name="甲基地", stage="前期"))
    assert (report.errors, report.updated) == ([], 1)
    project = Project.objects.get(name="甲基地")
    assert (project.stage, project.plans.get().nature) == ("preliminary", "preliminary")


def test_a_stage_goes_no_way_that_the_page_refuses(load, units):
    load("reserve", line(4, name="甲基地", stage="储备"))
    back = line(4, name="甲基地", stage="谋划")
    assert [entry.code for entry in load("reserve", back).errors] == ["reason"]
    assert load("reserve", back, reason="条件不成熟").updated == 1
    project = Project.objects.get(name="甲基地")
    assert list(project.stage_changes.values_list("stage", flat=True)) == ["reserve", "idea"]

    Project.objects.update(started_on=date(2022, 11, 1))
    report = load("reserve", line(4, name="甲基地", stage="储备"))
    assert found(report) == [(4, "阶段", "choice")]


@pytest.mark.parametrize("year", [1999, 20230])
def test_a_year_out_of_reach_is_an_error_at_its_cell(load, year):
    report = load("projects", line(4, year=year), year=None)
    assert [(entry.header, entry.code) for entry in report.errors] == [("年度", "number")]


def test_a_plan_that_was_taken_back_is_not_in_the_table_and_can_come_again(
    load, known, units, tmp_path
):
    plan = known.plans.get()
    AnnualPlan.objects.update(listed_to=plan.listed_from)
    assert exported(tmp_path, "targets", units["XMZX"]).rows == []
    report = load("targets", line(name=known.name))
    assert (report.errors, report.created, report.updated) == ([], 0, 1)
    plan.refresh_from_db()
    assert (plan.listed_from, plan.listed_to) == (date(2022, 12, 9), None)


@pytest.mark.parametrize("form", ["targets", "reserve", "projects"])
def test_an_export_comes_back_without_a_change(load, known, units, tmp_path, form):
    load(
        "reserve",
        line(4, name="甲基地", stage="谋划", strategies="能源革命、乡村振兴", is_industrial="否"),
        line(5, name="乙水库", stage="前期", total_investment=5000, planned_investment=0),
    )
    factories.ProjectFactory(
        unit=units["PUCHENG"], name="丁牧场", nature="reserve", stage="idea", number="PX-2022-900"
    )
    read = exported(tmp_path, form, units["XMZX"])
    assert read.errors == [] and len(read.rows) == {"targets": 3, "reserve": 3, "projects": 3}[form]
    assert all(row.row_key and row.row_version for row in read.rows)

    report = load(form, *read.rows, unit="XMZX", columns=read.columns)
    assert (report.errors, report.warnings) == ([], [])
    assert (report.created, report.updated, report.unchanged) == (0, 0, 3)
    assert Project.objects.get(name="丁牧场").plans.count() == 0


def test_a_row_exported_before_another_change_is_refused_where_it_differs(load, known):
    report = load("targets", line(key=known.number, version="0", name=known.name, content="改"))
    assert "stale" in {entry.code for entry in report.errors}
    assert known.plans.get().content == ""


def test_all_errors_of_a_reserve_list_at_once_and_nothing_saved(load, known):
    report = load(
        "reserve",
        line(4, name="甲", total_investment="很多", stage="竣工"),
        line(5, name="乙", unit="火星局"),
        line(6, name="丙", planned_investment=-1),
        line(7, name="丁"),
        line(8, name="丁"),
    )
    assert found(report) == [
        (4, "总投资", "number"),
        (4, "阶段", "choice"),
        (5, "责任单位", "choice"),
        (6, "年度计划投资", "number"),
        (8, "项目名称", "duplicate"),
    ]
    assert Project.objects.count() == 1


@pytest.mark.thorough
@pytest.mark.parametrize("form", ["projects", "targets", "reserve"])
def test_two_thousand_rows_take_few_queries(load, form, django_assert_max_num_queries):
    rows = [line(n, name=f"第{n}号工程", place="薛关镇") for n in range(2000)]
    with django_assert_max_num_queries(40):
        load(form, *rows, dry_run=True)
        assert load(form, *rows).created == 2000
    rows = [line(n, name=f"第{n}号工程", owner="某公司", note="有变化") for n in range(2000)]
    with django_assert_max_num_queries(40):
        load(form, *rows, dry_run=True)
        assert load(form, *rows).updated == 2000
