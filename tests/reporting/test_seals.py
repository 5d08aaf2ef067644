"""Sealing: typed copies, digests, chains, and a database that refuses to change them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction

from reporting import triggers
from reporting.models import (
    Compilation,
    Definition,
    FigureReference,
    Seal,
    SealedPermit,
    SealedProject,
)
from reporting.selectors.rows import live_rows, sealed_rows
from reporting.services import sealing
from tests import factories
from tests.reporting.filing import file_table, next_round
from tests.reporting.flip import change_by_hand, drop_triggers
from tests.reporting.tables import add_projects, kind_of
from tests.table import signed_in


@pytest.fixture
def seal(cast):
    land = cast.project.permits.get(kind=kind_of(cast, "land"))
    land.status, land.completed_on = "done", date(2022, 12, 2)
    land.document_no = "蒲自然字〔2022〕8号"
    land.due_on, land.level = date(2022, 12, 20), "county"
    land.save()
    factories.IssueFactory(project=cast.project, unit_text="自然资源局")
    return file_table(cast.submission, cast.reporter)


def test_a_seal_shows_exactly_what_the_table_showed(cast, seal):
    live, sealed = live_rows(cast.submission), sealed_rows(seal)

    assert sealed.rows == live.rows
    assert seal.row_count == 1
    assert (seal.unit_code, seal.by_name) == ("XUEGUAN", cast.reporter.name)


def test_a_seal_keeps_what_stands_beside_the_cells(cast, seal):
    land = seal.permits.get(kind_code="land")

    assert (land.handling_unit_name, land.due_on) == ("自然资源局", date(2022, 12, 20))
    assert (land.completed_on, land.expected_on) == (date(2022, 12, 2), None)
    assert seal.projects.get().total_investment == Decimal("5000.00")


def test_a_projects_page_tells_of_which_campaign_each_seal_is(cast, seal):
    page = signed_in(cast, "reporter").get(f"/projects/{cast.project.number}/seals/")
    assert "前期手续办理月活动，" in page.content.decode()


def test_the_register_may_change_and_the_seal_does_not(cast, seal):
    before = sealed_rows(seal).rows
    cast.project.name = "改了名的工程"
    cast.project.save()

    assert sealed_rows(seal).rows == before
    assert sealing.verify_seals() == []


def test_the_seals_of_a_unit_are_a_chain(cast, seal):
    second = file_table(next_round(cast), cast.reporter)

    assert second.previous == seal.digest
    assert seal.previous == ""
    assert sealing.verify_seals() == []


def test_a_clock_that_stepped_back_does_not_seal_before_the_last_seal(cast, seal, friday):
    friday.shift(timedelta(hours=-1))

    second = file_table(next_round(cast, opened=True), cast.reporter)

    assert second.sealed_at == seal.sealed_at


@pytest.mark.parametrize("table", triggers.TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_sealed_table(cast, seal, table, statement):
    Compilation.objects.create(
        round=cast.round, version=1, at=seal.sealed_at, by=cast.centre, workbook=b"x", digest="0"
    ).used.create(seal=seal)
    Definition.objects.create(
        campaign=cast.campaign, version=2, valid_from=date(2023, 1, 1), at=seal.sealed_at
    )
    FigureReference.objects.create(code="2A", centre=cast.units["XMZX"], at=seal.sealed_at)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement.format(table))


def test_the_orm_cannot_change_a_seal_either(cast, seal):
    for row in (seal, seal.projects.get(), seal.permits.first()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            row.save()


@pytest.mark.sqlite
def test_a_table_that_sqlite_rebuilt_is_guarded_again_after_migrate(cast, seal):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER px_keep_reporting_seal_update")
    assert [e.id for e in run_checks(databases=["default"])].count("reporting.E001") == 1

    triggers.after_migrate(sender=None, using="default")

    assert triggers.missing(connection) == []
    assert run_checks(databases=["default"]) == []


CHANGES = [
    ("reporting_sealedproject", "total_investment", "5000.01"),
    ("reporting_sealedproject", "name", "别的名字"),
    ("reporting_sealedpermit", "status", "done"),
    ("reporting_sealedpermit", "completed_on", "2022-12-03"),
]


@pytest.mark.parametrize(("table", "column", "value"), CHANGES)
def test_a_changed_byte_is_found_and_its_row_named(cast, table, column, value):
    add_projects(cast, 2)
    seal = file_table(cast.submission, cast.reporter)
    victim = seal.projects.order_by("seq")[1]
    pk = victim.pk if table.endswith("project") else victim.permits.get(kind_code="eia").pk

    change_by_hand(connection, table, column, value, pk)

    [fault] = sealing.verify_seals()
    assert (fault.round, fault.unit, fault.number) == ("2022-12-09", "XUEGUAN", 1)
    assert fault.row == f"2 {victim.number}"


def test_a_changed_head_is_found(cast, seal):
    change_by_hand(connection, "reporting_seal", "by_name", "别人", seal.pk)

    assert [fault.what for fault in sealing.verify_seals()] == ["表头或摘要与封存时不同"]


def test_a_deleted_row_is_found(cast, seal):
    for table in ("reporting_sealedpermit", "reporting_sealedproject"):
        drop_triggers(connection, table)
    SealedPermit.objects.filter(seal=seal).delete()
    SealedProject.objects.filter(seal=seal).delete()
    triggers.install(connection)

    assert [(f.row, f.what) for f in sealing.verify_seals()] == [("1", "这一行不见了")]


def test_a_deleted_seal_is_found(cast, seal):
    for table in ("reporting_sealedpermit", "reporting_sealedproject", "reporting_seal"):
        drop_triggers(connection, table)
    for model in (SealedPermit, SealedProject, Seal):
        model.objects.all().delete()
    triggers.install(connection)

    assert [(f.number, f.what) for f in sealing.verify_seals()] == [(1, "封存不见了")]


def test_a_missing_trigger_is_a_fault(cast, seal):
    drop_triggers(connection, "reporting_seal")

    assert {f.what for f in sealing.verify_seals()} == {
        f"缺少触发器 {triggers.name_of('reporting_seal', event)}"
        for event in triggers.EVENTS[connection.vendor]
    }


def test_sealing_needs_a_fixed_number_of_queries(cast, django_assert_max_num_queries):
    add_projects(cast, 29)

    with django_assert_max_num_queries(45):
        file_table(cast.submission, cast.reporter)
