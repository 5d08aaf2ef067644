"""Words, statuses and legal moves of permits and problems. No database here."""

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
