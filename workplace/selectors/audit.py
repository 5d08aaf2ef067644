"""The book of acts as its reader filters and exports it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from workplace.models import Act
from workplace.verbs import label

HEADERS = [
    "时间",
    "用户名",
    "角色",
    "单位",
    "来源",
    "动作",
    "对象",
    "结果",
    "原因",
    "详情",
    "请求编号",
]


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# Filter in the URL -> condition. A map, never a field name taken from the URL (S2).
FILTERS: dict[str, Callable[[Any], Q]] = {
    "user": lambda text: Q(username__icontains=text),
    "verb": lambda text: Q(verb=text),
    "target": lambda text: Q(target__icontains=text),
    "since": lambda day: Q(at__gte=_start_of(day)),
    "until": lambda day: Q(at__lt=_start_of(day + timedelta(days=1))),
    "result": lambda text: Q(result=text),
}


def filtered(acts: QuerySet[Act], filters: dict[str, Any]) -> QuerySet[Act]:
    for name, value in filters.items():
        acts = acts.filter(FILTERS[name](value))
    return acts.order_by("-at", "-pk")


def verbs(acts: QuerySet[Act]) -> list[tuple[str, str]]:
    """The acts that occur, with their Chinese words, for the filter's list."""
    found = acts.order_by("verb").values_list("verb", flat=True).distinct()
    return [(verb, label(verb)) for verb in found]


def lines(acts: QuerySet[Act]) -> Iterator[list[str]]:
    for act in acts.iterator(chunk_size=1000):
        at = timezone.localtime(act.at).isoformat(sep=" ", timespec="seconds")
        details = "；".join(f"{key}={value}" for key, value in act.details.items())
        yield [
            at,
            act.username,
            act.role,
            act.unit_code,
            act.ip,
            label(act.verb),
            act.target,
            "办成" if act.result == "ok" else "被拒",
            act.reason,
            details,
            act.request_id,
        ]
