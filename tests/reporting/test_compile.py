"""汇总: which seals count, what is carried, dropped and listed, and versions."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection

from accounts.errors import Refused
from reporting.models import Compilation, Dispatch, Round
from reporting.selectors.compiled import compiled
from reporting.services import submissions
from reporting.services.compile import compile_round, dispatch, verify_compilations
from reporting.services.sealing import verify_seals
from tests import factories
from tests.reporting.filing import file_table, step
from tests.reporting.flip import drop_triggers
from tests.reporting.tables import add_projects, earlier_submission, kind_of


def compile_it(cast, **how):
    return compile_round(round_id=cast.round.pk, by=cast.centre, **how)


def sheet_of(compilation, name):
    return openpyxl.load_workbook(io.BytesIO(bytes(compilation.workbook)))[name]


def texts(ws):
    return [[cell for cell in row if cell not in (None, "")] for row in ws.values]


def file_last_week(cast, unit="XUEGUAN", who="reporter"):
    """Of the round with cut-off 12-02, filed late."""
    earlier = earlier_submission(cast, unit=unit, state="open")
    return file_table(earlier, getattr(cast, who), at=factories.at("2022-12-06 09:00"))


def test_submitted_tables_are_accepted_and_compiled(cast):
    file_table(cast.submission, cast.reporter)

    compilation = compile_it(cast)

    cast.submission.refresh_from_db()
    assert cast.submission.state == "accepted"
    assert (compilation.version, compilation.summary["rows"]) == (1, 1)
    assert compilation.summary["current"] == 1
    assert Round.objects.get(pk=cast.round.pk).closed_at == compilation.at


def test_strict_refuses_by_name_what_nobody_has_reviewed(cast):
    file_table(cast.submission, cast.reporter)

    with pytest.raises(Refused, match="1 个单位待审核：薛关镇"):
        compile_it(cast, strict=True)

    assert not Compilation.objects.exists()


def test_nothing_filed_is_nothing_to_compile(cast):
    with pytest.raises(Refused) as refused:
        compile_it(cast)
    assert refused.value.status == 409


@pytest.mark.parametrize("who", ["reporter", "office", "leader"])
def test_only_the_centre_compiles(cast, who):
    with pytest.raises(Refused) as refused:
        compile_round(round_id=cast.round.pk, by=getattr(cast, who))
    assert refused.value.status == 403


def test_the_table_has_a_subtotal_per_unit_and_a_total(cast):
    add_projects(cast, 1, unit="HEILONGGUAN")
    file_table(cast.submission, cast.reporter)
    file_table(cast.other_submission, cast.outsider)

    lines = texts(sheet_of(compile_it(cast), "汇总表"))

    assert lines[0] == ["蒲县2023年新建项目前期手续办理情况表（第1期）"]
    labels = [cell for row in lines for cell in row if "计" in str(cell) and len(str(cell)) < 12]
    assert {"小计（薛关镇）", "小计（黑龙关镇）", "合计"} <= set(labels)


def test_a_unit_without_a_table_is_carried_over_and_marked(cast):
    last = file_last_week(cast)

    compilation = compile_it(cast)

    used = compilation.used.get()
    assert (used.seal_id, used.carried) == (last.pk, True)
    assert compilation.summary["carried"] == ["XUEGUAN"]
    cells = [str(cell) for row in texts(sheet_of(compilation, "汇总表")) for cell in row]
    assert any(cell.startswith("沿用上期：摸底（第0期）") for cell in cells)


def test_a_returned_table_does_not_count(cast):
    last = file_last_week(cast)
    file_table(cast.submission, cast.reporter)
    step(cast.submission, "return", cast.centre, "请核对")

    compilation = compile_it(cast)

    assert compilation.used.get().seal_id == last.pk


def test_what_was_finished_since_the_carried_seal_counts_in_this_round(cast):
    land = cast.project.permits.get(kind=kind_of(cast, "land"))
    land.status, land.completed_on, land.document_no = "done", date(2022, 12, 5), "x"
    land.save()
    file_last_week(cast)  # cut-off 12-02, so not yet done there

    assert compile_it(cast).summary["done"] == 1


def test_carried_rows_of_withdrawn_projects_are_dropped_and_named(cast):
    add_projects(cast, 1)
    file_last_week(cast)
    cast.project.withdrawn_on = date(2022, 12, 7)
    cast.project.save()

    compilation = compile_it(cast)

    assert compilation.summary["rows"] == 1
    assert [row["name"] for row in compilation.summary["dropped"]] == ["昕水河治理工程"]
    assert "昕水河治理工程" in str(texts(sheet_of(compilation, "已退出未列入")))


def test_a_project_that_changed_hands_appears_once_from_the_newest_seal(cast):
    file_last_week(cast)
    cast.project.unit = cast.units["HEILONGGUAN"]
    cast.project.save()
    file_table(cast.other_submission, cast.outsider)

    parts = {part.unit.code: list(part.rows) for part in compiled(cast.round).parts}

    assert parts["XUEGUAN"] == []
    assert parts["HEILONGGUAN"] == [cast.project.number]


def test_county_items_go_to_the_bureaus_list_and_the_rest_upwards(cast):
    land = cast.project.permits.get(kind=kind_of(cast, "land"))
    land.status, land.level = "submitted", "county"
    land.due_on, land.expected_on = date(2022, 12, 20), date(2022, 12, 25)
    land.save()
    factories.PermitFactory(
        project=cast.project, kind=kind_of(cast, "eia"), status="preparing", level="province",
        expected_on=date(2023, 1, 6),
    )  # fmt: skip
    factories.IssueFactory(project=cast.project, level="city", text="用地指标未落实")
    file_table(cast.submission, cast.reporter)

    compilation = compile_it(cast)

    split = texts(sheet_of(compilation, "分解清单"))
    row = next(row for row in split if "土地" in row)
    assert row[1:5] == ["自然资源局", "昕水河治理工程", "薛关镇", "土地"]
    assert row[6].date() == date(2022, 12, 20)
    up = texts(sheet_of(compilation, "上报协调清单"))
    assert [row[1:3] for row in up[-2:]] == [["省", "手续"], ["市", "问题"]]
    assert not any("环评" in str(row) for row in split)


def test_the_same_seals_make_no_second_version(cast):
    file_table(cast.submission, cast.reporter)

    assert compile_it(cast).pk == compile_it(cast).pk
    assert Compilation.objects.count() == 1


def test_a_correction_makes_version_two_and_version_one_stays(cast):
    file_table(cast.submission, cast.reporter)
    first = compile_it(cast)
    before = bytes(first.workbook)
    step(cast.submission, "reopen", cast.centre, "文号写错")
    during = compiled(cast.round).used[0].seal
    file_table(cast.submission, cast.reporter)

    second = compile_it(cast, reason="薛关镇更正")

    assert during == first.used.get().seal  # the accepted seal stands until the new one
    assert (second.version, second.summary["reason"]) == (2, "薛关镇更正")
    assert second.used.get().seal.number == 2
    assert bytes(Compilation.objects.get(pk=first.pk).workbook) == before
    assert verify_seals() + verify_compilations() == []


def test_a_workbook_changed_behind_our_back_is_found(cast):
    file_table(cast.submission, cast.reporter)
    compilation = compile_it(cast)
    drop_triggers(connection, "reporting_compilation")
    Compilation.objects.update(workbook=bytes(compilation.workbook) + b"\0")

    [fault] = verify_compilations()
    assert (fault.round, fault.number) == ("2022-12-09", 1)


def test_remarks_not_yet_returned_stop_the_compilation_by_name(cast):
    file_table(cast.submission, cast.reporter)
    cast.submission.remarks.create(text="请核对", by=cast.centre, at=cast.round.opens_at)

    with pytest.raises(Refused, match="薛关镇"):
        compile_it(cast)


def test_a_dispatch_is_noted_once_a_receiver(cast):
    file_table(cast.submission, cast.reporter)
    compilation = compile_it(cast)

    for receiver in Dispatch.Receiver:
        dispatch(compilation_id=compilation.pk, receiver=receiver, by=cast.centre)
    with pytest.raises(Refused, match="已经登记"):
        dispatch(compilation_id=compilation.pk, receiver="city", by=cast.centre)

    assert compilation.dispatches.count() == 2


def test_compiling_thirty_rows_needs_no_more_queries_than_three(
    cast, django_assert_num_queries, django_assert_max_num_queries
):
    submissions.ensure_submissions(cast.round)
    add_projects(cast, 2)
    file_table(cast.submission, cast.reporter)
    with django_assert_max_num_queries(12) as few:
        compiled(cast.round).open_permits()
    add_projects(cast, 27, unit="HEILONGGUAN")
    file_table(cast.other_submission, cast.outsider)
    with django_assert_num_queries(len(few)):
        compiled(cast.round).open_permits()
