"""活动总结 of all units: who has filed, who is late, who has not begun."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import Unit
from reporting.documents import Frame, render
from reporting.models import ActivitySummary, Campaign, Round
from reporting.papers.blocks import from_json
from reporting.rules import Form, SummaryState

from .papers import site_link

NOT_BEGUN = "none"
WORDS: dict[str, str] = {**dict(SummaryState.choices), NOT_BEGUN: "没有起草"}
MARKS: dict[str, str] = {
    SummaryState.ACCEPTED: "met",
    SummaryState.SUBMITTED: "met",
    SummaryState.RETURNED: "short",
    SummaryState.DRAFT: "short",
    NOT_BEGUN: "missed",
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


def summary_campaign(centre: Unit) -> Campaign | None:
    """The newest permits campaign of the county: the one whose summary is asked for."""
    found = Campaign.objects.filter(centre=centre, form=Form.PERMITS).select_related("centre")
    return found.order_by("starts_on").last()


def summary_lines(
    centre: Unit, summaries: Iterable[ActivitySummary], state: str = "", search: str = ""
) -> Sequence[SummaryLine]:
    """The reporting units in the county's order; one query."""
    by_unit = {summary.unit_id: summary for summary in summaries}
    units = Unit.objects.of_county(centre.pk).filter(files_reports=True).order_by("order")
    lines = [SummaryLine(unit, by_unit.get(unit.pk)) for unit in units]
    return [
        line
        for line in lines
        if (not state or line.state == state)
        and (not search or search in line.unit.name or search in line.unit.short_name)
    ]


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


def due_of(campaign: Campaign, round_: Round | None) -> str:
    return f"{round_.due_at:%Y-%m-%d %H:%M}" if round_ else f"{campaign.ends_on}"
