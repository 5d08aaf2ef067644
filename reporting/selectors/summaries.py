"""活动总结 of all units: who has filed, who is late, who has not begun."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import Unit
from reporting.documents import Frame, render
from reporting.models import ActivitySummary, Campaign
from reporting.papers.blocks import from_json
from reporting.rules import Form, SummaryState
from sheets.book import PlainSheet, TableBook
from workplace import clock

from .papers import site_link

NOT_BEGUN = "none"
WORDS: dict[str, str] = {**dict(SummaryState.choices), NOT_BEGUN: "没有起草"}
MARKS: dict[str, str] = {
    SummaryState.ACCEPTED: "accepted",
    SummaryState.SUBMITTED: "submitted",
    SummaryState.RETURNED: "returned",
    SummaryState.DRAFT: "preparing",
    NOT_BEGUN: "open",
}


@dataclass(frozen=True)
class SummaryLine:
    unit: Unit
    summary: ActivitySummary | None

    @property
    def state(self) -> str:
        return self.summary.state if self.summary else NOT_BEGUN

    @property
    def word(self) -> str:
        return WORDS[self.state]

    @property
    def mark(self) -> str:
        return MARKS[self.state]

    @property
    def filed(self) -> bool:
        return self.summary is not None and self.summary.submitted_at is not None

    @property
    def cells(self) -> list[str | int]:
        found = self.summary
        if found is None:
            return [self.unit.short_name, self.word, "", "", ""]
        filed = timezone.localtime(found.submitted_at) if found.submitted_at else None
        return [
            self.unit.short_name,
            self.word,
            f"{filed:%Y-%m-%d %H:%M}" if filed else "",
            found.late_minutes or "",
            found.returned_reason,
        ]


def summary_campaign(centre: Unit) -> Campaign | None:
    """The newest permits campaign of the county: the one whose summary is asked for."""
    found = Campaign.objects.filter(centre=centre, form=Form.PERMITS).select_related("centre")
    return found.order_by("starts_on").last()


def summary_lines(centre: Unit, summaries: Iterable[ActivitySummary]) -> Sequence[SummaryLine]:
    """The reporting units in the county's order; one query."""
    by_unit = {summary.unit_id: summary for summary in summaries}
    units = Unit.objects.of_county(centre.pk).filter(files_reports=True).order_by("order")
    return [SummaryLine(unit, by_unit.get(unit.pk)) for unit in units]


def narrowed(lines: Sequence[SummaryLine], state: str, search: str) -> Sequence[SummaryLine]:
    return [
        line
        for line in lines
        if (not state or line.state == state)
        and (not search or search in line.unit.name or search in line.unit.short_name)
    ]


def summaries_book(lines: Sequence[SummaryLine], campaign: str) -> TableBook:
    sheet = PlainSheet(
        name="活动总结",
        title="活动总结报送情况",
        subtitle=f"{campaign}，{timezone.localdate(clock.now())}，{len(lines)} 个单位",
        headers=["单位", "状态", "首次上报时间", "迟报（分钟）", "退回原因"],
        rows=[line.cells for line in lines],
        widths=(20, 12, 20, 14, 60),
    )
    return TableBook([sheet], created=clock.now())


@dataclass(frozen=True)
class Shown:
    """What the sheet on the screen asks of a document."""

    title: str
    dated_on: datetime | None
    number: int = 0


def docx(summary: ActivitySummary) -> bytes:
    """The same bytes as long as nobody changes it: all of it is in the row itself."""
    filed = summary.submitted_at
    frame = Frame(
        title=title_of(summary),
        under="" if filed else "（草稿）",
        office=summary.unit.name,
        day=timezone.localdate(filed) if filed else None,
        created=filed or summary.at,
        link=site_link,
    )
    return render(from_json(summary.body), frame)


def title_of(summary: ActivitySummary) -> str:
    return f"{summary.unit.name}前期手续办理月活动总结"


def history_of(summary: ActivitySummary) -> list[tuple[str, str, str]]:
    """When, who and what, newest first."""
    rows = summary.history.select_related("history_user").order_by("-history_date", "-history_id")
    return [
        (
            row.history_date,
            row.history_user.name if row.history_user else "",
            row.history_change_reason or "",
        )
        for row in rows
    ]
