"""要办的事 on their way to people and robots: lines, when each wants them, where robots sit."""

from datetime import time

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User

QUIET_FROM, QUIET_UNTIL = time(20, 0), time(7, 30)


def default_times() -> list[str]:
    return ["08:30", "14:30"]


class ReminderSettings(models.Model):
    """提醒设置 of a county: when digests go out, after how long the unit's head is told."""

    centre = models.OneToOneField(Unit, models.PROTECT, related_name="reminder_settings")
    digest_times = models.JSONField("集中提醒时间", default=default_times)  # "08:30", sorted
    head_after_days = models.PositiveSmallIntegerField("逾期几个工作日报负责人", default=5)
    head_after_rounds = models.PositiveSmallIntegerField("连续几期没报报负责人", default=2)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "提醒设置"

    def __str__(self) -> str:
        return f"{self.centre_id}"


class Preference(models.Model):
    """提醒方式: a person's own; without a row the defaults hold."""

    user = models.OneToOneField(User, models.CASCADE, related_name="preference")
    by_email = models.BooleanField("发到邮箱", default=True)
    quiet_from = models.TimeField("不打扰，从", default=QUIET_FROM)
    quiet_until = models.TimeField("到", default=QUIET_UNTIL)
    at_once = models.JSONField("马上提醒", null=True)  # kinds; null = those that kinds propose

    class Meta:
        verbose_name = "提醒方式"

    def __str__(self) -> str:
        return f"{self.user_id}"


class RobotQuerySet(models.QuerySet["Robot"]):
    def of_county(self, centre_id: int | None) -> "RobotQuerySet":
        return self.filter(centre=centre_id)


class Robot(models.Model):
    """群机器人: a chat group that hears what its unit, or the whole county, is to do."""

    class Vendor(models.TextChoices):
        WECOM = "wecom", "企业微信"
        DINGTALK = "dingtalk", "钉钉"
        FEISHU = "feishu", "飞书"

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(  # null: the county's own group
        Unit, models.PROTECT, verbose_name="哪个单位的群", null=True, blank=True, related_name="+"
    )
    name = models.CharField("名称", max_length=30)
    vendor = models.CharField("软件", max_length=10, choices=Vendor.choices)
    # Whoever has these can write into the group: never shown again, never logged, not in history
    token = models.CharField("令牌", max_length=100)
    secret = models.CharField("加签密钥", max_length=100, blank=True)
    kinds = models.JSONField("收哪些提醒", default=list)  # empty = all
    is_active = models.BooleanField("在用", default=True)
    made_at = models.DateTimeField("建立时间")
    history = HistoricalRecords(excluded_fields=["token", "secret"])

    objects = RobotQuerySet.as_manager()

    class Meta:
        ordering = ["unit__order", "name", "pk"]
        verbose_name = "群机器人"

    def __str__(self) -> str:
        return self.name

    @property
    def token_mask(self) -> str:
        """Its last four signs: enough to tell two robots apart."""
        return f"****{self.token[-4:]}"

    def wants(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


class DigestLine(models.Model):
    """一件要办的事 for one person or one robot; waits until it is told in a digest."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="digest_lines")
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, related_name="lines")
    source = models.CharField("来自", max_length=40, db_index=True)  # e.g. nudge-12
    key = models.CharField("唯一键", max_length=120)  # makes it happen once
    kind = models.CharField("类别", max_length=20)  # kinds.KINDS
    text = models.CharField("内容", max_length=300)
    url = models.CharField("去处", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    told_at = models.DateTimeField("已提醒", null=True, blank=True)
    digest = models.ForeignKey(
        "workplace.Notification", models.CASCADE, null=True, related_name="lines"
    )
    acknowledged_at = models.DateTimeField("已签收", null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "要办的事"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="digest_line_once_a_person"),
            models.UniqueConstraint(fields=["robot", "key"], name="digest_line_once_a_robot"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, robot__isnull=True)
                | Q(user__isnull=True, robot__isnull=False),
                name="digest_line_to_one",
            ),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(told_at=None), name="digest_lines_waiting")
        ]

    def __str__(self) -> str:
        return self.key
