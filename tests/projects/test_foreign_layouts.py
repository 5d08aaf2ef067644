"""The published tables come in as they are laid out elsewhere (domain.md §3)."""

from decimal import Decimal

import openpyxl
import pytest

from projects.imports import import_table, order_of
from projects.models import AnnualPlan, Project
from projects.tables import TABLES
from sheets.read import read_workbook
from tests.layouts import AGGREGATES, LAYOUTS, published

pytestmark = pytest.mark.usefixtures("friday", "read_here")

YEAR = 2022


@pytest.fixture
def load(units, people, tmp_path):
    def run(form, layout, projects):
        path = LAYOUTS[layout].save(tmp_path / "layout.xlsx", projects)
        table, order = TABLES[form], order_of(units["XMZX"], units["XMZX"], year=YEAR)
        read = read_workbook(path, table.sheet(units["XMZX"].pk, YEAR))
        assert [(error.header, error.message) for error in read.errors] == []
        report = import_table(table, read.rows, order, by=people["centre"], columns=read.columns)
        return read, report

    return run


@pytest.mark.thorough
@pytest.mark.parametrize("form", ["projects", "targets", "reserve"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_all_published_projects_come_in_from_each_layout(load, form, layout):
    projects = published()
    _, report = load(form, layout, projects)
    assert (report.errors, report.created) == ([], len(projects))
    assert set(Project.objects.values_list("name", flat=True)) == {p["name"] for p in projects}
    assert AnnualPlan.objects.filter(year=YEAR).count() == len(projects)

    _, again = load(form, layout, projects)
    assert (again.errors, again.created, again.updated) == ([], 0, 0)
    assert again.unchanged == len(projects)


COLUMNS = {
    "A": {
        "总建设规模和建设内容": "scale",
        "总投资(万元)": "total_investment",
        "2022年计划投资(万元)": "planned_investment",
        "责任单位": "unit",
    },
    "C": {
        "建设规模及内容": "scale",
        "总投资": "total_investment",
        "投资": "planned_investment",
        "责任单位": "unit",
    },
    "F": {"建设单位": "owner", "年度计划投资": "planned_investment"},
    "G": {"建设单位": "owner", "备注": "note"},
    "H": {
        "建设内容及规模": "scale",
        "总投资(万元)": "total_investment",
        "本年度投资计划": "planned_investment",
        "行业": "industry",
        "属地": "place",
    },
    "MIXED": {
        "总投资（亿元）": "total_investment",
        "年度计划（万元）": "planned_investment",
        "建设性质": "build_nature",
        "类别": "nature",
    },
}
UNUSED = {
    "A": {"是否开工", "投资完成率", "立项", "具体问题", "责任领导"},
    "C": {"建设起止年限", "至2021年底累计完成投资", "主要形象进度", "政策处理单位"},
    "F": {"是否开工", "形象进度", "审核标识", "操作"},
    "G": {"可研批复", "施工许可", "招标"},
    "H": {"起止年限", "项目类型(审批/核准/备案)", "类别(完工/在建/未开工)", "单位", "联系人"},
    "MIXED": set(),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_column_is_what_it_is_here_and_the_rest_is_named(load, layout):
    read, _ = load("projects", layout, published()[:5])
    found = {column.header: column.key for column in read.columns}
    found = {header: key for header, key in found.items() if key not in ("seq", "name")}
    assert found == COLUMNS[layout]
    said = {warning.header for warning in read.warnings if warning.code == "ask"}
    assert said >= UNUSED[layout]
    assert not said & set(found)


def test_what_a_target_table_plans_for_the_year_is_its_content(load):
    read, _ = load("targets", "A", published()[:5])
    assert {c.header: c.key for c in read.columns}["2022年计划建设内容"] == "content"


@pytest.mark.thorough
def test_yi_beside_wan_is_read_column_by_column(load):
    load("projects", "MIXED", published())
    for said in published():
        project = Project.objects.get(name=said["name"])
        total, planned = said["total_investment_wan"], said["annual_plan_wan"]
        assert project.total_investment == (None if total is None else Decimal(str(total)))
        assert project.plans.get().planned_investment == (
            None if planned is None else Decimal(str(planned))
        )


@pytest.mark.parametrize("form", ["projects", "targets", "reserve", "funding"])
@pytest.mark.parametrize("layout", AGGREGATES)
def test_a_table_of_totals_is_refused_by_its_name(units, tmp_path, form, layout):
    book = openpyxl.Workbook()
    for row in AGGREGATES[layout]:
        book.active.append(row)
    book.save(tmp_path / "totals.xlsx")
    [error] = read_workbook(tmp_path / "totals.xlsx", TABLES[form].sheet(None, YEAR)).errors
    assert error.code == "file" and "汇总表" in error.message


def test_a_header_of_another_year_is_not_this_years_plan(units, tmp_path):
    path = LAYOUTS["A"].save(tmp_path / "a.xlsx", published()[:3])
    read = read_workbook(path, TABLES["targets"].sheet(None, 2023))
    assert "planned_investment" not in {column.key for column in read.columns}
    assert "2022年计划投资(万元)" in {e.header for e in (*read.errors, *read.warnings)}
