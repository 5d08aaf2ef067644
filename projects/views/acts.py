"""Acts on one project: stage, stop and restart, withdrawal, transfer. One URL each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest, needs
from projects import access, act_forms, services
from projects.act_forms import ActForm
from projects.models import Project
from projects.moves import MOVES
from projects.selectors import deeds

from .writing import GET_OR_POST, form_page, repeatable, saved

Filled = Callable[[Project, Any], ActForm]  # the project, and what was posted or None


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
@repeatable
def stop(request: SignedInRequest, number: str) -> HttpResponse:
    return _act(request, number, "stop", services.stop, _of(act_forms.StopForm))


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
@repeatable
def resume(request: SignedInRequest, number: str) -> HttpResponse:
    return _act(request, number, "resume", services.resume, _of(act_forms.ResumeForm))


@needs("see_projects", "write_projects")
@require_http_methods(GET_OR_POST)
@repeatable
def stage(request: SignedInRequest, number: str) -> HttpResponse:
    return _act(request, number, "stage", services.change_stage, act_forms.StageForm)


@needs("see_projects", "move_projects")
@require_http_methods(GET_OR_POST)
@repeatable
def transfer(request: SignedInRequest, number: str) -> HttpResponse:
    def form(project: Project, posted: Any) -> ActForm:
        units = [unit for unit in access.units_to_write_for(request.user) if unit != project.unit]
        return act_forms.TransferForm(units, posted)

    return _act(request, number, "transfer", services.transfer, form)


@needs("see_projects", "move_projects")
@require_http_methods(GET_OR_POST)
@repeatable
def withdraw(request: SignedInRequest, number: str) -> HttpResponse:
    return _act(request, number, "withdraw", services.withdraw, _of(act_forms.WithdrawForm))


@needs("see_projects", "move_projects")
@require_http_methods(GET_OR_POST)
@repeatable
def restore(request: SignedInRequest, number: str) -> HttpResponse:
    return _act(request, number, "restore", services.restore, _of(act_forms.ReasonForm))


@needs("see_projects", "move_projects")
@require_http_methods(GET_OR_POST)
@repeatable
def rejoin(request: SignedInRequest, number: str) -> HttpResponse:
    return _act(request, number, "rejoin", services.rejoin, _of(act_forms.ReasonForm))


def _of(kind: type[ActForm]) -> Filled:
    return lambda project, posted: kind(posted)


def _act(
    request: SignedInRequest,
    number: str,
    verb: str,
    service: Callable[..., Any],
    form_of: Filled,
) -> HttpResponse:
    """The object, whether it is the moment, the form, the service, and back to the page."""
    project = access.project_for(request.user, number)
    deeds.require(project, verb)
    form = form_of(project, request.POST or None)

    def write(values: dict[str, Any]) -> str:
        service(project_id=project.pk, by=request.user, **values)
        return project.number

    if saved(request, form, write) is None:
        label = MOVES[verb].label
        words = {"title": label, "act": label, "back": f"/projects/{number}/", "project": project}
        return form_page(request, form, words | {"touches": deeds.touches(project, verb)})
    messages.success(request, f"已办：{MOVES[verb].label}")
    return redirect("projects:project", number)
