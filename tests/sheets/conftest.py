"""A small table for the sheets tests; nothing here touches a database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from reporting.sheets import compute, permits_sheet

TODAY = date(2023, 2, 3)


@dataclass(frozen=True)
class Kind:
    code: str
    name: str
    default_level: str = "county"


KINDS = [
    Kind("approval", "立项"),
    Kind("land", "土地"),
    Kind("planning", "规划"),
    Kind("eia", "环评"),
    Kind("energy", "能评"),
    Kind("capacity", "产能"),
]


@pytest.fixture
def kinds():
    return KINDS


@pytest.fixture
def sheet():
    return permits_sheet(KINDS, year=2023, number=9)


@pytest.fixture
def row(sheet):
    """One project, all six kinds of cell filled."""
    row = sheet.empty_row() | {
        "seq": 1,
        "name": "薛关镇昕水河流域生态修复工程",
        "national_code": "2211-141033-89-01-123456",
        "level": "city",
        "owner": "蒲县水利投资公司",
        "unit": "薛关镇",
        "place": "薛关镇",
        "scale": "治理河道 12 公里\n新建护岸",
        "total_investment": Decimal("54000.00"),
        "planned_investment": Decimal("18588.56"),
        "planned_start": date(2023, 3, 1),
        "approval.status": "done",
        "approval.level": "county",
        "approval.date": date(2022, 12, 9),
        "approval.ref": "晋发改审发〔2022〕12号",
        "land.status": "submitted",
        "land.level": "province",
        "land.date": date(2023, 2, 10),
        "eia.status": "not_required",
        "eia.ref": "名录豁免",
        "issue": "用地指标未落实",
        "issue_level": "city",
        "issue_unit": "自然资源局",
        "issue_by": date(2023, 2, 17),
        "note": "备注 1",
    }
    compute(row, KINDS, cutoff=TODAY)
    return row
