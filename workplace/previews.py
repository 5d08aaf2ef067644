"""What a preview of an import shows: its lines by kind, the bad ones first, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from puxian_projects import limits
from sheets.read import ReadColumn
from sheets.report import ReportEntry

from .models import Job

KINDS = {
    "error": "错误",
    "change": "修改",
    "new": "新增",
    "warning": "提醒",
    "same": "未变",
    "absent": "文件里缺少",
}
SHOWN_AT_FIRST = ("error", "change", "new", "warning", "absent")


@dataclass(frozen=True)
class Line:
    """One line: where in Excel, which project and column, before and after, a word about it."""

    at: str
    project: str
    label: str = ""
    old: str = ""
    new: str = ""
    note: str = ""
    status: str = ""  # draws the mark of a permit's status beside `new`
    is_back: bool = False


Lines = Mapping[str, Sequence[Line]]


@dataclass(frozen=True)
class Chip:
    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Preview:
    job: Job
    chips: list[Chip]
    only: str
    page: Page
    columns: list[dict[str, str]]

    @property
    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = self.job.payload["counts"]
        return counts


def payload(lines: Lines, *, counts: Mapping[str, int], **rest: Any) -> dict[str, Any]:
    """What a Job keeps: the lines, how many projects each kind concerns, and `rest`."""
    plain = {kind: [asdict(line) for line in lines.get(kind, ())] for kind in KINDS}
    return {"lines": plain, "counts": {kind: counts.get(kind, 0) for kind in KINDS}, **rest}


def preview(job: Job, *, only: str, page: str) -> Preview:
    """The lines of one kind, or all that wants reading; `page` as in the URL."""
    only = only if only in KINDS else ""
    kinds = [only] if only else SHOWN_AT_FIRST
    lines = [_dressed(kind, line) for kind in kinds for line in job.payload["lines"][kind]]
    counts = job.payload["counts"]
    everything = Chip("", "全部", sum(counts[kind] for kind in SHOWN_AT_FIRST))
    return Preview(
        job=job,
        chips=[everything, *(Chip(key, label, counts[key]) for key, label in KINDS.items())],
        only=only,
        page=Paginator(lines, limits.LIST_PAGE).get_page(page),
        columns=job.payload.get("columns", []),
    )


def _dressed(kind: str, line: dict[str, Any]) -> dict[str, Any]:
    """A line with its kind and how its note is drawn: errors red, what wants a word brown."""
    if kind == "error":
        look = {"tone": "px-bad", "mark": "px-m-error", "edge": "is-back"}
    elif line["is_back"] or kind == "warning":
        look = {"tone": "px-warn", "mark": "px-m-returned", "edge": ""}
    else:
        look = {"tone": "px-meta", "mark": "", "edge": ""}
    if line["is_back"]:
        look["edge"] = "is-back"
    return {**line, **look, "kind": kind}


def entry_line(entry: ReportEntry, project: str, old: str = "") -> Line:
    """An error or warning as a line: what stands, what the file says, and what to do about it."""
    at = f"{entry.column or ''}{entry.row or ''}" or "整个文件"
    return Line(at, project, entry.header or "", old, entry.value, entry.message)


def columns_of(columns: Sequence[ReadColumn], labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"letter": column.letter, "header": column.header, "label": labels[column.key]}
        for column in columns
    ]
