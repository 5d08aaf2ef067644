from datetime import date
from decimal import Decimal

import pytest

from accounts.errors import Refused
from procedures.models import Issue, PermitEvent
from projects.models import AnnualPlanVersion
from reporting.models import Answer, ReportRow
from reporting.selectors.rows import live_rows
from reporting.services.grid import add_row, apply_patches
from sheets.grid import Patch
from tests import factories
from tests.reporting.tables import add_projects, earlier_submission, kind_of, seal_as_it_stands
from workplace.models import Act


def patch(cast, key, was, value, row=None):
    return Patch(row or cast.project.number, key, was, value, "")


def apply(cast, *patches, by=None, **more):
    return apply_patches(
        submission_id=cast.submission.pk, patches=patches, by=by or cast.reporter, **more
    )


def row_of(cast):
    return live_rows(cast.submission).rows[cast.project.number]


def test_cells_go_to_the_register_with_history_events_and_one_act(cast):
    results = apply(
        cast,
        patch(cast, "owner", "蒲县水务公司", "蒲县水利公司"),
        patch(cast, "planned_investment", "2000.00", "2,100"),
        patch(cast, "land.status", "not_started", "组卷中"),
        patch(cast, "land.date", "", "2022.12.30"),
        patch(cast, "land.ref", "", "勘测定界已完成"),
        patch(cast, "issue", "", "用地指标未落实"),
        patch(cast, "issue_level", "", "市"),
        patch(cast, "note", "", "等批复"),
    )

    assert {result.status for result in results} == {"saved"}
    assert results[1].value == "2100.00"
    row = row_of(cast)
    assert (row["owner"], row["planned_investment"]) == ("蒲县水利公司", Decimal("2100.00"))
    assert (row["land.status"], row["land.date"]) == ("preparing", date(2022, 12, 30))
    assert (row["issue"], row["issue_level"], row["note"]) == ("用地指标未落实", "city", "等批复")
    cast.project.refresh_from_db()
    assert cast.project.history.first().history_user == cast.reporter
    assert AnnualPlanVersion.objects.filter(planned_investment=Decimal("2100")).exists()
    assert PermitEvent.objects.filter(permit__project=cast.project, side="owner").exists()
    assert Act.objects.get(verb="report-cells").details["cells"] == 8


def test_a_cell_that_already_holds_the_value_is_fine(cast):
    [result] = apply(cast, patch(cast, "owner", "别的旧值", "蒲县水务公司"))

    assert result.status == "same"
    assert not Act.objects.exists()


def test_two_people_in_one_row_merge_by_cell_and_clash_in_one(cast):
    apply(cast, patch(cast, "land.ref", "", "李说的"), by=cast.centre)

    mine = apply(cast, patch(cast, "land.ref", "", "我说的"), patch(cast, "place", "", "薛关镇"))

    clash, saved = mine
    assert (clash.status, clash.theirs, clash.by) == ("clash", "李说的", cast.centre.name)
    assert clash.at
    assert saved.status == "saved"
    assert row_of(cast)["land.ref"] == "李说的"


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("total_investment", "五千", "number"),
        ("total_investment", "0", "number"),
        ("total_investment", "1.234", "number"),
        ("land.date", "2月30日", "date"),
        ("land.status", "差不多", "choice"),
        ("national_code", "2211-1", "format"),
        ("name", "", "required"),
        ("name", "长" * 101, "length"),
        ("land.ref", "a\u0007b", "text"),
        ("rate", "50%", "format"),
        ("nothing", "x", "format"),
    ],
)
def test_a_value_error_is_never_stored(cast, key, value, code):
    before = row_of(cast)
    was = {"total_investment": "5000.00", "land.status": "not_started", "name": cast.project.name}

    [result] = apply(cast, patch(cast, key, was.get(key, ""), value))

    assert (result.status, result.code) == ("error", code)
    assert result.message
    assert row_of(cast) == before


def test_a_row_error_is_stored_and_told(cast):
    [result] = apply(cast, patch(cast, "land.status", "not_started", "done"))

    assert result.status == "saved"
    assert ("land.date", "required") in {(f.key, f.code) for f in result.findings}
    assert row_of(cast)["land.status"] == "done"


def test_the_date_of_a_finished_permit_is_another_fact_than_the_expected_one(cast):
    apply(
        cast,
        patch(cast, "land.status", "not_started", "submitted"),
        patch(cast, "land.date", "", "2022-12-20"),
    )
    apply(
        cast,
        patch(cast, "land.status", "submitted", "done"),
        patch(cast, "land.date", "2022-12-20", "2022-12-08"),
        patch(cast, "land.ref", "", "用字第141033202200018号"),
    )

    permit = cast.project.permits.get(kind=kind_of(cast, "land"))
    assert permit.completed_on == date(2022, 12, 8)
    assert permit.expected_on == date(2022, 12, 20)
    assert permit.document_no == "用字第141033202200018号"


def test_a_date_typed_before_the_answer_about_its_status_came_is_no_clash(cast):
    apply(
        cast,
        patch(cast, "land.status", "not_started", "submitted"),
        patch(cast, "land.date", "", "2022-12-20"),
    )
    apply(cast, patch(cast, "land.status", "submitted", "done"))

    [result] = apply(cast, patch(cast, "land.date", "2022-12-20", "2022-12-08"))

    assert result.status == "saved"


def test_a_date_whose_status_was_refused_is_not_saved_as_something_else(cast):
    results = apply(
        cast,
        patch(cast, "land.status", "preparing", "done"),
        patch(cast, "land.date", "", "2022-12-08"),
    )

    assert [result.status for result in results] == ["clash", "error"]
    assert row_of(cast)["land.date"] is None


def test_a_name_that_another_unit_has_is_refused_at_its_cell_only(cast):
    other = factories.ProjectFactory(unit=cast.units["HEILONGGUAN"], name="河道治理")
    factories.PlanFactory(project=other)

    name, owner = apply(
        cast,
        patch(cast, "name", cast.project.name, "河道治理"),
        patch(cast, "owner", "蒲县水务公司", "甲公司"),
    )

    assert (name.status, name.code) == ("error", "duplicate")
    assert "黑龙关" not in name.message
    assert owner.status == "saved"


def test_a_step_back_waits_for_a_reason_and_the_reason_is_kept(cast):
    apply(
        cast,
        patch(cast, "land.status", "not_started", "done"),
        patch(cast, "land.date", "", "2022-12-01"),
    )
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    back = [
        patch(cast, "land.status", "done", "submitted"),
        patch(cast, "land.date", "2022-12-01", "2022-12-20"),
    ]

    asked = apply(cast, *back)
    assert {(result.status, result.code) for result in asked} == {("error", "reason")}
    assert row_of(cast)["land.status"] == "done"

    given = apply(cast, *back, reason="批文被撤回")
    assert {result.status for result in given} == {"saved"}
    assert Answer.objects.get(key="land.status").text == "批文被撤回"
    assert PermitEvent.objects.filter(action="status").last().reason == "批文被撤回"


def test_a_later_date_needs_no_box_because_its_reason_is_the_cell_beside_it(cast):
    apply(cast, patch(cast, "land.date", "", "2022-12-20"))
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)

    [result] = apply(cast, patch(cast, "land.date", "2022-12-20", "2022-12-30"))

    assert result.status == "saved"


def test_blanking_a_problem_asks_how_it_was_solved(cast):
    factories.IssueFactory(project=cast.project)
    blank = patch(cast, "issue", "用地指标未落实", "")

    [asked] = apply(cast, blank)
    assert asked.code == "reason"
    [done] = apply(cast, blank, reason="市里调剂了 20 亩")

    assert done.status == "saved"
    issue = Issue.objects.get(project=cast.project, in_table=True)
    assert (issue.status, issue.resolution) == ("cleared", "市里调剂了 20 亩")


def test_the_level_of_a_problem_needs_its_text(cast):
    [alone] = apply(cast, patch(cast, "issue_level", "", "city"))
    assert (alone.status, alone.code) == ("error", "required")

    both = apply(
        cast, patch(cast, "issue_level", "", "city"), patch(cast, "issue", "", "缺用地指标")
    )
    assert {result.status for result in both} == {"saved"}


def test_a_week_text_equal_to_the_diff_stays_the_one_made_from_it(cast):
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    apply(cast, patch(cast, "land.status", "not_started", "preparing"))
    auto = row_of(cast)["week"]
    apply(cast, patch(cast, "week", "", "本周踏勘"))
    assert row_of(cast)["week"] == "本周踏勘"

    apply(cast, patch(cast, "week", "本周踏勘", auto))

    assert ReportRow.objects.get().week is None


def test_a_project_of_another_unit_is_foreign(cast):
    other = factories.ProjectFactory(unit=cast.units["HEILONGGUAN"])
    factories.PlanFactory(project=other)

    [result] = apply(cast, patch(cast, "owner", "", "x", row=other.number))

    assert (result.status, result.code) == ("error", "foreign")


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_a_filed_table_takes_no_patch(cast, state):
    cast.submission.state = state
    cast.submission.save()

    with pytest.raises(Refused) as refused:
        apply(cast, patch(cast, "owner", "蒲县水务公司", "甲公司"))

    assert refused.value.status == 409


def test_a_row_is_added_with_all_its_cells(cast):
    project = add_row(
        submission_id=cast.submission.pk,
        values={
            "name": "新建污水处理厂",
            "total_investment": Decimal("800"),
            "land.status": "preparing",
            "land.date": date(2022, 12, 30),
            "issue": "缺资金",
            "issue_level": "county",
        },
        by=cast.reporter,
    )

    row = live_rows(cast.submission).rows[project.number]
    assert (row["land.status"], row["issue"]) == ("preparing", "缺资金")
    assert project.plans.get().listed_from == date(2022, 12, 5)
    assert project.nature == "new"


def test_the_queries_of_a_batch_do_not_grow_with_its_rows(cast, django_assert_max_num_queries):
    def batch(projects, word):
        return [
            patch(cast, key, was, value, row=project.number)
            for project in projects
            for key, was, value in (
                ("place", "", f"地点{word}{project.pk}"),
                ("planned_investment", "2000.00", "2100.00"),
                ("land.status", "not_started", "preparing"),
                ("eia.date", "", "2022-12-30"),
                ("issue", "", "缺指标"),
                ("note", "", "备注"),
            )
        ]

    few, many = add_projects(cast, 3), add_projects(cast, 30)
    apply(cast, patch(cast, "place", "", "某地"))  # fills caches
    with django_assert_max_num_queries(200) as small:
        assert {r.status for r in apply(cast, *batch(few, "a"))} == {"saved"}
    with django_assert_max_num_queries(len(small)):
        assert {r.status for r in apply(cast, *batch(many, "b"))} == {"saved"}
