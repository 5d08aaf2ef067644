"""合并: which record's amounts count, what comes over, what stays as it was."""

from datetime import date
from functools import partial

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError

from accounts.errors import Refused
from procedures.models import Issue, Permit
from projects import services
from projects.models import FundingApplication, Project
from projects.selectors.totals import county_totals
from reporting.models import SealedProject
from tests import factories
from tests.factories import at
from tests.projects import making
from tests.projects.making import WHY, figures, ids
from tests.reporting.filing import file_table
from workplace.models import Attachment, Notification

pytestmark = pytest.mark.usefixtures("friday")
TODAY = date(2022, 12, 9)


@pytest.fixture
def by(people):
    return people["centre"]


@pytest.fixture
def make(units, by):
    return partial(making.make, units, by)


@pytest.fixture
def totals(units):
    return lambda: county_totals(units["XMZX"].pk, TODAY)


def test_the_kept_records_amounts_stand_and_the_other_is_counted_no_more(make, by, totals):
    keep, gone = (
        make("供水工程", done={3: 10}),
        make("供水工程（一期）", "90", "30", owner="水务局"),
    )
    before = totals()

    services.merge_projects(keep_id=keep.pk, gone_id=gone.pk, theirs=["owner"], by=by, **WHY)

    after = totals()
    assert (after.count, after.total) == (before.count - 1, before.total - 90)
    assert after.planned[2022] == before.planned[2022] - 30
    keep.refresh_from_db()
    gone.refresh_from_db()
    assert (keep.owner, keep.total_investment) == ("水务局", 100)
    assert (gone.merged_into, gone.withdraw_reason) == (keep, f"并入 {keep.number}")
    assert gone.name == "供水工程（一期）"


def test_amounts_are_the_others_when_they_are_chosen(make, by, totals):
    keep, gone = make("甲"), make("乙", "90", "30")
    before = totals()

    services.merge_projects(
        keep_id=keep.pk, gone_id=gone.pk, theirs=["total_investment", "plan_2022"], by=by, **WHY
    )

    after = totals()
    assert after.total == before.total - 100
    assert after.planned[2022] == before.planned[2022] - 40


def test_one_name_in_two_years_becomes_one_project_with_two_plans(make, by, totals, units):
    old = make("供水工程", done={6: 9})
    new = services.create_project(
        unit=units["XUEGUAN"], year=2023, values={"name": "供水工程"}, by=by, listed_from=TODAY
    )
    before = totals()

    services.merge_projects(keep_id=new.pk, gone_id=old.pk, by=by, **WHY)

    assert [plan.year for plan in new.plans.order_by("year")] == [2022, 2023]
    assert figures(new) == [(6, 9)]
    assert totals().planned == before.planned
    assert old.plans.count() == 1  # its own history still reads
    with pytest.raises(ValidationError, match="同名"):
        services.restore(project_id=old.pk, by=by, **WHY)


def test_permits_and_problems_come_over_and_seals_stay(cast):
    gone = factories.ProjectFactory(unit=cast.units["XUEGUAN"], name="昕水河治理")
    factories.PlanFactory(project=gone)
    file_table(cast.submission, cast.reporter)
    sealed = list(SealedProject.objects.order_by("pk").values())
    kind = {kind.code: kind for kind in cast.kinds}
    done = {"status": "done", "completed_on": date(2022, 12, 1), "document_no": "12号"}
    factories.PermitFactory(project=gone, kind=kind["land"], **done)
    factories.PermitFactory(project=gone, kind=kind["eia"], status="preparing")
    factories.PermitFactory(project=gone, kind=kind["energy"])
    issue = factories.IssueFactory(project=gone, permit=gone.permits.get(kind=kind["land"]))
    factories.IssueFactory(project=cast.project)
    services.merge_projects(
        keep_id=cast.project.pk, gone_id=gone.pk, by=cast.centre, reason="同一条河"
    )

    kept = {p.kind.code: p for p in Permit.objects.filter(project=cast.project)}
    assert (kept["land"].status, kept["land"].document_no) == ("done", "12号")
    assert kept["eia"].status == "preparing" and "energy" not in kept
    event = kept["land"].events.get(action="status")
    assert event.reason == f"同一条河（并入 {cast.project.number}）"
    issue.refresh_from_db()
    assert (issue.project, issue.in_table, issue.permit) == (cast.project, False, kept["land"])
    assert Issue.objects.filter(project=gone).count() == 0
    assert gone.permits.get(kind=kind["land"]).status == "done"
    assert list(SealedProject.objects.order_by("pk").values()) == sealed


def test_funding_and_documents_are_the_keepers(make, by, people):
    keep, gone = make("甲"), make("乙")
    application = FundingApplication.objects.create(
        project=gone, year=2022, channel="special_bond", created_at=at("2022-12-01 08:00")
    )
    kind = ContentType.objects.get_for_model(Project)
    document = Attachment.objects.create(
        content_type=kind, object_id=gone.pk, unit=gone.unit, name="批复.pdf", file="x.pdf",
        digest="0" * 64, size=1, content_kind="pdf", by=by, at=at("2022-12-01 08:00"),
    )  # fmt: skip

    services.merge_projects(keep_id=keep.pk, gone_id=gone.pk, by=by, **WHY)

    application.refresh_from_db()
    document.refresh_from_db()
    assert (application.project, application.version) == (keep, 2)
    assert application.history.first().history_change_reason.startswith("县委会议纪要")
    assert document.target == keep
    assert [user.username for user in _told()] == ["reporter"]


def _told():
    return [note.user for note in Notification.objects.all()]


def test_a_merge_is_refused_at_the_wrong_moment(make, by, units):
    first, second, third = make("甲"), make("乙"), make("丙")
    services.withdraw(project_id=second.pk, on=TODAY, by=by, **WHY)
    for keep, gone in [(first, second), (second, first)]:
        with pytest.raises(Refused, match="乙已经退出"):
            services.merge_projects(keep_id=keep.pk, gone_id=gone.pk, by=by, **WHY)
    with pytest.raises(ValidationError):
        services.merge_projects(keep_id=first.pk, gone_id=first.pk, by=by, **WHY)
    services.package_into(parent_id=first.pk, part_ids=ids(third), by=by, **WHY)
    with pytest.raises(Refused, match="是打包项目"):
        services.merge_projects(keep_id=first.pk, gone_id=third.pk, by=by, **WHY)
