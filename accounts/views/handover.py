"""Hand-over (交接): the code for a successor, and the public page where the code is used."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth import login as sign_in
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.book import act_once, book
from accounts.errors import Refused
from accounts.forms import HandoverForm
from accounts.http import SignedInRequest, needs, public
from accounts.models import Handover, User
from accounts.services import handover as services
from puxian_projects import limits

TOO_OFTEN = f"输错太多次。等 {limits.LOGIN_COOL_OFF_MINUTES} 分钟再试。"


@public("a newcomer has no account yet; the one-time code is the key")
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code", "password", "password_again")
def handover(request: HttpRequest) -> HttpResponse:
    """Take over: own name, own account, own password; the old account ends."""
    form = HandoverForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return render(request, "accounts/handover.html", {"form": form})
    minutes = limits.LOGIN_COOL_OFF_MINUTES
    if book.refused_lately(services.TAKE, minutes=minutes) >= limits.LOGIN_FAILURES:
        raise Refused(TOO_OFTEN, 429)
    user = _take_over(form, by=request.user if isinstance(request.user, User) else None)
    if user is None:
        return render(request, "accounts/handover.html", {"form": form}, status=422)
    known = authenticate(request, username=user.username, password=form.cleaned_data["password"])
    if known is None:  # the door is shut at this address: the account is there all the same
        return redirect("accounts:login")
    sign_in(request, known)
    messages.success(request, f"已接手{user.unit}的工作，以后用 {user.username} 登录")
    return redirect("/")


def _take_over(form: HandoverForm, *, by: User | None) -> User | None:
    is_valid = form.is_valid()
    data = form.cleaned_data
    if "code" not in data:
        return None
    if is_valid and (done := services.taken(data["code"], **_of_account(data))):
        return done
    found = services.find(data["code"], by=by)
    if found is None:
        form.add_error("code", services.GONE)
        return None
    if not is_valid:
        return None
    draft = services.newcomer(found, name=data["name"], username=data["username"])
    if not form.suits(draft):
        return None
    try:
        return services.take_over(handover_id=found.pk, name=data["name"], **_of_account(data))
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _of_account(data: dict[str, Any]) -> dict[str, str]:
    return {"username": data["username"], "password": data["password"]}


@needs("own_account")
@require_POST
def me_handover(request: SignedInRequest) -> HttpResponse:
    return _show_code(request, request.user, "/accounts/me/")


@needs("own_account")
@require_POST
def me_handover_cancel(request: SignedInRequest) -> HttpResponse:
    return _cancel(request, request.user, "/accounts/me/")


@needs("see_units", "edit_users")
@require_POST
def user_handover(request: SignedInRequest, username: str) -> HttpResponse:
    chosen = access.user_for(request.user, username)
    return _show_code(request, chosen, f"/accounts/users/{username}/")


@needs("see_units", "edit_users")
@require_POST
def user_handover_cancel(request: SignedInRequest, username: str) -> HttpResponse:
    chosen = access.user_for(request.user, username)
    return _cancel(request, chosen, f"/accounts/users/{username}/")


def _show_code(request: SignedInRequest, leaving: User, back: str) -> HttpResponse:
    """The page that shows a new code; a repeated form gets it without the code."""
    shown: dict[str, Any] = {}
    act_once(request, _issuing(request, leaving, shown))
    context = {"leaving": leaving, "back": back, **shown}
    return render(request, "accounts/handover_code.html", context)


def _issuing(
    request: SignedInRequest, leaving: User, shown: dict[str, Any]
) -> Callable[[], dict[str, Any]]:
    def act() -> dict[str, Any]:
        made: Handover
        made, shown["code"] = services.issue(leaving_id=leaving.pk, by=request.user)
        shown["expires_at"] = made.expires_at
        return {}

    return act


def _cancel(request: SignedInRequest, leaving: User, back: str) -> HttpResponse:
    def act() -> dict[str, Any]:
        services.cancel(leaving_id=leaving.pk, by=request.user)
        return {}

    act_once(request, act)
    messages.success(request, "交接码已作废")
    return redirect(back)
