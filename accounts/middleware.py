"""Signed in, with a password of one's own, and not for ever."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import urlencode

from .http import is_htmx, wants_json

GetResponse = Callable[[HttpRequest], HttpResponse]


def session_life(get_response: GetResponse) -> GetResponse:
    """Idle and absolute ends of a session, judged by the server (security.md S33)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            seconds = int(timezone.now().timestamp())
            last = request.session.get("seen", seconds)
            born = request.session.setdefault("born", seconds)
            too_old = seconds - born > settings.SESSION_COOKIE_AGE
            if seconds - last > settings.IDLE_SECONDS or too_old:
                logout(request)
            elif request.headers.get("X-Background") != "1" and seconds - last >= 60:
                request.session["seen"] = seconds
            else:
                request.session.setdefault("seen", seconds)
        return get_response(request)

    return middleware


class SignInRequired:
    """Deny by default: a view without `@public` needs a session (S37); fragments get 401 (S21)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if is_htmx(request) or wants_json(request):
            return HttpResponse(status=401, headers={"HX-Trigger": "sign-in"})
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")


sign_in_required = SignInRequired


class MustChangePassword:
    """An initial password opens one page only: the one that replaces it (S29)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return None
        if getattr(view, "before_password_change", False):
            return None
        return redirect("accounts:password")


must_change_password = MustChangePassword


class SingleValues:
    """A parameter that comes twice is refused: which of the two counts? (S26, ASVS 15.3.7).

    What may be chosen several times is named by the view: `@repeats("unit")`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        may_repeat: frozenset[str] = getattr(view, "repeats", frozenset())
        for given in (request.GET, request.POST, request.FILES):
            for name, values in given.lists():
                if len(values) > 1 and name not in may_repeat:
                    raise BadRequest(f"{name} given {len(values)} times")


single_values = SingleValues
