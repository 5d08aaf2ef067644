from datetime import date
from decimal import Decimal

import pytest

from reporting.models import ReportRow
from reporting.selectors import rows
from tests import factories
from tests.reporting.tables import add_projects, earlier_submission, kind_of, seal_as_it_stands


def land(cast):
    return cast.project.permits.get(kind=kind_of(cast, "land"))


def row_of(cast, submission=None):
    return rows.live_rows(submission or cast.submission).rows[cast.project.number]


def test_a_row_holds_the_facts_of_the_register(cast):
    permit = land(cast)
    permit.status, permit.level, permit.expected_on = "preparing", "city", date(2022, 12, 20)
    permit.note = "勘测定界已完成"
    permit.save()
    factories.IssueFactory(project=cast.project, unit_text="自然资源局")

    row = row_of(cast)

    assert row["seq"] == 1
    assert row["name"] == "昕水河治理工程"
    assert row["planned_investment"] == Decimal("2000.00")
    assert row["unit"] == "薛关镇"
    assert [row[f"land.{key}"] for key in ("status", "level", "date", "ref")] == [
        "preparing", "city", date(2022, 12, 20), "勘测定界已完成",
    ]  # fmt: skip
    assert (row["issue"], row["issue_level"]) == ("用地指标未落实", "city")
    assert row["issue_unit"] == "自然资源局"


@pytest.mark.parametrize(
    ("status", "day", "ref"),
    [
        ("done", date(2022, 12, 2), "文号一"),
        ("not_required", date(2022, 12, 30), "规模以下"),
        ("submitted", date(2022, 12, 30), "12月1日受理"),
    ],
)
def test_date_and_ref_show_what_belongs_to_the_status(cast, status, day, ref):
    permit = land(cast)
    permit.status, permit.completed_on, permit.expected_on = (
        status,
        date(2022, 12, 2),
        date(2022, 12, 30),
    )
    permit.document_no, permit.exempt_reason, permit.note = "文号一", "规模以下", "12月1日受理"
    permit.save()

    row = row_of(cast)

    assert (row["land.date"], row["land.ref"]) == (day, ref)


def test_a_missing_permit_is_not_started(cast):
    row = row_of(cast)

    assert row["eia.status"] == "not_started"
    assert row["eia.level"] == kind_of(cast, "eia").default_level


def test_the_computed_cells_count_what_was_finished_by_the_cutoff(cast):
    permit = land(cast)
    permit.status, permit.completed_on = "done", date(2022, 12, 10)
    permit.save()
    factories.PermitFactory(
        project=cast.project, kind=kind_of(cast, "energy"), status="not_required"
    )

    row = row_of(cast)

    assert (row["required"], row["done"], row["rate"]) == (5, 0, Decimal(0))


def test_the_table_lists_new_projects_that_stand_on_the_cutoff(cast):
    unit = cast.units["XUEGUAN"]

    def project(name, *, plan=None, **fields):
        made = factories.ProjectFactory(unit=unit, name=name, **fields)
        factories.PlanFactory(project=made, **(plan or {}))

    project("续建的", nature="continuing")
    project("以后才列入的", plan={"listed_from": date(2022, 12, 10)})
    project("已调出的", plan={"listed_to": date(2022, 12, 9)})
    project("已退出的", withdrawn_on=date(2022, 12, 9))
    project("打包的子项", package=cast.project)
    project("别的年度的", plan={"year": 2022})
    project("当天列入的", plan={"listed_from": date(2022, 12, 9)})
    factories.PlanFactory(project=factories.ProjectFactory(unit=cast.units["HEILONGGUAN"]))

    found = rows.live_rows(cast.submission)

    assert [row["name"] for row in found.rows.values()] == ["昕水河治理工程", "当天列入的"]
    assert [row["seq"] for row in found.rows.values()] == [1, 2]


def test_the_text_of_the_week_is_made_from_the_diff_until_somebody_types_one(cast):
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    permit = land(cast)
    permit.status, permit.completed_on = "done", date(2022, 12, 8)
    permit.save()
    assert row_of(cast)["week"] == "新办结：土地"

    ReportRow.objects.create(submission=cast.submission, project=cast.project, week="")
    assert row_of(cast)["week"] == ""


def test_the_note_is_carried_on_from_the_last_row_that_has_one(cast):
    for weeks, note in ((2, "等批复"), (1, "批复已到")):
        earlier = earlier_submission(cast, weeks=weeks)
        ReportRow.objects.create(submission=earlier, project=cast.project, note=note)
    assert row_of(cast)["note"] == "批复已到"

    ReportRow.objects.create(submission=cast.submission, project=cast.project, note="")
    assert row_of(cast)["note"] == ""


def test_changes_are_those_since_the_last_valid_seal_of_an_earlier_round(cast):
    cast.project.plans.update(listed_from=date(2022, 11, 1))
    old = earlier_submission(cast, weeks=2)
    seal_as_it_stands(old, by=cast.reporter)
    cast.project.owner = "蒲县交通公司"
    cast.project.save()
    returned = earlier_submission(cast, weeks=1, state="returned")
    seal_as_it_stands(returned, by=cast.reporter)
    seal_as_it_stands(cast.submission, by=cast.reporter)

    table = rows.live_rows(cast.submission)

    assert table.previous_seal.submission == old
    [change] = table.changes
    assert (change.row, change.key, change.new) == (cast.project.number, "owner", "蒲县交通公司")


def test_sealed_rows_give_back_what_the_register_showed(cast):
    permit = land(cast)
    permit.status, permit.completed_on, permit.document_no = "done", date(2022, 12, 2), "用字第1号"
    permit.save()
    factories.IssueFactory(project=cast.project, wanted_by=date(2022, 12, 20))
    add_projects(cast, 2)
    live = rows.live_rows(cast.submission)

    sealed = rows.sealed_rows(seal_as_it_stands(cast.submission, by=cast.reporter))

    assert sealed.rows == live.rows
    assert sealed.sheet == live.sheet
    assert list(sealed.projects) == list(live.projects)


def test_standing_problems_outside_the_table_are_counted(cast):
    factories.IssueFactory(project=cast.project, in_table=False, status="cleared")

    table = rows.live_rows(cast.submission)

    assert table.more_issues == {cast.project.number: 1}
    assert row_of(cast)["issue"] == ""


def test_the_queries_do_not_grow_with_the_rows(cast, django_assert_max_num_queries):
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    add_projects(cast, 2)
    with django_assert_max_num_queries(12) as few:
        rows.live_rows(cast.submission)
    add_projects(cast, 27)
    with django_assert_max_num_queries(len(few)):
        rows.live_rows(cast.submission)
