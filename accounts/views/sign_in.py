"""In, out, and the door that stays shut for a while."""

from django.contrib.auth import authenticate
from django.contrib.auth import login as sign_in
from django.contrib.auth import logout as sign_out
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.book import book
from accounts.forms import SignInForm
from accounts.http import before_password_change, public, safe_next
from accounts.models import User
from accounts.notes import sign_in_notes
from puxian_projects import limits

# One sentence for an unknown name, a wrong password and an account out of use (S31).
WRONG = "用户名或密码不对。请核对后再试，连续输错会暂时锁定。"
EXPIRED = "初始密码已经过期。请联系系统管理员重新发一个。"


@public("the door itself")
@before_password_change
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    again = request.GET.get("again") == "1"  # asked by a page whose session ended (S21)
    if request.method == "GET":
        if request.user.is_authenticated and not again:
            return redirect(safe_next(request))
        return _page(request, SignInForm(), 200)
    form = SignInForm(request.POST)
    user = _who(request, form)
    if user is None:
        return _page(request, form, 422)
    sign_in(request, user)
    if again:
        return render(request, "accounts/signed_in.html")
    return redirect(safe_next(request))


def _who(request: HttpRequest, form: SignInForm) -> User | None:
    if not form.is_valid():
        return None
    user = authenticate(request, **form.cleaned_data)
    if not isinstance(user, User):
        form.add_error("password", WRONG)
        return None
    expires = user.password_expires_at
    if user.must_change_password and expires and expires < timezone.now():
        form.add_error("password", EXPIRED)
        book.record(by=user, verb="sign-in", target=user.username, result="refused", reason=EXPIRED)
        return None
    return user


def _page(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
    context = {"form": form, "next": safe_next(request, ""), "notes": sign_in_notes()}
    return render(request, "accounts/login.html", context, status=status)


@public("a session that has ended may still be left")
@before_password_change
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    sign_out(request)
    response = redirect("accounts:login")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def locked_out(request: HttpRequest, *args: object) -> HttpResponse:
    """django-axes calls this instead of our answer while name and address are locked (S30)."""
    minutes = limits.LOGIN_COOL_OFF_MINUTES
    context = {"minutes": minutes, "failures": limits.LOGIN_FAILURES}
    response = render(request, "accounts/locked_out.html", context, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response
