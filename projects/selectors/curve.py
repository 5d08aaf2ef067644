"""A year's investment against the time schedule (时序进度), as an SVG drawn by attributes."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from projects.models import Progress
from projects.rules import elapsed

LEFT, RIGHT, TOP, BOTTOM, WIDTH, HEIGHT = 56, 780, 14, 190, 800, 222
STEP = 25  # per cents between two lines of the picture


@dataclass(frozen=True)
class Dot:
    x: int
    y: int


@dataclass(frozen=True)
class Mark:
    """A word on an axis."""

    at: int
    text: str


@dataclass(frozen=True)
class Curve:
    """Cumulative investment in per cents of the year's plan."""

    dots: list[Dot]
    pace: list[Dot]
    months: list[Mark]
    lines: list[Mark]
    today_x: int | None
    words: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM

    @property
    def line(self) -> str:
        return _points(self.dots)

    @property
    def pace_line(self) -> str:
        return _points(self.pace)


def curve(year: int, planned: Decimal | None, rows: list[Progress], today: date) -> Curve | None:
    """None where there is nothing to divide by, or nothing reported. `rows`: oldest first."""
    if not planned or not rows:
        return None
    first = date(year, 1, 1)
    days = (date(year, 12, 31) - first).days
    shares = [(row.as_of, row.completed_investment / planned * 100) for row in rows]
    top = max(100, *(int(-(-share // STEP)) * STEP for _, share in shares))

    def x(day: date) -> int:
        return LEFT + (RIGHT - LEFT) * (day - first).days // days

    def y(share: Decimal) -> int:
        return BOTTOM - int((BOTTOM - TOP) * share / top)

    ends = [date(year, month + 1, 1) - timedelta(days=1) for month in range(1, 12)]
    ends.append(date(year, 12, 31))
    last_day, last_share = shares[-1]
    return Curve(
        dots=[Dot(LEFT, BOTTOM), *(Dot(x(day), y(share)) for day, share in shares)],
        pace=[Dot(LEFT, BOTTOM), *(Dot(x(day), y(elapsed(day) * 100)) for day in ends)],
        months=[Mark(x(date(year, month, 1)), f"{month}月") for month in range(1, 13, 2)],
        lines=[
            Mark(y(Decimal(share)), f"{share}%")
            for share in range(0, top + 1, STEP if top <= 150 else top // 4)
        ],
        today_x=x(today) if today.year == year else None,
        words=f"{year}年投资完成率，截至 {last_day:%Y-%m-%d} 为 {last_share:.1f}%，"
        f"时序进度 {elapsed(last_day) * 100:.1f}%",
    )


def _points(dots: list[Dot]) -> str:
    return " ".join(f"{dot.x},{dot.y}" for dot in dots)
