"""本周填报: the table to read and to fill, cell by cell, row by row."""

import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import Refused
from accounts.http import SignedInRequest, needs
from reporting import access
from reporting.models import Submission
from reporting.selectors.authors import cell_histories
from reporting.selectors.filing import is_correcting, table_of
from reporting.selectors.grid import Grid, grid_json, grid_of, open_remarks, row_json
from reporting.selectors.owe import Owed
from reporting.selectors.rounds import current_rounds
from reporting.services.grid import apply_cells
from reporting.table_html import table_html
from sheets import strict
from sheets.check import show
from sheets.grid import Patch, parse_patches
from sheets.text import CellError, clean
from workplace import acts, clock

from .pages import frame, round_url, submission_of, tabs, url_of

HISTORY = 10
MAX_REASON = 200


@needs("see_report")
@require_GET
def report_current(request: SignedInRequest) -> HttpResponse:
    """To the table of the round that is on."""
    if request.user.can("see_review") and "unit" not in request.GET:
        query = request.GET.urlencode()
        return redirect(f"/review/?{query}" if query else "/review/")
    form = request.GET.get("form", "")
    on = current_rounds(request.user.unit.centre_id, clock.now())
    round_ = next((each for each in on if not form or each.is_of(form)), None)
    if round_ is None:
        return redirect("/")
    others = {key: str(value) for key, value in request.GET.items() if key != "form"}
    return redirect(round_url(round_, "report", **others))


@needs("see_report")
@require_GET
def report(request: SignedInRequest, cutoff: date) -> HttpResponse:
    """The grid, and under it the same table as plain HTML for phones and without JavaScript."""
    submission = submission_of(request, cutoff)
    grid = grid_of(submission)
    context = frame(request, submission)
    editable = bool(context["may_submit"]) and submission.round.opens_at <= clock.now()
    only = request.GET.get("only", "")
    link = _row_links(request, submission) if editable else None
    context |= {
        "grid": grid,
        "only": only,
        "editable": editable,
        "correcting": is_correcting(submission),
        "table": table_html(grid, grid.only(only), link),
        "no_change_why": Owed(submission.round, submission, grid).no_change_why,
        "data": _page_json(request, submission, grid) if editable else None,
        "tabs": tabs(submission.round, "report", unit=request.GET.get("unit", "")),
    }
    return render(request, "reporting/report.html", context)


@needs("see_report", "file_report")
@require_POST
def report_cells(request: SignedInRequest, cutoff: date) -> HttpResponse:
    """`{op, reason, patches: [{row, key, was, value}]}` → what became of each cell."""
    submission = submission_of(request, cutoff)
    if request.content_type != "application/json":  # no form may post this (security S20)
        return JsonResponse({"error": "只收 application/json。"}, status=415)
    _must_be_allowed(request, submission)
    patches, op, reason = _batch(request.body)

    def save() -> dict[str, Any]:
        applied = apply_cells(
            submission_id=submission.pk, patches=patches, by=request.user, reason=reason
        )
        grid = grid_of(submission, applied.table)
        return {
            "cells": [_without_findings(asdict(result)) for result in applied.results],
            "rows": [row_json(grid.table.sheet, row) for row in grid.rows],
            "saved_at": timezone.localtime(clock.now()).strftime("%H:%M"),
        }

    body = {"submission": submission.pk, "reason": reason, "patches": [asdict(p) for p in patches]}
    return JsonResponse(acts.once(op=op, by=request.user, body=body, do=save))


@needs("see_report")
@require_GET
def report_cell(request: SignedInRequest, cutoff: date) -> HttpResponse:
    """Last week's value of one cell, who wrote it when, and what was remarked."""
    submission = submission_of(request, cutoff)
    table = table_of(submission)
    number, key = request.GET.get("row", ""), request.GET.get("key", "")
    if number not in table.rows or key not in table.sheet:
        raise Http404
    column = table.sheet.column(key)
    before = table.previous.get(number)
    seal = table.previous_seal
    steps = cell_histories(table, [(number, key)]).get((number, key), [])
    remarks = [
        remark
        for remark in open_remarks(submission)
        if remark.project and remark.project.number == number and remark.key in (key, "")
    ]
    return JsonResponse(
        {
            "label": column.label,
            "hint": column.hint,
            "previous": show(column, before.get(key)) if before else None,
            "previous_round": seal.submission.round.label if seal else "",
            "history": [
                {"value": step.text, "by": step.name, "at": _stamp(step.at), "reason": step.reason}
                for step in steps[:HISTORY]
            ],
            "remarks": [
                {"text": r.text, "by": r.by.unit.short_name, "at": _stamp(r.at)} for r in remarks
            ],
        }
    )


def _must_be_allowed(request: SignedInRequest, submission: Submission) -> None:
    verdict = access.may(request.user, "submit", submission)
    if not verdict:
        raise Refused(verdict.why, verdict.status)


def _batch(body: bytes) -> tuple[list[Patch], uuid.UUID | None, str]:
    try:
        patches = parse_patches(body)
        data = strict.loads(body)
        reason = clean(data.get("reason", ""), max_length=MAX_REASON)
        op = uuid.UUID(data["op"]) if data.get("op") else None
    except CellError as error:
        raise Refused(error.message, 422) from None
    except (ValueError, TypeError, AttributeError):
        raise Refused("op 不对。刷新页面后再试", 422) from None
    if not patches:
        raise Refused("没有要保存的格", 422)
    return patches, op, reason


def _without_findings(result: dict[str, Any]) -> dict[str, Any]:
    del result["findings"]  # the row carries them
    return result


def _row_links(request: SignedInRequest, submission: Submission) -> Callable[[str], str]:
    pattern = url_of(request, "report-row", submission, "NUMBER")
    return lambda number: pattern.replace("NUMBER", number)


def _page_json(request: SignedInRequest, submission: Submission, grid: Grid) -> dict[str, Any]:
    return grid_json(grid) | {
        "cells_url": url_of(request, "report-cells", submission),
        "cell_url": url_of(request, "report-cell", submission),
        "check_url": url_of(request, "report-check", submission),
        "key": f"{request.user.pk}:{submission.pk}",  # of what waits in this browser
        "unit": submission.unit.short_name,
        "title": grid.table.sheet.title,
    }


def _stamp(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
