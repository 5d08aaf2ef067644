"""Excel while a compiled table is corrected: the sealed rows are what is edited (design §5)."""

import pytest

from projects.services import update_project
from reporting.models import CorrectedCell
from reporting.selectors.filing import table_of
from reporting.services.compile import compile_round
from reporting.services.excel import plan_import
from reporting.services.importing import save_import, undo_import
from tests.reporting.books import Book
from tests.reporting.filing import file_table, step

pytestmark = pytest.mark.usefixtures("read_here")
NAME = "昕水河治理工程"


@pytest.fixture
def correcting(cast):
    file_table(cast.submission, cast.reporter)
    compile_round(round_id=cast.round.pk, by=cast.centre)
    step(cast.submission, "reopen", cast.centre, "请更正")
    cast.submission.refresh_from_db()
    cast.round.refresh_from_db()
    cast.submission.round = cast.round
    update_project(project_id=cast.project.pk, values={"owner": "后来的公司"}, by=cast.reporter)
    return cast


@pytest.fixture
def plan(correcting, tmp_path):
    return lambda book: plan_import(correcting.submission, book.save(tmp_path), name="表.xlsx")


def test_the_sealed_rows_come_and_go_unchanged(correcting, plan):
    book = Book.of(correcting.submission)

    assert book[NAME, "建设单位"] == "蒲县水务公司"
    assert (plan(book).patches, plan(book).errors) == ([], [])


def test_changes_wait_beside_the_seal_and_can_be_undone(correcting, plan):
    book = Book.of(correcting.submission)
    book[NAME, "总投资"] = 5400
    found = plan(book)
    saved = save_import(
        submission_id=correcting.submission.pk,
        patches=found.patches,
        news=[],
        by=correcting.reporter,
        reason="核对原件",
    )

    assert (
        table_of(correcting.submission).rows[correcting.project.number]["total_investment"] == 5400
    )
    correcting.project.refresh_from_db()
    assert correcting.project.total_investment == 5000
    assert CorrectedCell.objects.get().key == "total_investment"

    undo_import(submission_id=correcting.submission.pk, saved=saved, by=correcting.reporter)
    assert (
        table_of(correcting.submission).rows[correcting.project.number]["total_investment"] == 5000
    )


def test_no_project_is_added_by_a_correction(correcting, plan):
    book = Book.of(correcting.submission)
    book.add(项目名称="刁口污水处理厂", 总投资=900)

    assert [entry.code for entry in plan(book).errors] == ["foreign"]
