"""群机器人 of a county, by its centre. Tokens are typed here and never shown again (S48)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, op_of, repeats
from workplace import access, acts
from workplace.digest_forms import RobotForm
from workplace.models import Robot
from workplace.selectors.bell import county_units, robot_rows
from workplace.services import robots as services


@needs("review")
@require_GET
def robot_list(request: SignedInRequest) -> HttpResponse:
    rows = robot_rows(access.robots_for(request.user))
    return render(request, "workplace/robots.html", {"rows": rows})


@needs("review")
@require_http_methods(["GET", "POST"])
@repeats("kinds")
@sensitive_post_parameters("token", "secret")
def robot_add(request: SignedInRequest) -> HttpResponse:
    units = county_units(request.user)
    if request.method == "GET":
        return _form_page(request, RobotForm(units=units))
    form = RobotForm(request.POST, units=units)
    if not form.is_valid():
        return _form_page(request, form, status=422)

    def save() -> dict[str, Any]:
        return {"pk": services.add_robot(values=form.cleaned_data, by=request.user).pk}

    act_once(request, save)
    messages.success(request, "群机器人已新增。发一条测试，看群里收不收得到")
    return redirect("workplace:robots")


@needs("review")
@require_http_methods(["GET", "POST"])
@repeats("kinds")
@sensitive_post_parameters("token", "secret")
def robot(request: SignedInRequest, pk: int) -> HttpResponse:
    chosen = access.robot_for(request.user, pk)
    units = county_units(request.user)
    if request.method == "GET":
        return _form_page(request, RobotForm(units=units, robot=chosen), chosen)
    form = RobotForm(request.POST, units=units, robot=chosen)
    if not form.is_valid():
        return _form_page(request, form, chosen, status=422)

    def save() -> dict[str, Any]:
        services.edit_robot(robot_id=chosen.pk, values=form.cleaned_data, by=request.user)
        return {}

    act_once(request, save)
    messages.success(request, f"已保存{form.cleaned_data['name']}")
    return redirect("workplace:robots")


@needs("review")
@require_POST
def robot_test(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sent while the person waits, and outside a transaction: another host may take its time."""
    chosen = access.robot_for(request.user, pk)
    if not acts.is_done(op_of(request)):
        why = services.try_robot(chosen)

        def note() -> dict[str, Any]:
            services.note_trial(robot=chosen, by=request.user, why=why)
            return {}

        act_once(request, note)
        if why:
            messages.error(request, f"{chosen.name}没有收到测试：{why}。核对令牌和网络")
        else:
            messages.success(request, f"测试已发到{chosen.name}，去群里看一眼")
    return redirect("workplace:robots")


def _form_page(
    request: SignedInRequest, form: RobotForm, chosen: Robot | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "chosen": chosen}
    return render(request, "workplace/robots_form.html", context, status=status)
