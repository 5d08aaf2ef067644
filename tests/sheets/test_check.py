"""Every way people write a value, and every way they get it wrong (security S5)."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from sheets.check import parse, parse_row, shared_choices, show, wire
from sheets.columns import Column, Type
from sheets.text import CellError

TODAY = date(2023, 2, 3)
MONEY = Column("m", "总投资", type=Type.MONEY, minimum=Decimal(0), exclusive=True)
COUNT = Column("c", "项数", type=Type.COUNT)
RATE = Column("r", "率", type=Type.RATE)
DATE = Column("d", "时间", type=Type.DATE)
MONTH = Column("s", "计划开工时间", type=Type.MONTH)
NAME = Column("n", "项目名称", required=True, max_length=10)

GOOD = [
    (MONEY, "54000", "54000.00"),
    (MONEY, "54,000.00", "54000.00"),
    (MONEY, "１２，３４５．６", "12345.60"),
    (MONEY, "约5.4亿元", "54000.00"),
    (MONEY, "3.2亿", "32000.00"),
    (MONEY, "54,000 万元", "54000.00"),
    (MONEY, "大约300万元左右", "300.00"),
    (MONEY, 18588.56, "18588.56"),
    (MONEY, 0.1 + 0.2, "0.30"),
    (MONEY, 54000, "54000.00"),
    (MONEY, None, ""),
    (MONEY, " ", ""),
    (COUNT, "6", "6"),
    (COUNT, 6.0, "6"),
    (RATE, "47.8%", "0.478"),
    (RATE, 0.478, "0.478"),
    (DATE, "2023.2.3", "2023-02-03"),
    (DATE, "2023-2-3", "2023-02-03"),
    (DATE, "2023/2/3", "2023-02-03"),
    (DATE, "２０２３年２月３日", "2023-02-03"),
    (DATE, "2023 年 2 月 3 日", "2023-02-03"),
    (DATE, "20230203", "2023-02-03"),
    (DATE, 20230203, "2023-02-03"),
    (DATE, 44960, "2023-02-03"),
    (DATE, 44960.5, "2023-02-03"),
    (DATE, "2023-02-03 00:00:00", "2023-02-03"),
    (DATE, datetime(2023, 2, 3, 10, 30), "2023-02-03"),
    (DATE, date(2023, 2, 3), "2023-02-03"),
    (DATE, "2023年2月", "2023-02-28"),
    (DATE, "2月底前", "2023-02-28"),
    (DATE, "预计2月10日前", "2023-02-10"),
    (DATE, "2月3日前", "2023-02-03"),
    (DATE, "2月2日", "2024-02-02"),
    (DATE, "2月29日", "2024-02-29"),
    (DATE, "1月", "2024-01-31"),
    (DATE, "", ""),
    (MONTH, "2023年3月", "2023-03"),
    (MONTH, "2023-03-15", "2023-03"),
    (MONTH, "2023-03", "2023-03"),
    (MONTH, "3月", "2023-03"),
    (MONTH, datetime(2023, 3, 20), "2023-03"),
    (NAME, "薛关\n镇项目", "薛关镇项目"),
]


@pytest.mark.parametrize(("column", "raw", "text"), GOOD)
def test_usual_ways_to_write_a_value_are_understood(column, raw, text):
    assert wire(column, parse(column, raw, today=TODAY)) == text


BAD_NUMBERS = [
    *("NaN", "nan", "Infinity", "-inf", "1e5", "1E400", "1_000", "0x10", "１_０", "五万"),
    *("1,23", "1,2345", "12,34,567", "--5", "5-", "+5", "1.2.3", ".", "-", "—", "5.", ".5"),
    *("1²", "①", "٣", "1\n2", "5\x00", "9" * 33, "9" * 13, "0.001", "54000.005万元"),
    *("0", "-1", "540000000元", "5亿4000万", "=1+1", "12 34", "万元", "TRUE"),
    *(float("nan"), float("inf"), 1e300, 0, -5, 0.001, True, Decimal("NaN"), 10**12),
]


@pytest.mark.parametrize("raw", BAD_NUMBERS)
def test_a_bad_amount_is_a_number_error(raw):
    with pytest.raises(CellError) as refused:
        parse(MONEY, raw, today=TODAY)
    assert refused.value.code == "number"


@pytest.mark.parametrize("raw", ["1.5", -1, "六", True, "1e3", 10**9, "NaN"])
def test_a_bad_count_is_a_number_error(raw):
    with pytest.raises(CellError, match="整数"):
        parse(COUNT, raw)


@pytest.mark.parametrize("raw", ["47.8", "%", "x%", "-1%", True, -0.1, float("inf")])
def test_a_bad_rate_is_a_number_error(raw):
    with pytest.raises(CellError, match="百分比"):
        parse(RATE, raw)


BAD_DATES = [
    *("2023-02-30", "2月30日", "2023-13-01", "2023-00-10", "0000-01-01", "昨天", "2月上旬"),
    *("2023.2-3", "2023", "23-2-3", "2023-2-", "二月三日", "2023-02-03x", "2023-02-1 1"),
    *("2033-02-04", "2013-02-02", "1900-01-01", "9999-12-31", "20231301", "2" * 33),
    *("２０２３－２－３０", "2023年2月3日4日", "NaN", "１３月", "32", "2023-02-03T99"),
    *(True, 2.3, 2023, 2023.1, 1, -44960, 99999999, float("nan"), 1e300),
]


@pytest.mark.parametrize("raw", BAD_DATES)
def test_a_bad_date_is_a_date_error(raw):
    with pytest.raises(CellError) as refused:
        parse(DATE, raw, today=TODAY)
    assert refused.value.code == "date"


def test_a_done_date_without_a_year_is_the_latest_and_an_open_one_the_first():
    assert parse(DATE, "2月10日", today=TODAY, done=True) == date(2022, 2, 10)
    assert parse(DATE, "12月9日", today=TODAY, done=True) == date(2022, 12, 9)
    assert parse(DATE, "2月3日", today=TODAY, done=True) == TODAY
    assert parse(DATE, "2月29日", today=TODAY, done=True) == date(2020, 2, 29)
    assert parse(DATE, "12月9日", today=TODAY) == date(2023, 12, 9)


@pytest.mark.parametrize("raw", ["2023年1月", "1月", "2022-12"])
def test_a_done_date_names_its_day(raw):
    with pytest.raises(CellError, match="日"):
        parse(DATE, raw, today=TODAY, done=True)


def test_ten_years_to_the_day_are_not_too_far():
    assert parse(DATE, "2033-02-03", today=TODAY) == date(2033, 2, 3)
    assert parse(DATE, "2013-02-03", today=TODAY) == date(2013, 2, 3)


STATUS = [
    *[
        (word, "done")
        for word in ("√", "✓", "✔", "已办", "完成", "办结", "已办结", "done", "已完成")
    ],
    *[(word, "not_started") for word in ("×", "x", "X", "未办", "未办理", "", None)],
    *[(word, "not_required") for word in ("—", "/", "无需", "不涉及", "-", "无需办理")],
    *[("▲", "returned"), ("退件补正", "returned"), ("审批 中", "submitted"), ("组卷", "preparing")],
    *[("正在办理", "preparing"), ("△", "preparing")],
]


@pytest.mark.parametrize(("raw", "status"), STATUS)
def test_status_words_are_understood(sheet, raw, status):
    assert parse(sheet.column("land.status"), raw) == status


def test_a_word_for_two_statuses_keeps_the_one_that_stands(sheet):
    column = sheet.column("land.status")
    assert parse(column, "正在办理", current="submitted") == "submitted"
    assert parse(column, "△", current="done") == "preparing"
    assert [choice.value for choice in shared_choices(column, "△")] == ["preparing", "submitted"]
    assert shared_choices(column, "√") == ()


@pytest.mark.parametrize("raw", ["√×", "办", "已办结？", "1" * 100, 5, "√\x00"])
def test_an_unknown_status_is_refused(sheet, raw):
    with pytest.raises(CellError) as refused:
        parse(sheet.column("land.status"), raw)
    assert refused.value.code in {"choice", "text"}


BAD_CODES = [
    "2211-141033-89-01-12345",
    "2211－141033－89－01－1234567",
    "x" * 24,
    "2211-14103A-89-01-123456",
]


@pytest.mark.parametrize("raw", BAD_CODES)
def test_a_bad_project_code_is_a_format_error(sheet, raw):
    with pytest.raises(CellError) as refused:
        parse(sheet.column("national_code"), raw)
    assert refused.value.code in {"format", "length"}


def test_a_project_code_in_full_width_is_made_plain(sheet):
    raw = "２２１１－１４１０３３－８９－０１－１２３４５６"
    assert parse(sheet.column("national_code"), raw) == "2211-141033-89-01-123456"


@pytest.mark.parametrize("word", ["无", "—", " / ", "暂无"])
def test_a_problem_called_none_is_none(sheet, word):
    assert parse(sheet.column("issue"), word) == ""


def test_required_and_too_long_names_are_refused():
    for raw, code in [("", "required"), (None, "required"), ("长" * 11, "length")]:
        with pytest.raises(CellError) as refused:
            parse(NAME, raw)
        assert refused.value.code == code


def test_a_row_reads_its_dates_by_its_statuses(sheet):
    cells = {"land.date": "12月9日", "land.status": "√", "eia.date": "12月9日", "name": ""}
    values, findings = parse_row(sheet, cells, today=TODAY, current={"eia.status": "submitted"})
    assert values["land.date"] == date(2022, 12, 9)
    assert values["eia.date"] == date(2023, 12, 9)
    assert [(f.key, f.code) for f in findings] == [("name", "required")]


def test_values_are_shown_as_people_read_them(sheet, row):
    shown = {key: show(sheet.column(key), row[key]) for key in sheet.keys}
    assert shown["total_investment"] == "54,000.00"
    assert shown["land.status"] == "审批中"
    assert shown["planned_start"] == "2023-03"
    assert shown["rate"] == "20.0%"
    assert show(RATE, None) == "—"
    assert show(MONEY, None) == ""


def test_wire_values_parse_back_to_themselves(sheet, row):
    for key in sheet.writable:
        column = sheet.column(key)
        done = row.get(column.done_by) == "done"
        assert parse(column, wire(column, row[key]), today=TODAY, done=done) == row[key]
