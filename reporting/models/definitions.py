"""口径: how the figures are counted, dated; and what each compilation counted to."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from reporting.rules import Convention, Counting

from .outputs import Compilation
from .rounds import Campaign


class Definition(models.Model):
    """口径: the convention and the counting of 办结率 from a day on; append-only.

    Version 1 is what the campaign began with and has no row; rows begin at 2.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="definitions")
    version = models.PositiveSmallIntegerField("口径版本")
    valid_from = models.DateField("生效时间")
    convention = models.CharField("办结率口径", max_length=20, choices=Convention.choices)
    counting = models.CharField("办结以谁为准", max_length=10, choices=Counting.choices)
    reason = models.CharField("原因", max_length=200)
    source = models.CharField("依据", max_length=100, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ["campaign", "valid_from", "version"]
        verbose_name = "口径"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "version"], name="definition_version_once"),
            models.CheckConstraint(condition=Q(version__gt=1), name="definition_after_the_first"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} v{self.version}"


class RoundFigure(models.Model):
    """汇总时的数: a figure of one compilation, counted from its sealed rows when it was made.

    Only a shortcut for trends over many rounds: the rows stay the truth, and
    `manage.py round_figures` counts them again and compares.
    """

    compilation = models.ForeignKey(Compilation, models.PROTECT, related_name="figures")
    key = models.CharField("指标", max_length=40)
    convention = models.CharField("口径", max_length=20, blank=True)  # of 办结率 alone
    counting = models.CharField("办结以谁为准", max_length=10, blank=True)
    unit_code = models.CharField("单位代码", max_length=20, blank=True)  # "" = the county
    numerator = models.DecimalField("分子", max_digits=18, decimal_places=2)
    denominator = models.DecimalField("分母", max_digits=18, decimal_places=2, null=True)

    class Meta:
        ordering = ["compilation", "key", "convention", "counting", "unit_code"]
        verbose_name = "汇总时的数"
        constraints = [
            models.UniqueConstraint(
                fields=["compilation", "key", "convention", "counting", "unit_code"],
                name="round_figure_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.compilation_id} {self.key} {self.unit_code}"


class FigureReference(models.Model):
    """出处: a number that was printed, with all that is needed to count it again; append-only."""

    code = models.CharField("编码", max_length=12, unique=True)  # read aloud: no 0 O 1 I
    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # of one unit only
    path = models.CharField("页面", max_length=100)  # /indicators/permit_rate/ or /lists/late/
    query = models.CharField("条件", max_length=500)  # with the moment it speaks of (known=…)
    label = models.CharField("名称", max_length=100)
    shown = models.CharField("印出的数", max_length=40)
    numerator = models.CharField("分子", max_length=24)
    denominator = models.CharField("分母", max_length=24, blank=True)
    rows_digest = models.CharField("行摘要", max_length=64)  # of the rows behind it
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "出处"
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "path", "query"], name="figure_reference_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class RankingSwitch(models.Model):
    """排名开关: off until somebody turns it on with a ground; the newest row holds."""

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    is_on = models.BooleanField("排名")
    ground = models.CharField("依据", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "排名开关"

    def __str__(self) -> str:
        return f"{self.centre_id} {self.is_on}"


class AppraisalRule(models.Model):
    """考核办法: the items of the appraisal sheet, valid from a day on."""

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("名称", max_length=100)
    valid_from = models.DateField("生效时间")
    # [{"key": "permit_rate", "label": …, "points": "40", "per": …, "cap": …, "floor": …}, …]
    items = models.JSONField("考核项目", default=list)
    source = models.CharField("依据", max_length=100, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")
    history = HistoricalRecords()

    class Meta:
        ordering = ["centre", "year", "valid_from", "pk"]
        verbose_name = "考核办法"

    def __str__(self) -> str:
        return self.name
