"""A refusal is a sentence; one middleware renders it (style §2, errors)."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from .http import is_htmx, wants_json


class Refused(Exception):
    """A rule says no: 403 wrong person, 409 wrong moment, 422 wrong input. `why` is Chinese."""

    def __init__(self, why: str, status: int = 409) -> None:
        super().__init__(why)
        self.why = why
        self.status = status


class Refusals:
    """Renders Refused and uncaught ValidationError."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ValidationError):
            error = Refused(" ".join(error.messages), 422)
        if not isinstance(error, Refused):
            return None
        return refusal(request, error.why, error.status)


refusals = Refusals


def note_why(request: HttpRequest, why: str) -> None:
    """The book of acts reads it off the request when the answer goes out (workplace.refusals)."""
    request.refused_why = why  # type: ignore[attr-defined]


def refusal(request: HttpRequest, why: str, status: int) -> HttpResponse:
    """The sentence as a page, as a toast for htmx, or as JSON for our own scripts."""
    note_why(request, why)
    if wants_json(request):
        return JsonResponse({"error": why}, status=status)
    context = {"why": why, "status": status}
    if is_htmx(request):
        response = render(request, "errors/_refused.html", context, status=status)
        # the sentence must not replace the part of the page that asked
        response.headers["HX-Retarget"] = "#px-messages"
        response.headers["HX-Reswap"] = "beforeend"
        return response
    return render(request, "errors/refused.html", context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refusal(request, "页面停留太久或来源不对，请刷新后再操作一次。", 403)


def note(form: forms.Form, error: ValidationError) -> None:
    """A service's objections, each at its field, else above them all."""
    found = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for key, errors in found.items():
        form.add_error(key if key in form.fields else None, errors)
