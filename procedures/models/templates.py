"""分解: which permits a type of project needs, and what is known of a project to tell its type."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from procedures.rules import EiaClass, Level, Need, Way
from projects.models import Project

from .catalogue import PermitKind


class Template(models.Model):
    """分解模板: 政府投资审批, 企业核准, 企业备案 …"""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=50)
    way = models.CharField("立项方式", max_length=10, choices=Way.choices)
    industries = models.JSONField("行业", default=list, blank=True)  # empty = any
    order = models.PositiveSmallIntegerField("顺序", default=100)
    is_active = models.BooleanField("启用", default=True)
    basis = models.CharField("依据", max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = "分解模板"

    def __str__(self) -> str:
        return self.name


class TemplateItem(models.Model):
    """One kind in a template. Its prerequisites, when it has any of its own, replace the kind's."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="items")
    kind = models.ForeignKey(PermitKind, models.PROTECT, related_name="+")
    need = models.CharField("是否需办", max_length=10, choices=Need.choices)
    level = models.CharField("层级", max_length=10, choices=Level.choices, blank=True)
    handling_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="承办部门", null=True, blank=True, related_name="+"
    )
    own_order = models.BooleanField("另定前置", default=False)  # else the catalogue's prerequisites
    prerequisites = models.ManyToManyField(
        PermitKind, verbose_name="前置事项", blank=True, related_name="+"
    )
    basis = models.CharField("依据", max_length=300, blank=True)

    class Meta:
        ordering = ["template", "kind__order"]
        verbose_name = "模板事项"
        constraints = [
            models.UniqueConstraint(fields=["template", "kind"], name="template_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.kind_id}"


class Traits(models.Model):
    """项目特征: what thresholds ask of a project; empty = not known, which suggests nothing."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="traits")
    template = models.ForeignKey(
        Template, models.PROTECT, verbose_name="分解模板", null=True, blank=True, related_name="+"
    )
    energy_tce = models.DecimalField(
        "年综合能耗（吨标准煤）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    power_kwh = models.DecimalField(
        "年用电量（万千瓦时）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    land_ha = models.DecimalField(
        "占地（公顷）", max_digits=10, decimal_places=2, null=True, blank=True
    )
    earthwork = models.DecimalField(
        "挖填土石方（万立方米）", max_digits=10, decimal_places=2, null=True, blank=True
    )
    existing_land = models.BooleanField("存量建设用地", null=True, blank=True)
    eia_class = models.CharField("环评类别", max_length=10, choices=EiaClass.choices, blank=True)
    decomposed_at = models.DateTimeField("分解时间", null=True, blank=True)
    decomposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        verbose_name = "项目特征"

    def __str__(self) -> str:
        return f"{self.project_id}"
