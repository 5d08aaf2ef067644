"""Campaigns and their rounds: every deadline is a row (design §2.6)."""

from datetime import time

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from procedures.models import PermitKind
from reporting.rules import Convention, Counting, Form, HolidayRule, Rhythm, Stage


class Campaign(models.Model):
    """报送活动 (前期手续办理月活动, 第四条（三）; 重点项目建设进展月报)."""

    name = models.CharField("名称", max_length=100)
    form = models.CharField("表", max_length=10, choices=Form.choices)
    centre = models.ForeignKey(Unit, models.PROTECT, verbose_name="召集单位", related_name="+")
    year = models.PositiveSmallIntegerField("项目年度")  # of the plans it tabulates
    rhythm = models.CharField("频次", max_length=10, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    weekday = models.PositiveSmallIntegerField("报送日", default=4)  # Monday = 0
    # Of a monthly campaign: the day its rounds are cut off; 31 = the last day of the month.
    month_day = models.PositiveSmallIntegerField("每月统计日", default=31)
    due_time = models.TimeField("截止时刻", default=time(12, 0))
    starts_on = models.DateField("开始")
    ends_on = models.DateField("结束")
    baseline_on = models.DateField("摸底截止", null=True, blank=True)
    summary_on = models.DateField("总结截止", null=True, blank=True)
    holiday_rule = models.CharField(
        "遇节假日", max_length=20, choices=HolidayRule.choices, default=HolidayRule.NEXT
    )
    convention = models.CharField(
        "办结率口径", max_length=20, choices=Convention.choices, default=Convention.REQUIRED_ONLY
    )
    counting = models.CharField(
        "办结以谁为准", max_length=10, choices=Counting.choices, default=Counting.ONE_SIDE
    )
    # Empty = the headline kinds. Ladder: [{"stage","label","weekday"|"before_days","time"}], or
    # "before_minutes" without a time
    kinds = models.ManyToManyField(PermitKind, verbose_name="手续事项", blank=True)
    ladder = models.JSONField("提醒时刻", default=list)
    is_open = models.BooleanField("进行中", default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = "报送活动"
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "form"],
                condition=Q(is_open=True),
                name="one_open_campaign_a_form",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def query(self) -> str:
        """What a link ends with to stay with this form; without it a date means the permits."""
        return "" if self.form == Form.PERMITS else f"?form={self.form}"


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> "RoundQuerySet":
        """Rounds that the user's own county convenes, once they have opened is another matter."""
        if not user.can("see_report"):
            return self.none()
        return self.filter(campaign__centre=user.unit.centre_id)

    def of_form(self, form: str) -> "RoundQuerySet":
        return self.filter(campaign__form=form)

    def with_table(self) -> "RoundQuerySet":
        return self.exclude(stage=Stage.SUMMARY)


class Round(models.Model):
    """一期: number 0 is the baseline; cutoff_on names it even when due_at moved for a holiday."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="rounds")
    stage = models.CharField("阶段", max_length=10, choices=Stage.choices, default=Stage.WEEKLY)
    number = models.PositiveSmallIntegerField("期号")
    cutoff_on = models.DateField("统计截止")
    opens_at = models.DateTimeField("开始填报")
    due_at = models.DateTimeField("报送截止")
    moved_reason = models.CharField("调整原因", max_length=200, blank=True)
    opened_at = models.DateTimeField("已打开", null=True, blank=True)
    closed_at = models.DateTimeField("关闭", null=True, blank=True)  # set by the first compilation
    history = HistoricalRecords()

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "cutoff_on"]
        verbose_name = "期"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "cutoff_on"], name="round_once_a_day")
        ]
        indexes = [models.Index(fields=["cutoff_on"])]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        if self.stage == Stage.SUMMARY:
            return "活动总结"
        return f"第{self.number}期" if self.number else "摸底（第0期）"

    @property
    def named(self) -> str:
        """The label in texts that may speak of either form."""
        return self.label if self.is_of(Form.PERMITS) else f"建设进展{self.label}"

    def is_of(self, form: str) -> bool:
        return self.campaign.form == form

    @property
    def query(self) -> str:
        """What a link to this round's pages ends with: the date alone means the form permits."""
        return self.campaign.query

    @property
    def also(self) -> str:
        """The same before further parts of a query."""
        return "" if self.is_of(Form.PERMITS) else f"form={self.campaign.form}&"

    @property
    def span(self) -> str:
        """本周 or 本月: the time between two tables."""
        return "本月" if self.campaign.rhythm == Rhythm.MONTHLY else "本周"


class Reminder(models.Model):
    """提醒: one per round, unit and stage, so that two workers send one (design §4)."""

    class Status(models.TextChoices):
        SENT = "sent", "已提醒"
        SKIPPED = "skipped", "已过时"

    round = models.ForeignKey(Round, models.PROTECT, related_name="reminders")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    stage = models.CharField("时点", max_length=60)  # a ladder stage, `overdue` or `chase-<op>`
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SENT)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # who chased

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "提醒"
        constraints = [
            models.UniqueConstraint(fields=["round", "unit", "stage"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id} {self.stage}"
