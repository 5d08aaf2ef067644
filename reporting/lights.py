"""亮灯: how far the works are behind the time schedule, by a dated rule. No database here."""

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices

from projects.rules import Nature

from .formulas import ProjectFact, Share, pace_of_year

ONE_PLACE = Decimal("0.1")


class Light(TextChoices):
    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"


# The mark of look/README that shows each: its shape and word say it without colour.
MARKS: dict[str, str] = {Light.GREEN: "met", Light.YELLOW: "short", Light.RED: "missed"}


@dataclass(frozen=True)
class Limits:
    """What a LightRule holds; these are the defaults where a county has none."""

    green_within: Decimal = Decimal(10)  # percentage points behind
    yellow_within: Decimal = Decimal(30)
    months_without_start: int = 3


@dataclass(frozen=True)
class Signal:
    """A light and why: 黄灯，慢 12.3 个百分点."""

    light: Light
    why: str

    @property
    def mark(self) -> str:
        return MARKS[self.light]

    @property
    def label(self) -> str:
        return str(self.light.label)


def light_of(behind: Decimal, limits: Limits) -> Light:
    """By percentage points behind, unrounded; a limit itself still belongs to the milder light."""
    if behind <= limits.green_within:
        return Light.GREEN
    return Light.YELLOW if behind <= limits.yellow_within else Light.RED


def investment_signal(share: Share, year: int, on: date, limits: Limits) -> Signal | None:
    """投资完成率 against 序时进度; None where there is no plan to be behind of."""
    if share.value is None:
        return None
    behind = (pace_of_year(year, on) - share.value) * 100
    return Signal(light_of(behind, limits), behind_words(behind))


def behind_words(behind: Decimal) -> str:
    points = abs(behind).quantize(ONE_PLACE, ROUND_HALF_UP)
    return f"{'慢' if behind > 0 else '快'} {points} 个百分点" if points else "与序时进度持平"


def is_start_overdue(project: ProjectFact, on: date, limits: Limits) -> bool:
    """A new project whose planned month of 开工 came so many months ago, and that has not begun."""
    planned = project.planned_start
    if project.nature != Nature.NEW or planned is None or project.started_on is not None:
        return False
    return months_after(planned, limits.months_without_start) <= on


def project_signal(project: ProjectFact, year: int, on: date, limits: Limits) -> Signal | None:
    """The light of one project of 新建, 续建: a start long overdue is red whatever was spent."""
    if is_start_overdue(project, on, limits):
        return Signal(Light.RED, f"满 {limits.months_without_start} 个月未开工")
    return investment_signal(Share(project.completed, project.planned), year, on, limits)


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
