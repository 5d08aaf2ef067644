"""What the centre makes of the seals, whom it sent it to, and the targets to reach."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User

from .rounds import Round
from .seals import Seal


class Compilation(models.Model):
    """汇总表: one version of a round's compiled table; append-only."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="compilations")
    version = models.PositiveSmallIntegerField("版本")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    workbook = models.BinaryField("工作簿")
    digest = models.CharField("摘要", max_length=64)  # over the digests of its seals, in unit order
    summary = models.JSONField("概要", default=dict)  # counts shown beside the version
    seals = models.ManyToManyField(Seal, through="CompilationSeal", related_name="compilations")

    class Meta:
        ordering = ["round", "-version"]
        verbose_name = "汇总表"
        constraints = [
            models.UniqueConstraint(fields=["round", "version"], name="compilation_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} v{self.version}"


class CompilationSeal(models.Model):
    """汇总所用的封存: `carried` = taken over from an earlier round (沿用上期)."""

    compilation = models.ForeignKey(Compilation, models.PROTECT, related_name="used")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="+")
    carried = models.BooleanField("沿用上期", default=False)

    class Meta:
        verbose_name = "汇总所用的封存"
        constraints = [
            models.UniqueConstraint(fields=["compilation", "seal"], name="seal_once_a_compilation")
        ]

    def __str__(self) -> str:
        return f"{self.compilation_id} {self.seal_id}"


class Dispatch(models.Model):
    """报送: a version went to 县专班 or 市项目推进中心."""

    class Receiver(models.TextChoices):
        TASK_FORCE = "task_force", "县专班"
        CITY = "city", "市项目推进中心"

    compilation = models.ForeignKey(Compilation, models.PROTECT, related_name="dispatches")
    receiver = models.CharField("报送给", max_length=20, choices=Receiver.choices)
    sent_at = models.DateTimeField("报送时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sent_at"]
        verbose_name = "报送"
        constraints = [
            models.UniqueConstraint(
                fields=["compilation", "receiver"], name="dispatch_once_a_receiver"
            )
        ]

    def __str__(self) -> str:
        return f"{self.compilation_id} {self.receiver}"


class TargetQuerySet(models.QuerySet["Target"]):
    def standing(self) -> "TargetQuerySet":
        return self.filter(withdrawn_at__isnull=True)


class Target(models.Model):
    """目标 (文件第一条、第四条（一）): floor must be reached, stretch is striven for."""

    indicator = models.CharField("指标", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    scope = models.CharField("范围", max_length=20, default="all")  # all | province | province_city
    due_on = models.DateField("时点")
    floor = models.DecimalField("底线", max_digits=16, decimal_places=6, null=True, blank=True)
    stretch = models.DecimalField("力争", max_digits=16, decimal_places=6, null=True, blank=True)
    source = models.CharField("依据", max_length=100, blank=True)
    withdrawn_at = models.DateTimeField("取消时间", null=True, blank=True)  # compared no longer
    history = HistoricalRecords()

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "scope", "due_on"]
        verbose_name = "目标"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "scope", "due_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="target_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.due_on}"


class LightRule(models.Model):
    """亮灯规则: how far behind the time schedule is yellow or red, valid from a day on."""

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    valid_from = models.DateField("生效时间")
    # percentage points behind 序时进度
    green_within = models.DecimalField(
        "绿灯：落后不超过", max_digits=5, decimal_places=2, default=10
    )
    yellow_within = models.DecimalField(
        "黄灯：落后不超过", max_digits=5, decimal_places=2, default=30
    )
    months_without_start = models.PositiveSmallIntegerField("到期未开工满几个月亮红灯", default=3)
    reason = models.CharField("原因", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ["centre", "valid_from", "pk"]
        verbose_name = "亮灯规则"

    def __str__(self) -> str:
        return f"{self.centre_id} {self.valid_from}"
