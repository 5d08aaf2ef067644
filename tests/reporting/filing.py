"""Filing a table in tests: with a word at each warning, as a clerk would."""

from contextlib import suppress
from datetime import timedelta

from accounts.errors import Refused
from reporting.models import Seal, Submission
from reporting.services import checking, submissions
from tests import factories
from workplace import clock


def file_table(submission: Submission, by, **how) -> Seal:
    """At once when nothing asks for a word, as most tables do not."""
    with suppress(Refused):
        return submissions.submit(submission_id=submission.pk, by=by, **how)
    submission = Submission.objects.select_related("round__campaign", "unit").get(pk=submission.pk)
    report = checking.check(submission)
    answers = {checking.place(warning): "已核对" for warning in report.unanswered}
    if not report.table.rows:
        how.setdefault("zero", True)
    return submissions.submit(submission_id=submission.pk, by=by, answers=answers, **how)


def step(submission: Submission, verb: str, by, reason: str = "") -> Submission:
    return submissions.move(submission_id=submission.pk, verb=verb, by=by, reason=reason)


def next_round(cast, *, weeks=1, unit="XUEGUAN", opened=False) -> Submission:
    """The unit's submission `weeks` Fridays after the cast's round."""
    on = timedelta(weeks=weeks)
    opens_at = clock.now() - timedelta(days=2) if opened else cast.round.opens_at
    round_ = factories.RoundFactory(
        campaign=cast.campaign,
        number=cast.round.number + weeks,
        cutoff_on=cast.round.cutoff_on + on,
        opens_at=opens_at,
        due_at=cast.round.due_at + on,
    )
    return factories.SubmissionFactory(round=round_, unit=cast.units[unit])
