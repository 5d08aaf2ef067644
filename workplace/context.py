"""What the frame of every page shows: navigation, bell, rehearsal banner."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest

from accounts.models import User

from . import acts, clock

# Label, fixed path (design §8), capability. A path, not a URL name: higher apps are not known here.
Entry = tuple[str, str, str]
NAVIGATION: list[Entry] = [
    ("我的待办", "/", "see_work"),
    ("本期填报", "/report/", "file_report"),
    ("收报审核", "/review/", "see_review"),
    ("项目台账", "/projects/", "see_projects"),
    ("手续办理", "/permits/", "see_permits"),
    ("问题督办", "/issues/", "see_issues"),
    ("指标看板", "/dashboard/", "see_figures"),
    ("材料报送", "/papers/", "read_circulars"),
    ("单位", "/accounts/units/", "see_units"),
    ("账号", "/accounts/users/", "see_units"),
    ("自定义字段", "/fields/", "edit_own_fields"),
    ("手续目录", "/catalogue/", "edit_catalogue"),
    ("工作日历", "/calendar/", "edit_calendar"),
    ("留痕", "/audit/", "read_audit"),
]
# Beside a place of the navigation: the tabs shown under it. The first is the place itself.
SECTIONS: dict[str, list[Entry]] = {
    "/review/": [
        ("各期收报", "/review/", "see_review"),
        ("报送活动", "/campaigns/", "see_review"),
        ("疑点", "/alarms/", "see_alarms"),
        ("封存核验", "/seals/", "export_seals"),
    ],
    "/permits/": [
        ("手续办理", "/permits/", "see_permits"),
        ("项目矩阵", "/permits/matrix/", "see_permits"),
        ("手续分解", "/permits/decompose/", "see_decomposition"),
        ("分解清单", "/permits/orders/", "see_permits"),
        ("领办代办", "/permits/agent/", "see_permits"),
        ("催办", "/permits/nudges/", "see_nudges"),
    ],
    "/issues/": [
        ("问题", "/issues/", "see_issues"),
        ("督办统计", "/issues/stats/", "see_meetings"),
        ("联席会议", "/meetings/", "see_meetings"),
        ("上报协调", "/letters/", "see_meetings"),
    ],
    "/projects/": [
        ("项目台账", "/projects/", "see_projects"),
        ("年度计划", "/plans/", "see_projects"),
        ("谋划储备", "/reserve/", "see_figures"),
        ("资金争取", "/funding/", "see_projects"),
        ("Excel 表格", "/tables/", "see_projects"),
        ("疑似重复", "/projects/duplicates/", "move_projects"),
        ("战略方向和行业", "/terms/", "edit_terms"),
    ],
    "/dashboard/": [
        ("指标看板", "/dashboard/", "see_figures"),
        ("两日对比", "/compare/", "see_figures"),
        ("达标测算", "/reach/", "forecast"),
        ("办结预测", "/forecast/", "forecast"),
        ("查引用", "/f/", "see_figures"),
        ("口径", "/definitions/", "see_figures"),
        ("目标", "/targets/", "see_figures"),
        ("亮灯规则", "/lights/", "see_figures"),
    ],
    "/papers/": [
        ("周报和通报", "/papers/", "read_circulars"),
        ("活动总结", "/summaries/", "read_circulars"),
        ("典型案例", "/cases/", "see_papers"),
        ("考核", "/appraisal/", "see_appraisal"),
        ("报送表式", "/exports/", "export_profiles"),
        ("名单对照", "/city-lists/", "compare_lists"),
    ],
}

# Pages that stand at a tab whose path they do not begin with.
BELONGS = {"/permits/templates/": "/permits/decompose/"}
# A tab by its path, shown only when this says so; apps above add theirs in AppConfig.ready.
SHOWN_TO: dict[str, Callable[[User], bool]] = {}


def frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    ours = {"request_id": acts.origin.get().request_id, "clock_now": clock.now}
    if user is None or not user.is_authenticated:
        return {**ours, "large_type": request.COOKIES.get("px-large") == "1"}
    current = next(
        (BELONGS[path] for path in BELONGS if _is_here(request.path, path)), request.path
    )
    home, tabs = _section(current)
    return {
        **ours,
        "navigation": _links(NAVIGATION, user, home or request.path),
        "section_tabs": _links(tabs, user, current),
        "large_type": user.large_type,
        "unread": user.notifications.filter(read_at__isnull=True).count(),
        "rehearsal_now": clock.now() if clock.shift() else None,
    }


def _section(current: str) -> tuple[str, list[Entry]]:
    """The place of the navigation whose tabs lead to this page, and those tabs."""
    for home, tabs in SECTIONS.items():
        if any(_is_here(current, path) for _, path, _ in tabs):
            return home, tabs
    return "", []


def _links(entries: Sequence[Entry], user: User, current: str) -> list[dict[str, Any]]:
    """What this person may open; the one with the longest fitting path is where they are."""
    mine = [(label, path) for label, path, capability in entries if _may(user, path, capability)]
    here = max((path for _, path in mine if _is_here(current, path)), key=len, default=None)
    return [{"label": label, "path": path, "here": path == here} for label, path in mine]


def _may(user: User, path: str, capability: str) -> bool:
    return user.can(capability) and (path not in SHOWN_TO or SHOWN_TO[path](user))


def _is_here(current: str, path: str) -> bool:
    return current == path if path == "/" else current.startswith(path)
