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


class OwnerSays(TextChoices):
    """What the responsible unit last said of a permit, in its table or on its page."""

    PREPARING = "preparing", "组卷中"
    SENT = "sent", "已报送"
    RESENT = "resent", "补正已交"
    OBTAINED = "obtained", "已拿到批复"
    EXEMPT = "exempt", "无需办理"


class HandlerSays(TextChoices):
    """What the handling bureau last said of it; empty = it has not spoken (does not take part)."""

    ACCEPTED = "accepted", "已受理"
    RETURNED = "returned", "退件补正"
    REVIEW = "review", "专家评审"
    NOTICE = "notice", "公示"
    DONE = "done", "已办结"


class Way(TextChoices):
    """立项方式."""

    APPROVAL = "approval", "审批（政府投资）"
    LICENCE = "licence", "核准"
    FILING = "filing", "备案"


class Need(TextChoices):
    YES = "yes", "需办"
    MAYBE = "maybe", "视情况"
    NO = "no", "无需办理"


class EiaClass(TextChoices):
    BOOK = "book", "报告书"
    SHEET = "sheet", "报告表"
    RECORD = "record", "登记表"


class IssueStep(TextChoices):
    """Everything that can happen to a problem; each is an IssueEvent."""

    RAISE = "raise", "提出"
    EDIT = "edit", "修改"
    ASSIGN = "assign", "交办"  # 督办单: a unit and a date for its reply plan
    REPLY = "reply", "答复"
    REMARK = "remark", "处理意见"
    ESCALATE = "escalate", "升级协调"
    DECIDE = "decide", "议定"
    ASK_CLEAR = "ask_clear", "申请销号"
    CLEAR = "clear", "销号"
    REFUSE_CLEAR = "refuse", "不同意销号"
    REOPEN = "reopen", "重新打开"


class MeetingStatus(TextChoices):
    DRAFT = "draft", "拟议"
    CLOSED = "closed", "已定稿"


class Outcome(TextChoices):
    DECIDED = "decided", "已议定"
    LATER = "later", "暂缓，下次再议"


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
    "officer_id": "officer",
    "ground": "ground",
}
STEP = "step"  # the action of an event that is a step of one side (procedures.steps)
SERVED = "served"  # in the details of an event: 领办代办, its officer spoke for the owner
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
    "officer": "领办代办员",
    "ground": "办结依据",
}


def is_backward(field: str, old: object, new: object, status: str) -> bool:
    """Done → open, required → 无需办理, a date later (design §5); `status` as it will be."""
    if field == "status":
        return (old == Status.DONE) or new == Status.NOT_REQUIRED
    if field in {"due_on", "expected_on"} or (field == "completed_on" and status == Status.DONE):
        return isinstance(old, date) and isinstance(new, date) and new > old
    return False


# 时限: the date that days are counted to is the first of these that is set
DEADLINE = ("limit_on", "due_on", "expected_on")
