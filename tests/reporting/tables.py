"""Builders that the tests of the weekly table share."""

from datetime import date, timedelta

from reporting.models import Seal, SealedPermit, SealedProject, Submission
from reporting.selectors.rows import live_rows
from tests import factories
from workplace import clock


def kind_of(cast, code):
    return next(kind for kind in cast.kinds if kind.code == code)


def earlier_submission(cast, *, weeks=1, state="accepted", unit="XUEGUAN") -> Submission:
    """The unit's submission of a round `weeks` Fridays before the cast's."""
    back = timedelta(weeks=weeks)
    round_ = factories.RoundFactory(
        campaign=cast.campaign,
        number=max(0, cast.round.number - weeks),
        cutoff_on=cast.round.cutoff_on - back,
        opens_at=cast.round.opens_at - back,
        due_at=cast.round.due_at - back,
    )
    return factories.SubmissionFactory(round=round_, unit=cast.units[unit], state=state)


def seal_as_it_stands(submission: Submission, *, number=1, by) -> Seal:
    """Typed copies of the live rows, without checks and digests."""
    table = live_rows(submission)
    seal = Seal.objects.create(
        submission=submission, number=number, sealed_at=clock.now(), by=by, by_name=by.name,
        unit_code=submission.unit.code, unit_name=submission.unit.short_name,
        cutoff_on=submission.round.cutoff_on, form="permits", row_count=len(table.rows),
        digest="0" * 64,
    )  # fmt: skip
    for name, cells in table.rows.items():
        _seal_row(seal, submission, table, name, cells)
    submission.seal_count = number
    submission.save()
    return seal


def _seal_row(seal, submission, table, name, cells):
    project = table.projects[name]
    texts = ("name", "national_code", "level", "owner", "place", "scale", "total_investment",
             "planned_investment", "planned_start", "week", "issue", "issue_level", "issue_unit",
             "issue_by", "note", "seq")  # fmt: skip
    row = SealedProject.objects.create(
        seal=seal, project=project, number=name, unit_code=seal.unit_code,
        unit_name=seal.unit_name, nature="new", listed_from=date(2022, 12, 1),
        **{key: cells[key] for key in texts},
    )  # fmt: skip
    for kind in table.kinds:
        permit = next((p for p in project.permits.all() if p.kind_id == kind.pk), None)
        facts = ("expected_on", "completed_on", "document_no", "exempt_reason", "note")
        SealedPermit.objects.create(
            seal=seal, sealed_project=row, round=submission.round, unit=submission.unit,
            project=project, kind=kind, project_number=name, kind_code=kind.code,
            kind_name=kind.name, status=cells[f"{kind.code}.status"],
            level=cells[f"{kind.code}.level"],
            **({fact: getattr(permit, fact) for fact in facts} if permit else {}),
        )  # fmt: skip


def add_projects(cast, count: int, unit="XUEGUAN"):
    made = []
    for _ in range(count):
        project = factories.ProjectFactory(unit=cast.units[unit])
        factories.PlanFactory(project=project)
        for kind in cast.kinds:
            factories.PermitFactory(project=project, kind=kind)
        made.append(project)
    return made
