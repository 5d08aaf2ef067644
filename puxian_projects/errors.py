"""The pages for what went wrong, in the look and with a request id (security.md S49)."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from accounts.errors import refusal
from accounts.http import is_htmx, wants_json
from workplace import acts

RETRY_SECONDS = 30


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(request, 400, "请求看不懂。请刷新页面后再操作一次。")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, "这件事不归你办理。", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if wants_json(request) or is_htmx(request):
        return refusal(request, "没有这一项，或者它不归你看。", 404)
    return _framed(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 while the database is away or busy, so that browsers try again (R11, R12)."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _plain(request, 503, "数据库正忙或正在重启。没有保存任何一半的内容，稍后再试。")
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    return _plain(request, 500, "程序出错了，这次操作没有保存。请把请求编号告诉系统管理员。")


def _framed(request: HttpRequest, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"errors/{status}.html", {}, request), status=status)


def _plain(request: HttpRequest, status: int, why: str) -> HttpResponse:
    """Without the frame of the page: nothing here may need the database or a session."""
    if wants_json(request):
        return JsonResponse({"error": why}, status=status)
    context = {"why": why, "status": status, "request_id": acts.origin.get().request_id}
    if is_htmx(request):
        text = render_to_string("errors/_refused.html", context)
        headers = {"HX-Retarget": "#px-messages", "HX-Reswap": "beforeend"}
        return HttpResponse(text, status=status, headers=headers)
    return HttpResponse(render_to_string("errors/plain.html", context), status=status)
