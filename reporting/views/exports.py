"""The weekly table to take away: filled, or the empty form."""

from datetime import date

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, needs
from reporting.services.grid import target_of
from reporting.services.workbook import template_workbook, unit_workbook, workbook_name
from workplace import acts, files

from .pages import submission_of


@needs("see_report")
@require_safe
def template(request: SignedInRequest, cutoff: date) -> HttpResponseBase:
    submission = submission_of(request, cutoff)
    return files.send(template_workbook(submission), name=workbook_name(submission, empty=True))


@needs("see_report")
@require_safe
def export(request: SignedInRequest, cutoff: date) -> HttpResponseBase:
    submission = submission_of(request, cutoff)
    body = unit_workbook(submission)
    acts.record(by=request.user, verb="report-export", target=target_of(submission))
    return files.send(body, name=workbook_name(submission))
