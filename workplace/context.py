"""What the frame of every page shows: navigation, bell, rehearsal banner."""

from typing import Any

from django.http import HttpRequest

from . import acts, clock

# Label, fixed path (design §8), capability. A path, not a URL name: higher apps are not known here.
NAVIGATION = [
    ("我的待办", "/", "see_work"),
    ("本周填报", "/report/", "file_report"),
    ("收报审核", "/review/", "see_review"),
    ("项目台账", "/projects/", "see_projects"),
    ("手续办理", "/permits/", "see_permits"),
    ("指标看板", "/dashboard/", "see_figures"),
    ("单位", "/accounts/units/", "see_units"),
    ("账号", "/accounts/users/", "see_units"),
    ("手续目录", "/catalogue/", "edit_catalogue"),
    ("工作日历", "/calendar/", "edit_calendar"),
    ("留痕", "/audit/", "read_audit"),
]


def frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    ours = {"request_id": acts.origin.get().request_id, "clock_now": clock.now}
    if user is None or not user.is_authenticated:
        return {**ours, "large_type": request.COOKIES.get("px-large") == "1"}
    links = [
        {"label": label, "path": path, "here": _is_here(request.path, path)}
        for label, path, capability in NAVIGATION
        if user.can(capability)
    ]
    return {
        **ours,
        "navigation": links,
        "large_type": user.large_type,
        "unread": user.notifications.filter(read_at__isnull=True).count(),
        "rehearsal_now": clock.now() if clock.shift() else None,
    }


def _is_here(current: str, path: str) -> bool:
    return current == path if path == "/" else current.startswith(path)
