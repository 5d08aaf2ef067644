"""The header is found wherever people put it, and a doubtful column is asked about."""

import pytest

from sheets.headers import plain
from sheets.read import read_workbook
from tests.sheets.helpers import CUTOFF, parse_row, save

pytestmark = pytest.mark.usefixtures("read_here")

TITLE = ["薛关镇前期手续表"]
FLAT = ["序号", "项目名称", "项目代码", "总投资（万元）", "立项进展", "立项时间", "备注"]
DATA = [1, "核桃加工项目", "2211-141033-89-01-123456", 3680, "√", "2022.12.9", "好"]


def read(tmp_path, sheet, rows, **options):
    answers = options.pop("answers", None)
    return read_workbook(save(tmp_path / "a.xlsx", rows, **options), sheet, answers=answers)


def mapped(result):
    return {column.letter: column.key for column in result.columns}


FLAT_KEYS = ["seq", "name", "national_code", "total_investment", "approval.status", "approval.date"]


@pytest.mark.parametrize("above", [0, 1, 5, 29])
def test_a_flat_header_is_found_under_title_rows(tmp_path, sheet, above):
    rows = [TITLE] * above + [FLAT, DATA]
    result = read(tmp_path, sheet, rows)
    assert list(mapped(result).values()) == [*FLAT_KEYS, "note"]
    assert [row.row for row in result.rows] == [above + 2]
    assert result.errors == []


def test_a_header_below_the_thirtieth_row_is_not_found(tmp_path, sheet):
    [error] = read(tmp_path, sheet, [TITLE] * 30 + [FLAT, DATA]).errors
    assert error.code == "file" and "项目名称" in error.message


def test_two_merged_levels_with_line_breaks_are_found(tmp_path, sheet):
    rows = [
        TITLE,
        ["序号", "项 目\n名 称", "立项", None, "土地", None, None, "总投资"],
        [None, None, "进展", "时间", "进展", "时间", "文号/\n说明", None],
        [1, "核桃加工项目", "√", "12月9日", "△", "2月20日", "勘测", 3680],
    ]
    merges = ["A1:H1", "A2:A3", "B2:B3", "C2:D2", "E2:G2", "H2:H3"]
    result = read(tmp_path, sheet, rows, merges=merges)
    keys = ["seq", "name", "approval.status", "approval.date", "land.status", "land.date"]
    assert list(mapped(result).values()) == [*keys, "land.ref", "total_investment"]
    values, findings = parse_row(sheet, result.rows[0].cells, today=CUTOFF)
    assert findings == []
    assert values["land.status"] == "preparing"


def test_three_levels_and_groups_left_unmerged_are_found(tmp_path, sheet):
    rows = [
        ["项目名称", "前期手续办理情况", None, None, None, "备注"],
        [None, "立项", None, "环评", None, None],
        [None, "进展", "时间", "进展", "时间", None],
        ["核桃加工项目", "办结", "2022-12-09", "未办", None, "好"],
    ]
    result = read(tmp_path, sheet, rows, merges=["A1:A3", "B1:E1"])
    keys = ["name", "approval.status", "approval.date", "eia.status", "eia.date", "note"]
    assert list(mapped(result).values()) == keys


def test_one_column_a_permit_is_its_status(tmp_path, sheet):
    rows = [["工程名称", "立项", "用地", "节能审查"], ["核桃加工项目", "√", "×", "不涉及"]]
    keys = ["name", "approval.status", "land.status", "energy.status"]
    assert list(mapped(read(tmp_path, sheet, rows)).values()) == keys


def test_a_header_that_only_resembles_ours_is_asked_about(tmp_path, sheet):
    rows = [["项目名称", "环评", None], [None, "进展", "拟办结"], ["核桃加工项目", "△", "2月10日"]]
    result = read(tmp_path, sheet, rows, merges=["A1:A2", "B1:C1"])
    assert [(e.code, e.header, e.column) for e in result.errors] == [("ask", "环评拟办结", "C")]
    told = read(
        tmp_path, sheet, rows, merges=["A1:A2", "B1:C1"], answers={"环评拟办结": "eia.date"}
    )
    assert told.errors == []
    assert told.rows[0].cells["eia.date"] == "2月10日"
    left_out = read(tmp_path, sheet, rows, merges=["A1:A2", "B1:C1"], answers={"环评拟办结": ""})
    assert left_out.errors == [] and "eia.date" not in left_out.rows[0].cells


def test_a_column_named_twice_is_asked_about(tmp_path, sheet):
    result = read(tmp_path, sheet, [["项目名称", "备注", "备注"], ["甲项目", "一", "二"]])
    assert [(e.code, e.column) for e in result.errors] == [("ask", "C")]


def test_a_column_we_do_not_know_is_a_warning(tmp_path, sheet):
    result = read(tmp_path, sheet, [["项目名称", "总投资", "联系人"], ["甲项目", 5, "某某"]])
    assert result.errors == []
    assert [(w.header, w.column) for w in result.warnings] == [("联系人", "C")]


def test_amounts_in_yi_are_converted_by_the_header_or_the_unit_line(tmp_path, sheet):
    for rows in (
        [["项目名称", "总投资（亿元）"], ["甲项目", 2.16], ["乙项目", "0.245"]],
        [["单位：亿元", None], ["项目名称", "总投资"], ["甲项目", 2.16], ["乙项目", "0.245"]],
    ):
        result = read(tmp_path, sheet, rows)
        values = [parse_row(sheet, row.cells, today=CUTOFF)[0] for row in result.rows]
        assert [str(v["total_investment"]) for v in values] == ["21600.00", "2450.00"]


def test_totals_blank_rows_and_the_footer_are_no_projects(tmp_path, sheet):
    rows = [
        ["序号", "项目名称", "总投资"],
        ["合 计", None, 30],
        [1, "甲项目", 10],
        [2, None, None],
        [None, "小计（薛关镇）", 10],
        [None, "  ", None],
        [3, "乙项目", 20],
        ["合计", None, 30],
        ["单位负责人： 审核人：", None, None],
        ["注：表后的话", "丙项目", 5],
    ]
    assert [row.cells["name"] for row in read(tmp_path, sheet, rows).rows] == ["甲项目", "乙项目"]


def test_a_row_without_a_name_is_read_so_that_it_can_be_refused(tmp_path, sheet):
    result = read(tmp_path, sheet, [["项目名称", "总投资"], [None, 10]])
    _, findings = parse_row(sheet, result.rows[0].cells, today=CUTOFF)
    assert [(f.key, f.code) for f in findings] == [("name", "required")]


@pytest.mark.parametrize("rows", [[["项目", "总投资"]], [["项目名称"], ["甲"]], [["x"] * 30] * 40])
def test_a_sheet_without_our_header_is_refused(tmp_path, sheet, rows):
    [error] = read(tmp_path, sheet, rows).errors
    assert (error.code, error.row) == ("file", None)


def test_headers_lose_width_space_and_unit():
    assert plain(" 总 投 资\n（亿元）") == ("总投资", "亿元")
    assert plain("*项目名称：") == ("项目名称", "")
    assert plain("年度计划投资(万元)") == ("年度计划投资", "万元")
    assert plain("元") == ("元", "")


def test_two_names_with_a_stroke_are_one_column_when_both_mean_it(tmp_path, sheet):
    rows = [["项目名称/工程名称", "总投资/备注"], ["核桃加工项目", 5]]
    assert read(tmp_path, sheet, rows).errors  # one column alone is no table
    rows = [["项目名称/工程名称", "总投资/备注", "备注"], ["核桃加工项目", 5, "好"]]
    assert mapped(read(tmp_path, sheet, rows)) == {"A": "name", "C": "note"}


def test_a_header_that_lists_other_words_is_not_our_choice(tmp_path, sheet):
    for header, key in (("项目级别（省/市/县）", "level"), ("项目级别（大型/中型）", None)):
        found = read(tmp_path, sheet, [["项目名称", "总投资", header], ["甲", 5, None]])
        assert mapped(found).get("C") == key
        assert found.errors == []


def test_a_header_goes_on_below_a_merged_name(tmp_path, sheet):
    rows = [["项目名称", "总投资", "联系", None], [None, None, "电话", "传真"], ["甲", 5, 1, 2]]
    result = read(tmp_path, sheet, rows, merges=["A1:A2", "B1:B2", "C1:D1"])
    assert [w.header for w in result.warnings] == ["电话", "传真"]
    assert [row.row for row in result.rows] == [3]


def test_what_stands_under_an_unknown_header_is_shown(tmp_path, sheet):
    rows = [["项目名称", "总投资", "联系人"], *(["甲", 5, who] for who in "一二二三四")]
    [warning] = read(tmp_path, sheet, rows).warnings
    assert warning.value == "一、二、三"
