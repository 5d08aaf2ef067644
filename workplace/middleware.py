"""Size before reading; where a request came from and when it reached us."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.http import client_ip
from puxian_projects import limits

from . import acts, clock, refusals

GetResponse = Callable[[HttpRequest], HttpResponse]
# What an address ends with, and how much a form may carry there; elsewhere a page's worth.
UPLOADS = {
    "/import/": limits.UPLOAD,
    "/exports/upload/": limits.UPLOAD,
    "/city-lists/": limits.UPLOAD,
    "/files/add/": limits.FILES_TOGETHER,
    # 办结 and 已拿到批复 carry their 批复
    "/steps/finish/": limits.FILES_TOGETHER,
    "/steps/obtain/": limits.FILES_TOGETHER,
}

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
            return _plain("请求长度不对。", 400)
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            return _plain("没有说明内容有多大，不收。", 413)  # a browser always says
        upload = next((size for end, size in UPLOADS.items() if request.path.endswith(end)), 0)
        limit = upload + limits.MIB if upload else limits.REQUEST_BODY
        if length > limit:
            return _plain(f"内容太大，最多 {(upload or limit) // limits.MIB} MB。", 413)
        return get_response(request)

    return middleware


def _plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def arrival(get_response: GetResponse) -> GetResponse:
    """When the request reached us, from where and as what; what it was refused (R17, S45).

    Outermost but for headers: before a session is read, a body taken or a lock waited for.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = str(uuid.uuid4())
        token = acts.origin.set(acts.Origin(ip=client_ip(request), request_id=request_id))
        try:
            with clock.reached(timezone.now()):
                response = get_response(request)
            refusals.remember(request, response)
        finally:
            acts.origin.reset(token)
        response.headers["X-Request-Id"] = request_id
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
