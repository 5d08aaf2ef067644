"""The weekly table: its columns, its computed cells, the week's text."""

from datetime import date
from decimal import Decimal

import pytest

from projects.sheets import ledger_sheet
from reporting.sheets import compute, is_backward, needs_reason, permits_sheet, week_text
from sheets.check import parse
from sheets.diff import diff_row
from tests.sheets.conftest import TODAY


def test_the_columns_are_those_of_the_form_in_order(sheet, kinds):
    basics = ["seq", "name", "national_code", "level", "owner", "unit", "place", "scale"]
    plan = ["total_investment", "planned_investment", "planned_start"]
    permits = [f"{k.code}.{f}" for k in kinds for f in ("status", "level", "date", "ref")]
    rest = [
        "required",
        "done",
        "rate",
        "week",
        "issue",
        "issue_level",
        "issue_unit",
        "issue_by",
        "note",
    ]
    assert list(sheet.keys) == [*basics, *plan, *permits, *rest]
    assert [name for name, _ in sheet.groups] == [
        *("基本情况", "投资计划", "立项", "土地", "规划", "环评", "能评", "产能"),
        *("办结情况", "进展与问题"),
    ]
    assert sheet.title == "蒲县2023年新建项目前期手续办理情况表（第9期）"
    assert set(sheet.keys) - set(sheet.writable) == {"seq", "unit", "required", "done", "rate"}


def test_the_baseline_and_a_table_without_a_round_have_their_titles(kinds):
    assert permits_sheet(kinds, year=2023, number=0).title.endswith("（摸底）")
    assert permits_sheet(kinds, year=2023).title.endswith("情况表")


def test_every_header_name_belongs_to_one_column(sheet):
    for table in (sheet, ledger_sheet()):
        owners = {}
        for column in table.columns:
            for name in {column.label, *column.aliases}:
                owners.setdefault(name, []).append(column.key)
        assert {name: keys for name, keys in owners.items() if len(keys) > 1} == {}


def test_the_ledger_has_the_columns_of_the_third_form():
    headers = (
        "序号 项目名称 项目代码 年度 项目级别 建设单位 责任单位 建设地点 行业 是否产业项目"
        " 年度类别 建设性质 总投资 年度计划投资 计划开工时间 开工时间 复工时间"
        " 列入时间 退出时间 建设规模及内容 备注"
    )
    sheet = ledger_sheet()
    assert [column.header for column in sheet.columns] == headers.split()
    assert parse(sheet.column("is_industrial"), "产业") == "yes"
    assert parse(sheet.column("nature"), "结转") == "continuing"
    assert parse(sheet.column("build_nature"), "技术改造") == "renovation"


CASES = [  # statuses of the six, date of done ones -> required, done, rate
    (["done"] * 6, TODAY, 6, 6, "1.000000"),
    (["done"] * 6, date(2023, 2, 4), 6, 0, "0.000000"),
    (["done"] * 6, None, 6, 0, "0.000000"),
    (
        ["done", "not_required", "not_started", "preparing", "submitted", "returned"],
        TODAY,
        5,
        1,
        "0.200000",
    ),
    (["done", "done", "not_started", "", None, "not_required"], TODAY, 5, 2, "0.400000"),
    (
        ["done", "not_started", "preparing", "not_required", "not_required", "not_required"],
        TODAY,
        3,
        1,
        "0.333333",
    ),
    (["not_required"] * 6, TODAY, 0, 0, None),
]


@pytest.mark.parametrize(("statuses", "day", "required", "done", "rate"), CASES)
def test_computed_cells_count_by_the_cutoff(kinds, statuses, day, required, done, rate):
    row = {}
    for kind, status in zip(kinds, statuses, strict=True):
        row |= {f"{kind.code}.status": status, f"{kind.code}.date": day}
    compute(row, kinds, cutoff=TODAY)
    assert (row["required"], row["done"]) == (required, done)
    assert row["rate"] == (None if rate is None else Decimal(rate))


STEPS = [  # changed cells -> key, backward?, needs a reason?
    ({"approval.status": "submitted"}, "approval.status", True, True),
    ({"land.status": "not_required"}, "land.status", True, True),
    ({"eia.status": "not_started"}, "eia.status", False, False),
    ({"land.status": "done"}, "land.status", False, False),
    ({"land.status": "preparing"}, "land.status", False, False),
    ({"land.date": date(2023, 2, 17)}, "land.date", True, True),
    ({"land.date": date(2023, 2, 17), "land.ref": "林草意见未到"}, "land.date", True, False),
    ({"land.date": date(2023, 2, 7)}, "land.date", False, False),
    ({"land.date": None}, "land.date", True, True),
    ({"land.date": date(2023, 3, 1), "land.status": "done"}, "land.date", False, False),
    ({"approval.date": date(2022, 12, 10)}, "approval.date", True, False),
    ({"energy.date": date(2023, 3, 1)}, "energy.date", False, False),
    ({"total_investment": Decimal("52000")}, "total_investment", True, True),
    ({"total_investment": Decimal("55000")}, "total_investment", False, False),
    ({"total_investment": None}, "total_investment", True, True),
    ({"planned_investment": Decimal("20000")}, "planned_investment", True, True),
    ({"planned_start": date(2023, 4, 1)}, "planned_start", True, True),
    ({"planned_start": date(2023, 2, 1)}, "planned_start", False, False),
    ({"note": "x"}, "note", False, False),
]


@pytest.mark.parametrize(("changes", "key", "backward", "reason"), STEPS)
def test_steps_back_are_told_from_progress(row, changes, key, backward, reason):
    new = row | changes
    if key == "approval.date":
        new["approval.ref"] = "晋发改审发〔2022〕13号"
    assert is_backward(key, row, new) is backward
    assert needs_reason(key, row, new) is reason


WEEKS = [
    ({}, ""),
    ({"land.status": "done"}, "新办结：土地"),
    ({"land.status": "done", "energy.status": "done"}, "新办结：土地、能评"),
    ({"planning.status": "preparing"}, "规划 未办理→组卷中"),
    (
        {"energy.status": "done", "land.status": "returned"},
        "新办结：能评；土地 审批中→退件补正",
    ),
    ({"land.date": date(2023, 2, 20)}, "土地时间 2月10日改为2月20日"),
    ({"land.date": date(2024, 1, 5)}, "土地时间 2月10日改为2024年1月5日"),
    ({"total_investment": Decimal("60000")}, "总投资 54,000.00→60,000.00"),
    ({"issue": ""}, "问题已解决"),
    ({"note": "x", "owner": "y"}, ""),
]


@pytest.mark.parametrize(("changes", "text"), WEEKS)
def test_the_weeks_text_tells_what_moved(sheet, row, kinds, changes, text):
    moved = diff_row(sheet, "A", row, row | changes, is_backward=is_backward)
    assert week_text(moved, kinds) == text


def test_a_new_problem_is_told(sheet, row, kinds):
    moved = diff_row(sheet, "A", row | {"issue": ""}, row, is_backward=is_backward)
    assert week_text(moved, kinds) == "新提出问题"
