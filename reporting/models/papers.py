"""Documents made of sealed rows: what the office issues and what each unit sums up."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from reporting.rules import PaperKind, SummaryState

from .rounds import Campaign, Round


class CircularQuerySet(models.QuerySet["Circular"]):
    def visible_to(self, user: User) -> "CircularQuerySet":
        """A reporter reads what was issued; the county's own people also the drafts."""
        own = self.filter(centre=user.unit.centre_id)
        if user.can("see_papers"):
            return own
        return own.filter(issued_at__isnull=False) if user.can("read_circulars") else own.none()


class Circular(models.Model):
    """周报、通报、会议材料、排名表、典型案例: drafted from sealed rows, edited, then issued."""

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField("文种", max_length=12, choices=PaperKind.choices)
    round = models.ForeignKey(Round, models.PROTECT, related_name="circulars")
    number = models.PositiveSmallIntegerField("期号")  # 0 = a draft; given when it is issued
    title = models.CharField("标题", max_length=100)
    # the blocks of the document in order: {"kind": "heading"|"text"|"table", …}; a number in it is
    # {"ref": code, "shown": "64.9%"} and never typed
    body = models.JSONField("内容", default=list)
    known = models.DateTimeField("数据时刻")  # what the seals and the register said then
    version = models.PositiveIntegerField("版本", default=1)
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    dated_on = models.DateField("成文日期", null=True, blank=True)
    # an issued one is never edited: it is withdrawn, or a 更正 with its own number replaces it
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("起草时间")
    history = HistoricalRecords()

    objects = CircularQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "材料"
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "kind", "round", "number"], name="circular_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> str:
        """The key of its mark and its word."""
        if self.withdrawn_at:
            return "withdrawn"
        return "issued" if self.issued_at else "draft"

    @property
    def number_words(self) -> str:
        return f"第{self.number}期" if self.number else "未编号"


class ActivitySummaryQuerySet(models.QuerySet["ActivitySummary"]):
    def visible_to(self, user: User) -> "ActivitySummaryQuerySet":
        if user.can("see_papers"):
            return self.filter(campaign__centre=user.unit.centre_id)
        return self.filter(unit=user.unit_id) if user.can("write_summary") else self.none()


class ActivitySummary(models.Model):
    """活动总结: drafted from the unit's own history, edited by it, due on the summary round."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="summaries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    state = models.CharField(
        "状态", max_length=10, choices=SummaryState.choices, default=SummaryState.DRAFT
    )
    body = models.JSONField("内容", default=list)  # as Circular.body
    known = models.DateTimeField("数据时刻")
    version = models.PositiveIntegerField("版本", default=1)
    submitted_at = models.DateTimeField("首次上报", null=True, blank=True)
    late_minutes = models.PositiveIntegerField("迟报分钟", default=0)
    returned_reason = models.CharField("退回原因", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("起草时间")
    history = HistoricalRecords()

    objects = ActivitySummaryQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "unit__order"]
        verbose_name = "活动总结"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit"], name="summary_once_a_unit")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.unit_id}"
