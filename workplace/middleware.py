"""Size before reading; where a request came from and when it reached us."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.http import client_ip
from puxian_projects import limits

from . import acts

GetResponse = Callable[[HttpRequest], HttpResponse]
UPLOAD_SUFFIX = "/import/"


# Headers beside Django's own and the content policy (security.md S23).
HARDENING = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def harden(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HARDENING.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def limit_body(get_response: GetResponse) -> GetResponse:
    """413 from Content-Length alone, also for a stranger (security.md S9)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return HttpResponse(
                "请求长度不对。", status=400, content_type="text/plain; charset=utf-8"
            )
        upload = request.path.endswith(UPLOAD_SUFFIX)
        limit = limits.UPLOAD + limits.MIB if upload else limits.REQUEST_BODY
        if length > limit:
            words = f"内容太大，最多 {(limits.UPLOAD if upload else limit) // limits.MIB} MB。"
            return HttpResponse(words, status=413, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def arrival(get_response: GetResponse) -> GetResponse:
    """Remember address and request id for the book of acts."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = str(uuid.uuid4())
        token = acts.origin.set(acts.Origin(ip=client_ip(request), request_id=request_id))
        try:
            response = get_response(request)
        finally:
            acts.origin.reset(token)
        response.headers["X-Request-Id"] = request_id
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
