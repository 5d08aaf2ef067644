"""更正: sealed rows are edited, the new seal has them, the register only where nothing moved."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.errors import Refused
from reporting.models import Seal
from reporting.selectors.filing import table_of
from reporting.selectors.rows import sealed_rows
from reporting.services import grid
from reporting.services.compile import compile_round
from reporting.services.sealing import verify_seals
from sheets.grid import Patch
from tests.factories import at
from tests.reporting.filing import file_table, step
from tests.reporting.tables import kind_of


@pytest.fixture
def correcting(cast):
    """Filed, compiled and reopened."""
    land = cast.project.permits.get(kind=kind_of(cast, "land"))
    land.status, land.expected_on, land.note = "submitted", date(2022, 12, 30), "12月1日受理"
    land.save()
    file_table(cast.submission, cast.reporter)
    compile_round(round_id=cast.round.pk, by=cast.centre)
    step(cast.submission, "reopen", cast.centre, "请更正")
    cast.submission.refresh_from_db()
    cast.round.refresh_from_db()
    cast.submission.round = cast.round
    return cast


def correct(cast, key, was, value, reason="核对原件"):
    patch = Patch(cast.project.number, key, was, value, "")
    [result] = grid.apply_patches(
        submission_id=cast.submission.pk, patches=[patch], by=cast.reporter, reason=reason
    )
    return result


def again(cast):
    return sealed_rows(file_table(cast.submission, cast.reporter)).rows[cast.project.number]


def test_a_correction_opens_the_sealed_rows_not_the_register(correcting):
    correcting.project.owner = "后来的公司"
    correcting.project.save()

    row = table_of(correcting.submission).rows[correcting.project.number]

    assert row["owner"] == "蒲县水务公司"


def test_a_corrected_cell_waits_and_then_goes_into_seal_and_register(correcting):
    result = correct(correcting, "owner", "蒲县水务公司", "蒲县水务集团")

    assert (result.status, result.value) == ("saved", "蒲县水务集团")
    correcting.project.refresh_from_db()
    assert correcting.project.owner == "蒲县水务公司"
    assert again(correcting)["owner"] == "蒲县水务集团"
    correcting.project.refresh_from_db()
    assert correcting.project.owner == "蒲县水务集团"
    assert verify_seals() == []


def test_the_register_keeps_what_has_moved_since_the_seal(correcting):
    correcting.project.owner = "后来的公司"
    correcting.project.save()
    correct(correcting, "owner", "蒲县水务公司", "蒲县水务集团")

    assert again(correcting)["owner"] == "蒲县水务集团"
    correcting.project.refresh_from_db()
    assert correcting.project.owner == "后来的公司"


def test_cells_that_were_not_corrected_stay_as_they_were_sealed(correcting):
    correcting.project.total_investment = Decimal("9999.00")
    correcting.project.save()
    correct(correcting, "owner", "蒲县水务公司", "蒲县水务集团")

    assert again(correcting)["total_investment"] == Decimal("5000.00")


def test_another_status_starts_its_date_and_number_afresh(correcting):
    correct(correcting, "land.status", "submitted", "done")
    row = table_of(correcting.submission).rows[correcting.project.number]
    assert (row["land.status"], row["land.date"], row["land.ref"]) == ("done", None, "")
    correct(correcting, "land.date", "", "2022-12-08")
    correct(correcting, "land.ref", "", "蒲自然字〔2022〕8号")

    sealed = again(correcting)

    assert (sealed["land.status"], sealed["land.date"]) == ("done", date(2022, 12, 8))
    assert sealed["done"] == 1
    land = correcting.project.permits.get(kind=kind_of(correcting, "land"))
    assert (land.status, land.completed_on) == ("done", date(2022, 12, 8))
    assert land.document_no == "蒲自然字〔2022〕8号"


def test_a_permit_that_went_on_keeps_its_status_date_and_number(correcting):
    land = correcting.project.permits.get(kind=kind_of(correcting, "land"))
    land.status, land.note = "returned", "要补正"
    land.save()
    for key, was, value in (
        ("land.status", "submitted", "done"),
        ("land.date", "", "2022-12-08"),
        ("land.ref", "", "蒲自然字〔2022〕8号"),
    ):
        correct(correcting, key, was, value)

    assert again(correcting)["land.status"] == "done"
    land.refresh_from_db()
    assert (land.status, land.completed_on, land.note) == ("returned", None, "要补正")


def test_a_correction_weeks_later_is_judged_as_of_the_day_it_was_sealed(correcting, friday):
    friday.move_to(at("2023-01-20 10:00"))  # the expected date of 12-30 has long passed
    correct(correcting, "owner", "蒲县水务公司", "蒲县水务集团")

    assert again(correcting)["owner"] == "蒲县水务集团"


def test_two_people_correcting_one_cell_see_a_clash(correcting):
    correct(correcting, "owner", "蒲县水务公司", "甲公司")

    result = correct(correcting, "owner", "蒲县水务公司", "乙公司")

    assert (result.status, result.theirs) == ("clash", "甲公司")


def test_a_value_error_is_not_kept(correcting):
    assert correct(correcting, "total_investment", "5000.00", "很多").status == "error"
    row = table_of(correcting.submission).rows[correcting.project.number]
    assert row["total_investment"] == Decimal("5000.00")


def test_a_correction_adds_no_project(correcting):
    with pytest.raises(Refused):
        grid.add_row(
            submission_id=correcting.submission.pk, values={"name": "新"}, by=correcting.reporter
        )


def test_the_accepted_seal_stands_while_a_correction_is_sent_back(correcting):
    correct(correcting, "owner", "蒲县水务公司", "甲公司")
    again(correcting)
    step(correcting.submission, "return", correcting.centre, "还不对")

    assert Seal.objects.valid().get().number == 1
    correct(correcting, "owner", "甲公司", "乙公司")
    assert again(correcting)["owner"] == "乙公司"
    correcting.project.refresh_from_db()
    assert correcting.project.owner == "乙公司"
    step(correcting.submission, "accept", correcting.centre)
    assert Seal.objects.valid().get().number == 3


def test_reopening_before_any_compilation_opens_the_register(cast):
    file_table(cast.submission, cast.reporter)
    step(cast.submission, "accept", cast.centre)
    step(cast.submission, "reopen", cast.centre, "请更正")
    cast.project.owner = "后来的公司"
    cast.project.save()

    cast.submission.refresh_from_db()
    row = table_of(cast.submission).rows[cast.project.number]
    assert row["owner"] == "后来的公司"
