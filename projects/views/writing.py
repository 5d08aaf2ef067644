"""What every form about a project does: act once, objections at their fields, one template."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.book import act_once
from accounts.errors import note
from accounts.http import SignedInRequest, op_of
from projects import codes
from workplace import acts

GET_OR_POST = ["GET", "POST"]
View = TypeVar("View", bound=Callable[..., HttpResponse])


def said_before(request: SignedInRequest) -> str | None:
    """The number a form was answered with when it came first; by now it may not fit any more."""
    if request.method != "POST" or not acts.is_done(op_of(request)):
        return None
    return str(act_once(request, dict)["number"])


def repeatable(view: View) -> View:
    """A form that comes twice leads where it led first, though its act cannot be done again (R7).

    Below the guard: who may not do it is refused before.
    """

    @wraps(view)
    def answered(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = said_before(request)
        return redirect("projects:project", number) if number else view(request, *args, **kwargs)

    return answered  # type: ignore[return-value]


def saved(
    request: SignedInRequest, form: Any, write: Callable[[dict[str, Any]], str]
) -> str | None:
    """The number of the project written, or None with the objections at the form's fields."""
    answer = answer_of(request, form, lambda: {"number": write(form.values())})
    return None if answer is None else str(answer["number"])


def answer_of(
    request: SignedInRequest, form: forms.Form, do: Callable[[], dict[str, Any]]
) -> dict[str, Any] | None:
    """What a valid form's act answers, once; None with the objections at the form's fields."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act_once(request, do)
    except ValidationError as error:
        note(form, error)
        return None


def doubt_code(request: SignedInRequest, form: forms.Form, before: str = "") -> None:
    """What is odd about a new 项目代码: said once, when it is saved."""
    code = form.cleaned_data.get("national_code") or ""
    for text in codes.warnings(code) if code != before else ():
        messages.warning(request, text)


def form_page(
    request: SignedInRequest,
    form: forms.Form,
    words: dict[str, Any],
    template: str = "projects/project_form.html",
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **words}, status=status)
