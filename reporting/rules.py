"""What may happen to a submission, and when a table is late. No database here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils import timezone

from accounts.rules import Role


class Form(TextChoices):
    PERMITS = "permits", "前期手续办理情况表"
    PROGRESS = "progress", "重点项目建设进展情况表"


class Stage(TextChoices):
    BASELINE = "baseline", "情况摸底"
    WEEKLY = "weekly", "周报"
    SUMMARY = "summary", "活动总结"


class Convention(TextChoices):
    """办结率口径 (domain.md §4): the same rows, four published ways to count."""

    REQUIRED_ONLY = "required_only", "已办结÷应办（无需办理不计）"
    FULL_MATRIX = "full_matrix", "已办结÷全部事项"
    EXEMPT_AS_DONE = "exempt_as_done", "无需办理视同办结"
    WHOLE_PROJECT = "whole_project", "手续齐全的项目÷项目"


class Counting(TextChoices):
    """办结 by whose word: the table's alone (design §6), or what both sides or a document show."""

    ONE_SIDE = "one_side", "以填报为准"
    BOTH_SIDES = "both_sides", "两边确认"


class Basis(Protocol):
    """What of a Definition the counting needs."""

    convention: str
    counting: str


class Versioned(Basis, Protocol):
    version: int


def convention_words(basis: Basis) -> str:
    """已办结÷应办（无需办理不计），两边确认."""
    convention, counting = Convention(basis.convention).label, Counting(basis.counting).label
    return convention if basis.counting == Counting.ONE_SIDE else f"{convention}，{counting}"


def definition_words(definition: Versioned) -> str:
    """口径第2版：已办结÷全部事项."""
    return f"口径第{definition.version}版：{convention_words(definition)}"


class HolidayRule(TextChoices):
    NEXT = "next_working_day", "顺延至下一工作日"
    PREVIOUS = "previous_working_day", "提前至上一工作日"


class Rhythm(TextChoices):
    WEEKLY = "weekly", "每周"
    MONTHLY = "monthly", "每月"


class PaperKind(TextChoices):
    WEEKLY = "weekly", "周报"
    CIRCULAR = "circular", "通报"
    PACK = "pack", "会议材料"
    RANKING = "ranking", "排名表"
    CASES = "cases", "典型案例"


class SummaryState(TextChoices):
    DRAFT = "draft", "起草中"
    SUBMITTED = "submitted", "已上报"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已接收"


class ProfileRows(TextChoices):
    """What one row of an export profile is."""

    PROJECTS = "projects", "项目"
    PERMITS = "permits", "手续"
    FUNDING = "funding", "资金申报"
    UNITS = "units", "单位"


class State(TextChoices):
    OPEN = "open", "未报"
    SUBMITTED = "submitted", "已上报"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已接收"


@dataclass(frozen=True)
class Move:
    label: str
    since: frozenset[State]
    to: State
    by: frozenset[Role]


CENTRE = frozenset({Role.CENTRE})
MOVES = {
    "submit": Move(
        "上报", frozenset({State.OPEN, State.RETURNED}), State.SUBMITTED, CENTRE | {Role.REPORTER}
    ),
    "return": Move("退回", frozenset({State.SUBMITTED}), State.RETURNED, CENTRE),
    "accept": Move("接收", frozenset({State.SUBMITTED}), State.ACCEPTED, CENTRE),
    "reopen": Move("重新打开", frozenset({State.ACCEPTED}), State.RETURNED, CENTRE),
    # The toast after an acceptance: takes it back while no compilation uses it.
    "undo": Move("撤销接收", frozenset({State.ACCEPTED}), State.SUBMITTED, CENTRE),
}
# What the auditor reads for our acts; workplace.verbs holds the words of the apps below.
ACT_WORDS = {f"report-{verb}": move.label for verb, move in MOVES.items()} | {
    "report-cells": "填报",
    "report-row-add": "表内新增项目",
    "remark-add": "写意见",
    "remark-delete": "删意见",
    "chase": "催报",
    "compile": "汇总",
    "dispatch": "登记报送",
    "round-move": "改截止时间",
    "ladder-set": "改提醒时刻",
    "campaign-add": "新增活动",
    "campaign-edit": "修改活动",
    "campaign-end": "结束活动",
    "compiled-download": "下载汇总表",
    "seals-export": "导出封存归档",
    "report-export": "下载填报表",
    "report-import": "导入填报表",
    "report-import-undo": "撤销导入",
    "figure-export": "下载指标明细",
    "reach-export": "导出达标测算清单",
    "forecast-export": "下载预测",
    "list-export": "下载清单",
    "compare-export": "下载两日对比",
    "reference-keep": "固定引用",
    "target-add": "新增目标",
    "target-edit": "改目标",
    "target-remove": "取消目标",
    "light-rule-add": "改亮灯规则",
    "definition-add": "改口径",
    "definition-undo": "撤销口径",
    "alarm-look": "检查疑点",
    "alarm-clear": "排除疑点",
    "alarm-undo": "撤销排除疑点",
    "alarm-ask": "请单位说明疑点",
    "alarms-export": "下载疑点清单",
    "appraisal-rule-add": "改考核办法",
    "appraisal-export": "下载考核表",
    "summary-draft": "起草活动总结",
    "summary-edit": "改活动总结",
    "summary-submit": "上报活动总结",
    "summary-return": "退回活动总结",
    "summaries-export": "下载活动总结报送情况",
    "summary-accept": "接收活动总结",
    "summary-download": "下载活动总结",
    "paper-draft": "起草材料",
    "paper-edit": "修改材料",
    "paper-redraft": "重新起草材料",
    "paper-issue": "印发材料",
    "paper-withdraw": "撤回材料",
    "paper-download": "下载材料",
    "ranking-switch": "改排名开关",
    "profile-add": "新增报送表式",
    "profile-edit": "修改报送表式",
    "profile-archive": "停用报送表式",
    "profile-restore": "恢复报送表式",
    "profile-download": "下载报送表",
    "city-list-add": "对照市里的名单",
    "city-list-match": "确认名单里的项目",
    "city-list-remark": "名单处理意见",
    "city-list-export": "下载名单对照",
}


def late_minutes(due_at: datetime, submitted_at: datetime) -> int:
    """迟报分钟: 0 up to and with the second of the deadline, then minutes begun (R17)."""
    late = submitted_at.replace(microsecond=0) - due_at
    return max(0, -(-late // timedelta(minutes=1)))


OVERDUE = "overdue"
# 提醒时刻: a weekday or a number of days before and a time, or minutes before the deadline.
# All move with the deadline.
DEFAULT_LADDER: list[dict[str, Any]] = [
    {"stage": "w2-1700", "label": "周三 17:00", "weekday": 2, "time": "17:00"},
    {"stage": "w3-1700", "label": "周四 17:00", "weekday": 3, "time": "17:00"},
    {"stage": "m180", "label": "截止前 3 小时", "before_minutes": 180},
    {"stage": "m60", "label": "截止前 1 小时", "before_minutes": 60},
    {"stage": OVERDUE, "label": "截止时", "before_minutes": 0},
]


MONTHLY_LADDER: list[dict[str, Any]] = [
    {"stage": "d3-1700", "label": "截止前 3 天 17:00", "before_days": 3, "time": "17:00"},
    {"stage": "d1-1700", "label": "截止前 1 天 17:00", "before_days": 1, "time": "17:00"},
    *DEFAULT_LADDER[2:],
]


def default_ladder(rhythm: str) -> list[dict[str, Any]]:
    return MONTHLY_LADDER if rhythm == Rhythm.MONTHLY else DEFAULT_LADDER


def suits(ladder: Sequence[Mapping[str, Any]], rhythm: str) -> bool:
    """A month has no one Wednesday to remind on."""
    return rhythm == Rhythm.WEEKLY or not any("weekday" in step for step in ladder)


@dataclass(frozen=True)
class Rung:
    """One moment of the ladder of one round."""

    stage: str
    label: str
    at: datetime


def rungs(
    ladder: Sequence[Mapping[str, Any]],
    *,
    weekday: int,
    opens_at: datetime,
    due_at: datetime,
    rhythm: str = Rhythm.WEEKLY,
) -> list[Rung]:
    """The ladder of a round whose weekly campaign falls due on `weekday`, earliest first."""
    found = [
        Rung(step["stage"], step["label"], _moment(step, weekday, due_at))
        for step in ladder or default_ladder(rhythm)
    ]
    return sorted((r for r in found if opens_at <= r.at <= due_at), key=lambda rung: rung.at)


def _moment(step: Mapping[str, Any], weekday: int, due_at: datetime) -> datetime:
    if "before_minutes" in step:
        return due_at - timedelta(minutes=step["before_minutes"])
    local = timezone.localtime(due_at)
    days = step["before_days"] if "before_days" in step else (weekday - step["weekday"]) % 7
    day = local.date() - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(step["time"])))
