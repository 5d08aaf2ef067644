"""上报回执: what the receipt of one seal says."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from procedures.rules import IssueLevel, Status
from reporting import sheets
from reporting.models import Round, Seal, Submission
from reporting.words import ahead_or_late
from sheets.diff import Change

from .changes import postponed
from .filing import seal_of, sealed_table
from .rows import TableRows


@dataclass(frozen=True)
class Receipt:
    seal: Seal
    title: str
    code: str  # 封存号, PX-2023-09-XUEGUAN-1
    punctual: str  # 提前 1 小时 17 分, 迟报 16 分; of the first filing
    rows: int
    told: str
    changes: str
    issues: str
    is_last: bool
    next_round: Round | None


def receipt_of(submission: Submission, number: int) -> Receipt:
    seal = seal_of(submission, number)
    table = sealed_table(submission, number)
    round_ = submission.round
    filed_at = submission.submitted_at or seal.sealed_at
    return Receipt(
        seal=seal,
        title=table.sheet.title,
        code=f"PX-{round_.campaign.year}-{round_.number:02}-{seal.unit_code}-{seal.number}",
        punctual=ahead_or_late(round_.due_at, filed_at, submission.late_minutes),
        rows=len(table.rows),
        told=sheets.told(table.sheet, table.rows.values())["text"],
        changes=_changes(table, seal),
        issues=_issues(table),
        is_last=number == submission.seal_count,
        next_round=_next(round_),
    )


def _next(round_: Round) -> Round | None:
    later = round_.campaign.rounds.with_table().filter(cutoff_on__gt=round_.cutoff_on)
    return later.order_by("cutoff_on").first()


def _changes(table: TableRows, seal: Seal) -> str:
    if table.previous_seal is None:
        return "第一次上报，没有上期"
    changes = table.changes
    added = len(set(table.rows) - set(table.previous))
    gone = len(set(table.previous) - set(table.rows))
    if seal.no_change or not (changes or added or gone):
        return "无变化"
    counts = Counter(kind for change in changes if (kind := _kind(change)))
    counts.update({"新增项目": added, "退出项目": gone})
    parts = [
        f"{word} {count} {'个' if '项目' in word else '项'}"
        for word, count in counts.items()
        if count
    ]
    moved = f"{len({change.row for change in changes})} 个项目有变化"
    return f"{moved}：{'，'.join(parts)}" if parts else moved


def _kind(change: Change) -> str:
    if change.key.endswith(".status") and change.new == Status.DONE:
        return "新办结"
    if postponed(change):
        return "推迟"
    return "退步" if change.backward else ""


def _issues(table: TableRows) -> str:
    levels: Counter[Any] = Counter(
        row.get("issue_level") for row in table.rows.values() if row.get("issue")
    )
    if not levels:
        return "无"
    parts = [
        f"{level.label}级 {levels[level]} 个" for level in reversed(IssueLevel) if levels[level]
    ]
    return (
        f"{sum(levels.values())} 个（{'，'.join(parts)}）"
        if parts
        else f"{sum(levels.values())} 个"
    )
