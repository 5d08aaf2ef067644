"""检查并上报: what blocks, what asks for a word, what moved; then the seal and its receipt."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.book import act_once
from accounts.errors import note_why
from accounts.http import SignedInRequest, needs
from reporting import access, sheets
from reporting.models import Submission
from reporting.selectors.changes import change_lines
from reporting.selectors.filing import FILED, seal_of
from reporting.selectors.grid import grid_of
from reporting.selectors.receipt import receipt_of
from reporting.selectors.sealbook import mark_of
from reporting.services.checking import CheckFailed, Place, Report, check, place
from reporting.services.submissions import submit
from reporting.table_html import table_html
from workplace import clock

from .pages import frame, submission_of, url_of

ANSWER = "answer:"


@needs("see_report")
@require_GET
def report_check(request: SignedInRequest, cutoff: date) -> HttpResponse:
    submission = submission_of(request, cutoff)
    if submission.state in FILED:
        return redirect(url_of(request, "receipt", submission, submission.seal_count))
    return _check_page(request, submission, check(submission))


@needs("see_report", "file_report")
@require_POST
def report_submit(request: SignedInRequest, cutoff: date) -> HttpResponse:
    return _file(request, cutoff, answers=_answers(request))


@needs("see_report", "file_report")
@require_POST
def no_change(request: SignedInRequest, cutoff: date) -> HttpResponse:
    return _file(request, cutoff, no_change=True)


@needs("see_report", "file_report")
@require_POST
def zero(request: SignedInRequest, cutoff: date) -> HttpResponse:
    return _file(request, cutoff, zero=True)


@needs("see_report")
@require_GET
def receipt(request: SignedInRequest, cutoff: date, number: int) -> HttpResponse:
    submission = submission_of(request, cutoff)
    if not submission.seals.filter(number=number).exists():
        raise Http404
    receipt = receipt_of(submission, number)
    context = frame(request, submission) | {"receipt": receipt}
    context["mark"] = mark_of(receipt.seal.digest)
    return render(request, "reporting/receipt.html", context)


@needs("see_report")
@require_GET
def report_print(request: SignedInRequest, cutoff: date) -> HttpResponse:
    """The table on paper: the official form's frame around it."""
    submission = submission_of(request, cutoff)
    grid = grid_of(submission)
    context = frame(request, submission) | {"grid": grid, "table": table_html(grid, grid.rows)}
    if submission.state in FILED:
        context["seal"] = seal_of(submission, submission.seal_count)
        context["mark"] = mark_of(context["seal"].digest)
    return render(request, "reporting/report_print.html", context)


def _file(request: SignedInRequest, cutoff: date, **how: Any) -> HttpResponse:
    submission = submission_of(request, cutoff)

    def do() -> dict[str, Any]:
        seal = submit(submission_id=submission.pk, by=request.user, at=clock.arrived(), **how)
        return {"number": seal.number}

    try:
        number = act_once(request, do)["number"]
    except CheckFailed as failed:
        note_why(request, failed.why)
        submission.refresh_from_db()
        return _check_page(request, submission, failed.report, status=422)
    return redirect(url_of(request, "receipt", submission, number))


def _answers(request: SignedInRequest) -> dict[Place, str]:
    """`answer:<project number>:<column>:<code>` → the word typed."""
    found = {}
    for name, text in request.POST.items():
        parts = name.removeprefix(ANSWER).split(":")
        if name.startswith(ANSWER) and len(parts) == 3:
            found[parts[0], parts[1], parts[2]] = str(text)
    return found


def _check_page(
    request: SignedInRequest, submission: Submission, report: Report, status: int = 200
) -> HttpResponse:
    table = report.table
    seqs = {number: seq for seq, number in enumerate(table.rows, start=1)}
    typed = _answers(request)

    def line(finding: Any) -> dict[str, Any]:
        number, key = finding.row or "", finding.key or ""
        return {
            "finding": finding,
            "number": number,
            "key": key,
            "seq": seqs.get(number),
            "name": table.rows[number]["name"] if number in table.rows else "",
            "label": table.sheet.column(key).label if key in table.sheet else "",
            "field": f"{ANSWER}{':'.join(place(finding))}",
            "text": typed.get(place(finding)) or report.answers.get(place(finding), ""),
        }

    context = frame(request, submission) | {
        "report": report,
        "errors": [line(finding) for finding in report.errors],
        "warnings": [line(finding) for finding in report.warnings],
        "changes": change_lines(table, report.changes),
        "changed_rows": len({change.row for change in report.changes}),
        "added": [table.rows[number]["name"] for number in report.added],
        "removed": [table.previous[number]["name"] for number in report.removed],
        "previous": table.previous_seal,
        "now": sheets.told(table.sheet, table.rows.values()),
        "before": sheets.told(table.sheet, table.previous.values()) if table.previous_seal else {},
        "rows": len(table.rows),
        "verdict": access.may(request.user, "submit", submission),
    }
    return render(request, "reporting/check.html", context, status=status)
