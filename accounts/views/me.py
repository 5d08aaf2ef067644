"""One's own account: password, e-mail for reminders, 大字, other sessions."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import selectors
from accounts.book import act_once
from accounts.errors import Refused
from accounts.forms import OwnForm, PasswordForm
from accounts.http import SignedInRequest, before_password_change, needs, public, safe_next
from accounts.rules import Role
from accounts.services import users

OLD_FORM = "密码刚才已经改过，这次填的没有生效。请重新打开这一页再改。"
YEAR = 365 * 24 * 3600


@needs("own_account")
@require_GET
def me(request: SignedInRequest) -> HttpResponse:
    return _page(request, OwnForm(initial={"email": request.user.email}), 200)


@needs("own_account")
@require_POST
def me_edit(request: SignedInRequest) -> HttpResponse:
    form = OwnForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)

    def save() -> dict[str, str]:
        users.set_own(user_id=request.user.pk, email=form.cleaned_data["email"])
        return {}

    act_once(request, save)
    messages.success(request, "邮箱已保存")
    return redirect("accounts:me")


def _page(request: SignedInRequest, form: OwnForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "may_hand_over": request.user.role == Role.REPORTER,
        "handover": selectors.standing_handover(request.user),
    }
    return render(request, "accounts/me.html", context, status=status)


@needs("own_account")
@before_password_change
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def password(request: SignedInRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "accounts/password.html", {"form": PasswordForm(request.user)})
    form = PasswordForm(request.user, request.POST)
    is_valid = form.is_valid()  # out here: hashing takes its time, and no lock is held

    def change() -> dict[str, str]:
        # in here: the same form once more was right, though its old password is not any more
        if not is_valid:
            raise ValidationError(form.errors.as_data())
        users.change_password(user_id=request.user.pk, password=form.cleaned_data["new_password"])
        return {}

    try:
        act_once(request, change)  # what it remembers of the form leaves the passwords out
    except ValidationError:
        return render(request, "accounts/password.html", {"form": form}, status=422)
    request.user.refresh_from_db()
    if not request.user.check_password(request.POST.get("new_password", "")):
        raise Refused(OLD_FORM, 422)  # the page from before the change, with another password
    update_session_auth_hash(request, request.user)
    messages.success(request, "密码已改，其他地方的登录都已退出")
    return redirect("/")


@needs("own_account")
@require_POST
def sessions_end(request: SignedInRequest) -> HttpResponse:
    """Every session of the account but this one."""

    def end() -> dict[str, str]:
        users.end_sessions(user_id=request.user.pk, by=request.user)
        return {}

    act_once(request, end)
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    messages.success(request, "其他地方的登录都已退出")
    return redirect("accounts:me")


@public("strangers may read the sign-in page in large type too")
@before_password_change
@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """大字 on or off: in the account, and in a cookie for the sign-in page."""
    response = redirect(safe_next(request))
    large = request.POST.get("large") == "1"  # the wanted state, so that a double click is one
    if request.user.is_authenticated:
        users.set_own(user_id=request.user.pk, large_type=large)
    response.set_cookie(
        "px-large",
        "1" if large else "0",
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
