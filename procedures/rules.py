"""Words, statuses and legal moves of permits and problems. No database here."""

from datetime import date

from django.db.models import TextChoices


class Status(TextChoices):
    NOT_STARTED = "not_started", "未办理"
    PREPARING = "preparing", "组卷中"
    SUBMITTED = "submitted", "审批中"
    RETURNED = "returned", "退件补正"
    DONE = "done", "已办结"
    NOT_REQUIRED = "not_required", "无需办理"


OPEN = frozenset({Status.NOT_STARTED, Status.PREPARING, Status.SUBMITTED, Status.RETURNED})


class Level(TextChoices):
    """办理层级: who decides."""

    COUNTY = "county", "县"
    CITY = "city", "市"
    PROVINCE = "province", "省"
    NATION = "nation", "国家"


class IssueLevel(TextChoices):
    COUNTY = "county", "县"
    CITY = "city", "市"
    PROVINCE = "province", "省"


class IssueStatus(TextChoices):
    OPEN = "open", "待协调"
    ESCALATED = "escalated", "已上报"
    DECIDED = "decided", "已议定"
    CLEARED = "cleared", "已销号"


class Side(TextChoices):
    OWNER = "owner", "责任单位"
    HANDLER = "handler", "承办部门"
    CENTRE = "centre", "项目推进中心"


# Field of a permit → the action its event is called. Events replay to the present state.
EVENTS = {
    "status": "status",
    "level": "level",
    "due_on": "due",
    "expected_on": "expected",
    "completed_on": "completed",
    "document_no": "document",
    "exempt_reason": "exempt",
    "handling_unit_id": "handler",
    "liaison_unit_id": "liaison",
}
ACTION_WORDS = {
    "status": "进展",
    "level": "层级",
    "due": "办结时限",
    "expected": "预计办结",
    "completed": "办结日期",
    "document": "文号",
    "exempt": "无需办理的理由",
    "handler": "承办部门",
    "liaison": "对接部门",
}


def is_backward(field: str, old: object, new: object, status: str) -> bool:
    """Done → open, required → 无需办理, a date later (design §5); `status` as it will be."""
    if field == "status":
        return (old == Status.DONE) or new == Status.NOT_REQUIRED
    if field in {"due_on", "expected_on"} or (field == "completed_on" and status == Status.DONE):
        return isinstance(old, date) and isinstance(new, date) and new > old
    return False


def days_left(due_on: date | None, expected_on: date | None, today: date) -> int | None:
    """Days to 办结时限 (without one, to 预计办结); negative when past, None without a date."""
    day = due_on or expected_on
    return None if day is None else (day - today).days
