"""Weeks that are filed and compiled one after the other: 薛关镇 finishes a permit in each."""

from datetime import date

from procedures.models import Permit
from reporting.models import Compilation, Submission
from reporting.services.compile import compile_round
from tests.reporting.filing import file_table, next_round
from tests.reporting.tables import kind_of

FIRST = date(2022, 12, 9)


def finish(cast, code):
    Permit.objects.update_or_create(
        project=cast.project, kind=kind_of(cast, code),
        defaults={"status": "done", "completed_on": FIRST, "level": "county",
                  "document_no": f"蒲审〔2022〕{len(code)}号"},
    )  # fmt: skip


def compile_week(cast, submission: Submission, code: str) -> Compilation:
    """黑龙关镇 owes a table too, and may leave it at its last one."""
    Submission.objects.get_or_create(round=submission.round, unit=cast.units["HEILONGGUAN"])
    finish(cast, code)
    file_table(submission, cast.reporter)
    return compile_round(round_id=submission.round_id, by=cast.centre)


def compile_weeks(cast, *codes: str) -> list[Submission]:
    weeks = [cast.submission]
    weeks += [next_round(cast, weeks=week, opened=True) for week in range(1, len(codes))]
    for submission, code in zip(weeks, codes, strict=True):
        compile_week(cast, submission, code)
    return weeks
