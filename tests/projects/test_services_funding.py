from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import Refused
from projects import services
from projects.models import FundingApplication
from projects.selectors.changes import application_changes, changes_of
from tests import factories
from workplace.models import Act

EARLY, LATE = date(2022, 11, 1), date(2022, 12, 1)
BOND = {"year": 2023, "channel": "special_bond", "applied": Decimal(5000), "applied_on": EARLY}
APPROVED = {"approved": Decimal(4000), "approved_on": LATE, "document_no": "晋财债〔2022〕5号"}


@pytest.fixture
def bond(cast):
    return services.add_application(project_id=cast.project.pk, values=BOND, by=cast.reporter)


def edit(bond, cast, reason="", version=None, **values):
    return services.edit_application(
        application_id=bond.pk, values=values, by=cast.reporter, reason=reason, version=version
    )


def move(bond, cast, verb, reason="省里没有批"):
    return services.move_application(
        application_id=bond.pk, verb=verb, by=cast.centre, reason=reason
    )


def test_an_application_goes_on_with_history_act_and_versions(cast, bond):
    assert (bond.status, bond.version) == ("applied", 1)
    cast.project.refresh_from_db()
    before = cast.project.version
    row = edit(bond, cast, **APPROVED)
    assert (row.status, row.version) == ("approved", 2)
    assert bond.history.count() == 2
    cast.project.refresh_from_db()
    assert cast.project.version == before + 1
    [added, edited] = Act.objects.filter(verb__startswith="funding").order_by("pk")
    assert (added.verb, added.target) == ("funding-add", cast.project.number)
    assert edited.details["fields"] == sorted(APPROVED)


def test_its_history_is_told_on_its_page_and_on_the_projects(cast, bond, friday):
    friday.shift(60)
    edit(bond, cast, **APPROVED)
    friday.shift(60)
    edit(bond, cast, reason="批复调整", approved=Decimal(3000))
    [last, second, first] = application_changes(bond)
    assert [(c.what, c.old, c.new) for c in last.changes] == [("批复金额", "4,000.00", "3,000.00")]
    assert (last.backward, last.reason) == (True, "批复调整")
    assert {c.what for c in second.changes} == {"状态", "批复金额", "批复时间", "批复文号"}
    assert first.changes[0].is_beginning
    told = {change.what for change in changes_of(cast.project)}
    assert "2023年专项债券：批复金额" in told


@pytest.mark.parametrize(
    "back",
    [{"applied": Decimal(4500)}, {"applied_on": LATE}, {"approved": None, "approved_on": None}],
)
def test_a_step_back_needs_a_reason(cast, bond, back):
    edit(bond, cast, **APPROVED)
    with pytest.raises(ValidationError, match="要写原因"):
        edit(bond, cast, **back)
    assert edit(bond, cast, reason="核对", **back).version == 3


def test_saving_what_stands_changes_nothing(cast, bond):
    assert edit(bond, cast, **BOND).version == 1
    assert bond.history.count() == 1


def test_an_older_version_is_refused_with_what_stands_now(cast, bond):
    edit(bond, cast, **APPROVED)
    with pytest.raises(ValidationError, match=r"现在是：备注 空") as refused:
        edit(bond, cast, version=1, note="等批复")
    assert set(refused.value.error_dict) == {"version"}
    assert edit(bond, cast, version=2, note="等批复").note == "等批复"
    assert edit(bond, cast, version=1, note="等批复").version == 3, (
        "what stands already is no clash"
    )


def test_a_rejected_one_keeps_its_amounts_counts_no_more_and_comes_back(cast, bond):
    edit(bond, cast, **APPROVED)
    assert move(bond, cast, "reject").status == "rejected"
    bond.refresh_from_db()
    assert (bond.approved, bond.status) == (Decimal(4000), "rejected")
    with pytest.raises(ValidationError, match="先恢复申报"):
        edit(bond, cast, note="x")
    with pytest.raises(Refused, match="不能记为未获批"):
        move(bond, cast, "reject")
    assert move(bond, cast, "reopen", "补报后批了").status == "approved"
    with pytest.raises(Refused, match="不能恢复申报"):
        move(bond, cast, "reopen")
    verbs = Act.objects.filter(verb__startswith="funding-re").order_by("pk")
    assert [act.verb for act in verbs] == ["funding-reject", "funding-reopen"]
    assert bond.history.first().history_change_reason == "补报后批了"


def test_rejecting_without_a_reason_is_refused(cast, bond):
    with pytest.raises(ValidationError, match="必填"):
        move(bond, cast, "reject", "")
    bond.refresh_from_db()
    assert bond.status == "applied"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"channel": "lottery"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"year": 1899}, "year"),
        ({"applied": Decimal("1.005")}, "applied"),
        ({"applied": Decimal("1e14")}, "applied"),
        ({"document_no": "长" * 101}, "document_no"),
        ({"note": "甲\x00"}, "note"),
        ({"approved": Decimal(6000), "approved_on": LATE}, "approved"),
        ({"applied_on": date(2023, 1, 1)}, "applied_on"),
    ],
)
def test_a_wrong_value_is_told_at_its_field(cast, bond, values, field):
    with pytest.raises(ValidationError) as refused:
        edit(bond, cast, reason="核对", **values)
    assert field in refused.value.error_dict
    bond.refresh_from_db()
    assert bond.version == 1


def test_an_unknown_field_is_a_bug(cast, bond):
    with pytest.raises(TypeError, match="status"):
        edit(bond, cast, status="spent")


def test_one_application_cannot_be_moved_to_another_project(cast, bond):
    other = factories.ProjectFactory(unit=cast.units["PUCHENG"])
    change = services.FundingChange(other.pk, {"note": "x"}, bond.pk)
    with pytest.raises(FundingApplication.DoesNotExist):
        services.save_applications([change], by=cast.centre)


def test_many_take_the_queries_of_few(cast, django_assert_max_num_queries):
    def changes(many):
        made = [factories.ProjectFactory(unit=cast.units["PUCHENG"]) for _ in range(many)]
        return [services.FundingChange(project.pk, BOND) for project in made]

    few, many = changes(3), changes(30)
    with django_assert_max_num_queries(20) as found:
        services.save_applications(few, by=cast.centre)
    with django_assert_max_num_queries(len(found)):
        rows = services.save_applications(many, by=cast.centre)
    edits = [services.FundingChange(row.project_id, APPROVED, row.pk) for row in rows]
    with django_assert_max_num_queries(len(found) + 3):
        edited = services.save_applications(edits, by=cast.centre, enforce=True)
    assert {row.status for row in edited} == {"approved"}
