"""Guards and small helpers between Django's request and our views."""

import ipaddress
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from .models import User
from .rules import CAPABILITIES


class SignedInRequest(HttpRequest):
    """The request of a signed-in user, so that mypy knows `request.user`."""

    user: User  # type: ignore[assignment]


View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def needs(see: str, do: str | None = None) -> Callable[[View], View]:
    """A view for roles with capability `see` (others: 404); without `do` it answers 403.

    What a user may not see is 404, what they may see but not do is 403 (design §7).
    """
    assert see in CAPABILITIES  # noqa: S101  a typo must stop the import
    assert do is None or do in CAPABILITIES  # noqa: S101

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            from .errors import Refused  # errors renders through this module

            if not request.user.can(see):
                raise Http404
            if do and not request.user.can(do):
                raise Refused(f"{request.user.get_role_display()}只能查看，不能办理。", 403)
            return view(request, *args, **kwargs)

        guarded.guard = see if do is None else f"{see}+{do}"  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def public(why: str) -> Callable[[View], View]:
    """A view that needs no sign-in; `why` is for the reader of the URL table."""

    def decorate(view: View) -> View:
        view.guard = f"public: {why}"  # type: ignore[attr-defined]
        view.login_required = False  # type: ignore[attr-defined]
        return view

    return decorate


def before_password_change(view: View) -> View:
    """A view that an initial password opens too: the change itself and the way out (S29)."""
    view.before_password_change = True  # type: ignore[attr-defined]
    return view


def repeats(*names: str) -> Callable[[View], View]:
    """A view in which these parameters may come several times, such as ticked boxes (S26)."""

    def decorate(view: View) -> View:
        view.repeats = frozenset(names)  # type: ignore[attr-defined]
        return view

    return decorate


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def wants_json(request: HttpRequest) -> bool:
    accept = request.headers.get("Accept", "")
    return "application/json" in accept or request.content_type == "application/json"


def render_page(
    request: HttpRequest, page: str, fragment: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """One URL, two renderings: the fragment for htmx, else the page that includes it."""
    template = fragment if is_htmx(request) else page
    response = render(request, template, context, status=status)
    response.headers["Vary"] = "HX-Request"
    return response


def page_of(request: HttpRequest, rows: Any, size: int = 50) -> Page:
    """The page of `rows` that ?page= names; the first or last one when there is no such page."""
    return Paginator(rows, size).get_page(request.GET.get("page", 1))


def op_of(request: HttpRequest) -> uuid.UUID | None:
    """The operation id a form carries, so that a double click acts once (security.md R7)."""
    raw = request.POST.get("op") or request.headers.get("X-Op", "")
    try:
        return uuid.UUID(raw) if raw else None
    except ValueError:
        return None


def body_of(request: HttpRequest) -> dict[str, list[str]]:
    """What a form says, for `acts.once`: without token, op and anything secret."""
    return {
        key: request.POST.getlist(key)
        for key in request.POST
        if key not in {"csrfmiddlewaretoken", "op"} and "password" not in key
    } | {"path": [request.path]}


def safe_path(request: HttpRequest, target: str, default: str = "/") -> str:
    """`target` if it is a path of ours, else `default` (S24)."""
    if target.strip() != target or not target.startswith("/"):
        return default
    ok = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if ok else default


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """`next` if it leads back to us, else `default`; no other redirect takes input (S24)."""
    return safe_path(request, request.POST.get("next") or request.GET.get("next") or "", default)


def client_ip(request: HttpRequest) -> str:
    """The caller's address; X-Forwarded-For counts only from a trusted proxy (S25)."""
    remote = request.META.get("REMOTE_ADDR") or "127.0.0.1"  # empty behind a unix socket
    if remote not in settings.TRUSTED_PROXIES and request.META.get("REMOTE_ADDR"):
        return remote
    forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    try:
        return str(ipaddress.ip_address(forwarded)) if settings.TRUSTED_PROXIES else remote
    except ValueError:
        return remote
