"""The register (项目台账): a project, its year plans, its progress."""

from datetime import date

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from accounts.rules import Role

from .rules import BuildNature, Level, Nature


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> "ProjectQuerySet":
        """A reporter's own unit; for the centre, office and leaders the county; nothing else."""
        if user.role == Role.REPORTER:
            return self.filter(unit=user.unit_id)
        if user.can("see_projects"):
            return self.of_county(user.unit.centre_id)
        return self.none()

    def of_county(self, centre_id: int | None) -> "ProjectQuerySet":
        return self.filter(Q(unit__parent=centre_id) | Q(unit=centre_id))

    def standing(self, on: date) -> "ProjectQuerySet":
        """Not withdrawn by `on`, and no child of a package (it counts through its parent)."""
        return self.filter(
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on), package__isnull=True
        )


class Project(models.Model):
    """重点项目."""

    number = models.CharField("编号", max_length=20, unique=True)
    national_code = models.CharField("项目代码", max_length=24, blank=True, db_index=True)
    name = models.CharField("项目名称", max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位", related_name="projects")
    co_units = models.ManyToManyField(Unit, verbose_name="协同单位", blank=True, related_name="+")
    owner = models.CharField("建设单位", max_length=100, blank=True)
    place = models.CharField("建设地点", max_length=100, blank=True)
    town = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="所在乡镇", null=True, blank=True, related_name="+"
    )
    scale = models.TextField("建设规模及内容", max_length=500, blank=True)
    industry = models.CharField("行业", max_length=30, blank=True)
    is_industrial = models.BooleanField("是否产业项目", null=True, blank=True)
    level = models.CharField("项目级别", max_length=10, choices=Level.choices, default=Level.COUNTY)
    nature = models.CharField("年度类别", max_length=12, choices=Nature.choices, default=Nature.NEW)
    build_nature = models.CharField(
        "建设性质", max_length=12, choices=BuildNature.choices, blank=True
    )
    total_investment = models.DecimalField(
        "总投资（万元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    planned_start = models.DateField("计划开工时间", null=True, blank=True)  # first of its month
    started_on = models.DateField("开工时间", null=True, blank=True)
    resumed_on = models.DateField("复工时间", null=True, blank=True)
    stopped_on = models.DateField("停工时间", null=True, blank=True)
    stop_reason = models.CharField("停工原因", max_length=200, blank=True)
    finished_on = models.DateField("竣工时间", null=True, blank=True)
    withdrawn_on = models.DateField("退出时间", null=True, blank=True)
    withdraw_reason = models.CharField("退出原因", max_length=200, blank=True)
    package = models.ForeignKey(
        "self", models.PROTECT, verbose_name="打包项目", null=True, blank=True, related_name="parts"
    )
    leader = models.CharField("包联领导", max_length=30, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("录入时间")
    history = HistoricalRecords()

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = "项目"
        constraints = [
            models.CheckConstraint(
                condition=Q(total_investment__isnull=True) | Q(total_investment__gt=0),
                name="project_total_positive",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AnnualPlanQuerySet(models.QuerySet["AnnualPlan"]):
    def listed(self, year: int, on: date) -> "AnnualPlanQuerySet":
        """Plans of the year whose project is on the list on `on` (design §6, first line)."""
        return self.filter(
            Q(listed_to__isnull=True) | Q(listed_to__gt=on),
            Q(project__withdrawn_on__isnull=True) | Q(project__withdrawn_on__gt=on),
            year=year,
            listed_from__lte=on,
            project__package__isnull=True,
        )


class AnnualPlan(models.Model):
    """年度计划: one project in one year's list (目标任务表)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField("年度")
    nature = models.CharField("年度类别", max_length=12, choices=Nature.choices)
    level = models.CharField("项目级别", max_length=10, choices=Level.choices)
    planned_investment = models.DecimalField(
        "年度计划投资（万元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    content = models.CharField("年度建设内容", max_length=500, blank=True)
    listed_from = models.DateField("列入时间")
    listed_to = models.DateField("退出时间", null=True, blank=True)  # half-open: not listed on it
    history = HistoricalRecords()

    objects = AnnualPlanQuerySet.as_manager()

    class Meta:
        ordering = ["project", "year"]
        verbose_name = "年度计划"
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="plan_once_a_year"),
            models.CheckConstraint(
                condition=Q(planned_investment__isnull=True) | Q(planned_investment__gte=0),
                name="plan_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["year", "nature"])]

    def __str__(self) -> str:
        return f"{self.project_id} {self.year}"


class AnnualPlanVersion(models.Model):
    """计划版本: the plan as it stood from a date on; written by the service."""

    plan = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="versions")
    valid_from = models.DateField("生效时间")
    planned_investment = models.DecimalField(
        "年度计划投资（万元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    nature = models.CharField("年度类别", max_length=12, choices=Nature.choices)
    level = models.CharField("项目级别", max_length=10, choices=Level.choices)
    reason = models.CharField("原因", max_length=200, blank=True)
    approved = models.BooleanField("已批准", default=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["plan", "valid_from", "pk"]
        verbose_name = "计划版本"

    def __str__(self) -> str:
        return f"{self.plan_id} {self.valid_from}"


class Progress(models.Model):
    """建设进展: cumulative investment of the plan's year as of a day."""

    plan = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="progress")
    as_of = models.DateField("截至")
    completed_investment = models.DecimalField(
        "本年累计完成投资（万元）", max_digits=14, decimal_places=2
    )
    statistical_investment = models.DecimalField(
        "统计口径完成投资（万元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    image_progress = models.CharField("形象进度", max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "as_of"]
        verbose_name = "建设进展"
        constraints = [
            models.UniqueConstraint(fields=["plan", "as_of"], name="progress_once_a_day"),
            models.CheckConstraint(
                condition=Q(completed_investment__gte=0), name="progress_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.as_of}"
