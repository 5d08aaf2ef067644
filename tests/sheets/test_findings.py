"""Row errors and warnings of the weekly table (design §5, domain §3.2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from reporting.sheets import row_findings
from tests.sheets.conftest import TODAY, Kind

PAST, FUTURE = TODAY - timedelta(days=3), TODAY + timedelta(days=7)


def findings(sheet, row, kinds, previous=None):
    found = row_findings(sheet, "PX-1", row, today=TODAY, previous=previous, kinds=kinds)
    assert all(f.row == "PX-1" and f.message for f in found)
    return [(f.level, f.key, f.code) for f in found]


ERRORS = [  # changed cells -> the error, if any
    ({"land.status": "done", "land.date": PAST}, None),
    ({"land.status": "done", "land.date": None}, ("land.date", "required")),
    ({"land.status": "done", "land.date": TODAY}, None),
    ({"land.status": "done", "land.date": FUTURE}, ("land.date", "date")),
    ({"eia.ref": ""}, ("eia.ref", "required")),
    ({"land.date": None}, ("land.date", "required")),
    ({"land.status": "preparing", "land.date": None}, ("land.date", "required")),
    ({"land.status": "returned", "land.date": None}, ("land.date", "required")),
    ({"land.status": "not_started", "land.date": None}, None),
    ({"land.date": PAST, "issue": ""}, ("land.date", "date")),
    ({"land.date": PAST, "issue": "用地指标未落实"}, None),
    ({"land.date": TODAY, "issue": ""}, None),
    ({"energy.date": PAST, "issue": ""}, ("energy.date", "date")),
    ({"issue_level": ""}, ("issue_level", "required")),
    ({"issue": "", "issue_level": ""}, None),
]


@pytest.mark.parametrize(("changes", "error"), ERRORS)
def test_row_errors(sheet, row, kinds, changes, error):
    found = [f[1:] for f in findings(sheet, row | changes, kinds) if f[0] == "error"]
    assert found == ([error] if error else [])


def test_a_past_date_stands_when_its_note_has_changed_since_the_seal(sheet, row, kinds):
    late = row | {"land.date": PAST, "issue": "", "land.ref": "林草意见未到"}
    assert ("error", "land.date", "date") in findings(sheet, late, kinds, previous=late)
    assert ("error", "land.date", "date") not in findings(
        sheet, late, kinds, previous=late | {"land.ref": ""}
    )


WARNINGS = [  # changed cells -> the warning
    ({"national_code": ""}, ("national_code", "no_code")),
    ({"approval.ref": ""}, ("approval.ref", "no_number")),
    ({"approval.ref": "12号文"}, ("approval.ref", "odd_number")),
    ({"approval.level": ""}, ("approval.level", "default_level")),
    ({"planned_investment": Decimal("54000.01")}, ("planned_investment", "plan_over_total")),
    (
        {"total_investment": Decimal("5.4"), "planned_investment": None, "scale": "50MW 光伏"},
        ("total_investment", "yi_wan"),
    ),
]


@pytest.mark.parametrize(("changes", "warning"), WARNINGS)
def test_warnings(sheet, row, kinds, changes, warning):
    assert findings(sheet, row | changes, kinds) == [("warning", *warning)]


def test_a_sound_row_has_no_finding(sheet, row, kinds):
    assert findings(sheet, row, kinds) == []


@pytest.mark.parametrize(
    "number",
    [
        "晋发改审发〔2022〕12号",
        "晋发改审发[2022]12号",
        "晋环审（2023）4号",
        "用字第141033202200018号",
        "晋(2022)蒲县不动产权第0001187号",
        "141033202212090103",
        "2211-141033-89-01-123456",
        "登记表备案",
        "国有土地出让合同",
    ],
)
def test_usual_document_numbers_are_not_odd(sheet, row, kinds, number):
    assert findings(sheet, row | {"approval.ref": number}, kinds) == []


def test_errors_come_before_warnings_and_carry_the_value(sheet, row, kinds):
    changed = row | {"national_code": "", "land.date": PAST, "issue": ""}
    found = row_findings(sheet, "PX-1", changed, today=TODAY, previous=None, kinds=kinds)
    assert [f.level for f in found] == ["error", "warning"]
    assert found[0].value == PAST.isoformat()


def test_the_default_level_is_named(sheet, row):
    kind = Kind("land", "土地", default_level="province")
    changed = row | {"land.level": "", "land.date": date(2023, 2, 10)}
    [found] = row_findings(sheet, "A", changed, today=TODAY, previous=None, kinds=[kind])
    assert "省" in found.message
