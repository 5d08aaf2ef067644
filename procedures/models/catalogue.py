"""手续目录: kinds of permits, their time limits as dated data, what a funding channel wants."""

from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Unit
from procedures.rules import Level
from projects.rules import Channel
from workplace import clock


class PermitKindQuerySet(models.QuerySet["PermitKind"]):
    def get_by_natural_key(self, code: str) -> "PermitKind":
        return self.get(code=code)

    def headline(self) -> "PermitKindQuerySet":
        """The six that the order names and the weekly table tabulates."""
        return self.filter(headline=True, is_active=True)


class PermitKind(models.Model):
    """手续事项 of the catalogue; the six headline ones are named by the order (第一条3)."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=30)
    order = models.PositiveSmallIntegerField("顺序", default=100)
    headline = models.BooleanField("六项手续", default=False)
    is_active = models.BooleanField("启用", default=True)
    prerequisites = models.ManyToManyField(
        "self", verbose_name="前置事项", symmetrical=False, blank=True
    )
    number_pattern = models.CharField("文号格式", max_length=200, blank=True)
    default_level = models.CharField("默认层级", max_length=10, choices=Level.choices)
    default_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="承办部门", null=True, blank=True, related_name="+"
    )
    documents = models.CharField("办结文件", max_length=200, blank=True)
    basis = models.CharField("说明与依据", max_length=500, blank=True)
    history = HistoricalRecords()

    objects = PermitKindQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = "手续事项"

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def limit_on(self, day: date, level: str = "") -> "KindLimit | None":
        """The limit in force on `day`: that of the level, else the one for all levels.

        Reads `limits` as a whole, so that a prefetch serves many kinds in one query.
        """
        valid = [row for row in self.limits.all() if row.valid_from <= day]
        fitting = [row for row in valid if row.level in ("", level or self.default_level)]
        return max(fitting, key=lambda row: (row.level != "", row.valid_from), default=None)

    @property
    def promised_days(self) -> int | None:
        """承诺时限 in working days, as it is today at the default level."""
        limit = self.limit_on(clock.today())
        return limit.promised_days if limit else None

    @property
    def statutory_days(self) -> int | None:
        """法定时限 in working days, as it is today at the default level."""
        limit = self.limit_on(clock.today())
        return limit.statutory_days if limit else None


class KindLimit(models.Model):
    """时限: promised and statutory working days and the validity of an approval, from a day on.

    A later row replaces an earlier one; what was accepted before keeps the limit of its day.
    """

    kind = models.ForeignKey(PermitKind, models.PROTECT, related_name="limits")
    level = models.CharField("层级", max_length=10, choices=Level.choices, blank=True)  # "" = all
    promised_days = models.PositiveSmallIntegerField("承诺时限（工作日）", null=True, blank=True)
    statutory_days = models.PositiveSmallIntegerField("法定时限（工作日）", null=True, blank=True)
    valid_months = models.PositiveSmallIntegerField("批复有效期（月）", null=True, blank=True)
    valid_from = models.DateField("施行日期")
    source = models.CharField("依据", max_length=200)
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind__order", "level", "valid_from"]
        verbose_name = "办理时限"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "level", "valid_from"], name="kind_limit_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.valid_from}"

    @property
    def binding_days(self) -> int | None:
        """What the clock runs against: what was promised, else what the law allows."""
        return self.statutory_days if self.promised_days is None else self.promised_days


class FundingNeed(models.Model):
    """申报条件: a permit that a funding channel wants before it is applied for."""

    channel = models.CharField("资金渠道", max_length=16, choices=Channel.choices)
    kind = models.ForeignKey(PermitKind, models.PROTECT, related_name="+")
    basis = models.CharField("依据", max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["channel", "kind__order"]
        verbose_name = "申报条件"
        constraints = [
            models.UniqueConstraint(fields=["channel", "kind"], name="funding_need_once")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind_id}"
