"""One row as a plain form (phones, no JavaScript), and a new row."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs
from reporting import access
from reporting.models import Submission
from reporting.row_fields import Groups, fields_of, new_fields, patches_of, typed_fields
from reporting.selectors.facts import PROJECT_KEYS
from reporting.selectors.filing import table_of
from reporting.selectors.grid import Grid, grid_of
from reporting.services.cells import PatchResult
from reporting.services.grid import add_row, apply_patches
from reporting.sheets import told
from sheets.check import parse_row
from sheets.text import CellError, clean
from workplace import clock

from .pages import frame, submission_of, url_of

MAX_REASON = 200


@needs("see_report", "file_report")
@require_http_methods(["GET", "POST"])
def report_row(request: SignedInRequest, cutoff: date, number: str) -> HttpResponse:
    submission = _open_submission(request, cutoff)
    grid = grid_of(submission)
    row = grid.row(number)
    if row is None:
        raise Http404
    sheet = grid.table.sheet
    if request.method == "GET":
        notes = {f.key: f.message for f in row.findings if f.key}
        return _row_page(request, submission, grid, number, fields_of(sheet, row.cells, notes))
    results = _save_row(request, submission, grid, number)
    refused = {r.key: r for r in results if r.status in ("error", "clash")}
    if not refused:
        messages.success(request, f"{row.name}：已保存 {len(results)} 格")
        return redirect(f"{url_of(request, 'report', submission)}#{number}")
    grid = grid_of(submission)
    found = grid.row(number)
    cells = found.cells if found else row.cells
    groups = typed_fields(sheet, cells, request.POST, refused)
    asks = [r.message for r in refused.values() if r.code == "reason"]
    return _row_page(request, submission, grid, number, groups, asks=asks, status=422)


@needs("see_report", "file_report")
@require_http_methods(["GET", "POST"])
def row_add(request: SignedInRequest, cutoff: date) -> HttpResponse:
    """A new project: its own cells first, the rest in the table."""
    submission = _open_submission(request, cutoff)
    sheet = table_of(submission).sheet
    if request.method == "GET":
        return _add_page(request, submission, new_fields(sheet, {}, {}))
    raw = {key: request.POST.get(key, "") for key in PROJECT_KEYS}
    values, findings = parse_row(sheet, raw, today=clock.today())
    errors = {f.key or "": f.message for f in findings}
    if not errors:
        try:
            made = act_once(request, lambda: {"number": _add(request, submission, values)})
        except ValidationError as error:
            errors = {key: " ".join(words) for key, words in error.message_dict.items()}
        else:
            messages.success(request, f"已新增项目 {made['number']}")
            return redirect(url_of(request, "report-row", submission, made["number"]))
    return _add_page(request, submission, new_fields(sheet, raw, errors), status=422)


def _open_submission(request: SignedInRequest, cutoff: date) -> Submission:
    submission = submission_of(request, cutoff)
    verdict = access.may(request.user, "submit", submission)
    if not verdict:
        raise Refused(verdict.why, verdict.status)
    return submission


def _save_row(
    request: SignedInRequest, submission: Submission, grid: Grid, number: str
) -> list[PatchResult]:
    patches = patches_of(grid.table.sheet, number, request.POST)
    try:
        reason = clean(request.POST.get("reason", ""), max_length=MAX_REASON)
    except CellError as error:
        raise Refused(f"原因：{error.message}", 422) from None

    def save() -> dict[str, Any]:
        results = apply_patches(
            submission_id=submission.pk, patches=patches, by=request.user, reason=reason
        )
        return {"results": [asdict(result) | {"findings": ()} for result in results]}

    answer = act_once(request, save) if patches else {"results": []}
    return [PatchResult(**result) for result in answer["results"]]


def _add(request: SignedInRequest, submission: Submission, values: dict[str, Any]) -> str:
    return add_row(submission_id=submission.pk, values=values, by=request.user).number


def _row_page(
    request: SignedInRequest,
    submission: Submission,
    grid: Grid,
    number: str,
    groups: Groups,
    *,
    asks: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    row = grid.row(number)
    names = [r.number for r in grid.rows]
    place = names.index(number)
    context = frame(request, submission) | {
        "row": row,
        "told": told(grid.table.sheet, [row.cells])["text"] if row else "",
        "groups": groups,
        "asks": asks or [],
        "place": place + 1,
        "count": len(names),
        "before": names[place - 1] if place else None,
        "behind": names[place + 1] if place + 1 < len(names) else None,
        "op": request.POST.get("op") if status == 200 else None,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "reporting/row.html", context, status=status)


def _add_page(
    request: SignedInRequest, submission: Submission, groups: Groups, status: int = 200
) -> HttpResponse:
    context = frame(request, submission) | {"groups": groups}
    return render(request, "reporting/row_add.html", context, status=status)
