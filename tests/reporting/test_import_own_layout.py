"""A unit's own workbook, with the columns it happens to have (design §9)."""

from datetime import date

import pytest
from openpyxl import Workbook

from reporting.services.excel import plan_import
from reporting.services.grid import apply_patches
from sheets.grid import Patch

pytestmark = pytest.mark.usefixtures("read_here")
NAME = "昕水河治理工程"


@pytest.fixture
def plan(cast, tmp_path):
    def read(*rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "表.xlsx")
        return plan_import(cast.submission, tmp_path / "表.xlsx", name="表.xlsx")

    return read


def places(entries):
    return [(entry.code, entry.header) for entry in entries]


@pytest.fixture
def expected(cast):
    """The land permit waits, and was expected a week ago."""
    cells = {"land.status": "submitted", "land.date": "2022-12-01", "land.ref": "已受理"}
    patches = [Patch(cast.project.number, key, "", value, "") for key, value in cells.items()]
    patches[0] = Patch(cast.project.number, "land.status", "not_started", "submitted", "")
    apply_patches(submission_id=cast.submission.pk, patches=patches, by=cast.reporter)
    assert cast.project.permits.get().expected_on == date(2022, 12, 1)


def test_a_finished_permit_is_not_dated_by_the_day_it_was_expected(plan, expected):
    found = plan(["项目名称", "土地进展"], [NAME, "√"])

    assert places(found.errors) == [("required", "土地时间")]


def test_an_exemption_is_not_grounded_by_the_note_that_stood_there(plan, expected):
    found = plan(["项目名称", "土地进展"], [NAME, "无需办理"])

    assert places(found.errors) == [("required", "土地文号/说明")]


def test_a_number_with_too_many_digits_is_named_in_its_error(plan, expected):
    found = plan(["项目名称", "总投资"], [NAME, 12345678901234567000])

    [error] = [error for error in found.errors if error.header == "总投资"]
    assert (error.code, error.value[:5]) == ("number", "1.234")
