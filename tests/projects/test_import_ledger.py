import json
from datetime import date
from decimal import Decimal

import pytest

from projects.imports import import_ledger
from projects.models import AnnualPlan, Project
from projects.sheets import ledger_sheet
from sheets.read import ReadColumn, ReadRow, read_workbook
from tests import factories
from tests.real_ledger import JSON, build_ledger
from workplace.models import Act

pytestmark = pytest.mark.usefixtures("friday")


def line(row=4, key="", version="", **cells):
    given = {"name": "薛关镇核桃精深加工项目", **cells}
    return ReadRow(row, "台账", False, key, version, {k: v for k, v in given.items() if v != ...})


@pytest.fixture
def load(units, people):
    def run(*rows, unit="XUEGUAN", **more):
        whose = units[unit] if unit else None
        by = people["centre"]
        return import_ledger(rows, centre=units["XMZX"], unit=whose, by=by, **more)

    return run


@pytest.fixture
def known(units):
    project = factories.ProjectFactory(
        unit=units["XUEGUAN"], name="昕水河治理工程", national_code="2211-141033-89-01-123456"
    )
    factories.PlanFactory(project=project)
    return project


def found(report):
    return [(entry.row, entry.header, entry.code) for entry in report.errors]


@pytest.mark.thorough
def test_the_published_projects_come_in_and_nothing_is_invented(tmp_path, load):
    count = build_ledger(tmp_path / "ledger.xlsx")
    result = read_workbook(tmp_path / "ledger.xlsx", ledger_sheet())
    assert not result.errors

    report = load(*result.rows, unit="XMZX", columns=result.columns)

    assert (report.errors, report.created) == ([], count)
    assert {entry.header for entry in report.warnings} == {
        *("项目级别", "年度类别", "列入时间", "责任单位", "年度")
    }
    coal = Project.objects.get(name__startswith="宏源集团凤凰台煤业")
    assert (coal.total_investment, coal.plans.get().planned_investment) == (None, None)
    assert coal.started_on is None and coal.national_code == ""
    assert coal.plans.get().year == 2022
    fan = Project.objects.get(name="中金集团2.3万吨选厂改扩建项目")
    assert fan.plans.get().planned_investment == Decimal("16000.00")
    assert "原表类别：改扩建" in fan.note
    said_new = [p for p in json.loads(JSON.read_text()) if p["nature"] == "新建" and p["year"]]
    assert AnnualPlan.objects.filter(nature="new").count() == len(said_new) > 20

    again = load(*result.rows, unit="XMZX")
    assert (again.created, again.updated, again.unchanged) == (0, 0, count)


def test_a_dry_run_says_the_same_and_saves_nothing(load):
    report = load(line(year=2023, total_investment="5.4亿"), dry_run=True)
    assert (report.created, report.errors) == (1, [])
    assert not Project.objects.exists()
    assert not Act.objects.exists()


def test_a_row_is_read_as_people_write_it(load):
    load(
        line(
            year="2023",
            level="省级",
            nature="续建项目",
            total_investment="约5.4亿元",
            planned_investment="20,000",
            planned_start="2023年6月",
            started_on="2022.11.8",
            is_industrial="√",
            unit="蒲县薛关镇人民政府",
            place="薛关镇",
        )
    )
    project = Project.objects.get()
    plan = project.plans.get()
    assert (plan.level, plan.nature, plan.planned_investment) == ("province", "continuing", 20000)
    assert project.total_investment == Decimal("54000.00")
    assert project.planned_start == date(2023, 6, 1)
    assert project.started_on == date(2022, 11, 8)
    assert project.is_industrial is True
    assert project.town.code == "XUEGUAN"
    assert plan.listed_from == date(2022, 12, 9)


@pytest.mark.parametrize(
    "where",
    [
        {"key": "PX-2023-001"},
        {"national_code": "2211-141033-89-01-123456"},
        {"name": " 昕水河治理工程 ", "year": 2023},
    ],
)
def test_a_row_finds_its_project_by_number_code_or_name(load, known, where):
    known.number = "PX-2023-001"
    known.save()
    report = load(line(**{"name": "昕水河治理工程", "owner": "昕水公司", **where}))
    known.refresh_from_db()
    assert (report.created, report.updated, known.owner) == (0, 1, "昕水公司")
    assert known.history.first().history_change_reason is None


def test_a_blank_of_another_file_says_nothing_and_one_of_our_export_clears(load, known):
    load(line(name="昕水河治理工程", year=2023, owner=None))
    known.refresh_from_db()
    assert known.owner == "蒲县水务公司"

    load(line(key=known.number, version="1", name="昕水河治理工程", year=2023, owner=None))
    known.refresh_from_db()
    assert known.owner == ""


def test_the_next_years_line_makes_the_next_plan(load, known):
    report = load(line(key=known.number, name="昕水河治理工程", year=2024, nature="续建"))
    known.refresh_from_db()
    assert report.updated == 1
    assert [(p.year, p.nature) for p in known.plans.all()] == [(2023, "new"), (2024, "continuing")]
    assert (known.nature, known.plans.get(year=2023).versions.count()) == ("continuing", 0)


def test_a_namesake_of_another_year_is_new_and_said_so(load, known):
    report = load(line(name="昕水河治理工程", year=2022))
    assert report.created == 1
    assert [entry.code for entry in report.warnings if entry.header == "项目名称"] == ["ask"]


def test_all_errors_at_once_with_their_places_and_nothing_saved(load, known, units):
    factories.ProjectFactory(unit=units["PUCHENG"], national_code="2211-141033-89-01-999999")
    columns = [ReadColumn("项目名称", "name", "B"), ReadColumn("总投资", "total_investment", "M")]
    report = load(
        line(4, year=2023, total_investment="很多", level="乡级"),
        line(5, name="甲", year=2023),
        line(6, name="甲", year=2023),
        line(7, name="乙", unit="火星局"),
        line(8, name="丙", unit="自然资源局"),
        line(9, name="丁", planned_investment=5),
        line(10, name="戊", national_code="2211-141033-89-01-999999"),
        line(11, name="己", year=2023, listed_from="2022-12-01", listed_to="2022-11-01"),
        line(12, name="庚", started_on="2023-01-01"),
        line(13, name=None),
        columns=columns,
    )
    assert sorted(found(report)) == [
        (4, "总投资", "number"),
        (4, "项目级别", "choice"),
        (6, "项目名称", "duplicate"),
        (7, "责任单位", "choice"),
        (8, "责任单位", "foreign"),
        (9, "年度", "required"),
        (10, "项目代码", "duplicate"),
        (11, "退出时间", "date"),
        (12, "开工时间", "date"),
        (13, "项目名称", "required"),
    ]
    assert {e.column for e in report.errors if e.header in {"总投资", "项目名称"}} == {"M", "B"}
    assert Project.objects.count() == 2


def test_a_backward_move_needs_a_reason_and_a_stale_row_is_refused(load, known):
    report = load(line(name="昕水河治理工程", year=2023, planned_investment=1))
    assert [entry.code for entry in report.errors] == ["reason"]

    report = load(
        line(key=known.number, version="0", name="昕水河治理工程", year=2023, owner="别家"),
        reason="县里调整",
    )
    assert {e.code for e in report.errors} == {"stale"}
    assert "建设单位" in {e.header for e in report.errors}

    report = load(line(name="昕水河治理工程", year=2023, planned_investment=1), reason="县里调整")
    assert report.updated == 1
    assert known.plans.get().versions.last().reason == "县里调整"


def test_another_units_project_is_foreign_and_a_taken_name_names_nobody(load, known, units):
    report = load(line(key=known.number, name="昕水河治理工程"), unit="PUCHENG")
    assert [entry.code for entry in report.errors] == ["foreign"]
    report = load(line(name="昕水河治理工程", year=2023), unit="PUCHENG")
    assert [entry.code for entry in report.errors] == ["duplicate"]
    assert "薛关" not in report.errors[0].message


def test_the_centre_must_be_told_whose_a_new_project_is(load):
    report = load(line(year=2023), unit=None)
    assert [entry.code for entry in report.errors] == ["required"]


@pytest.mark.thorough
def test_a_thousand_rows_take_few_queries(load, django_assert_max_num_queries):
    rows = [line(n, name=f"第{n}号工程", year=2022 + n % 2, place="薛关镇") for n in range(1000)]
    with django_assert_max_num_queries(12):
        load(*rows, dry_run=True)
    with django_assert_max_num_queries(30):
        assert load(*rows).created == 1000
    rows = [
        line(n, name=f"第{n}号工程", year=2022 + n % 2, owner="某公司", planned_investment=n)
        for n in range(1000)
    ]
    with django_assert_max_num_queries(30):
        assert load(*rows).updated == 1000
