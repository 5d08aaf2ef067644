"""Times and counts in the words of the office (look/README, Voice). No database here."""

from datetime import datetime, timedelta

SOON = timedelta(hours=24)


def span(length: timedelta) -> str:
    """2 小时 30 分, 7 天: minutes begun do not count."""
    minutes = int(length.total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    if days:
        return f"{days} 天"
    hours, minutes = divmod(rest, 60)
    if not hours:
        return f"{minutes} 分"
    return f"{hours} 小时 {minutes:02} 分" if minutes else f"{hours} 小时"


def time_left(due_at: datetime, now: datetime) -> str:
    """还有 2 小时 20 分, or 已过截止时间 16 分."""
    return f"还有 {span(due_at - now)}" if now <= due_at else f"已过截止 {span(now - due_at)}"


def ahead_or_late(due_at: datetime, filed_at: datetime, late_minutes: int) -> str:
    return f"迟报 {late_minutes} 分" if late_minutes else f"提前 {span(due_at - filed_at)}"


def urgency(due_at: datetime, now: datetime) -> str:
    """The class of a card that is owed."""
    if now > due_at:
        return "is-late"
    return "is-soon" if due_at - now <= SOON else ""
