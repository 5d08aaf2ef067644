"""Sealed copies of what was reported. Rows here are written once and never changed:

the services only insert, and triggers (reporting/triggers.py) refuse UPDATE and DELETE.
"""

from django.db import models
from django.db.models import F, Q

from accounts.models import Unit, User
from procedures.models import PermitKind
from procedures.rules import Level as PermitLevel
from procedures.rules import Status
from projects.models import Project
from projects.rules import Level, Nature
from reporting.rules import State

from .rounds import Round
from .submissions import Submission


class SealQuerySet(models.QuerySet["Seal"]):
    def visible_to(self, user: User) -> "SealQuerySet":
        return self.filter(submission__in=Submission.objects.visible_to(user))

    def valid(self) -> "SealQuerySet":
        """Of each submission its last seal that was not returned (Submission.valid_number)."""
        filed = Q(submission__state__in=[State.SUBMITTED, State.ACCEPTED])
        newest = Q(number=F("submission__seal_count"))
        return self.filter(filed & newest | ~filed & Q(number=F("submission__accepted_number")))


class Seal(models.Model):
    """封存: the unit's table exactly as it was submitted, chained to its preceding seal."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="seals")
    number = models.PositiveSmallIntegerField("第几次")
    format = models.PositiveSmallIntegerField("格式", default=1)
    sealed_at = models.DateTimeField("封存时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    by_name = models.CharField("填报人", max_length=30)
    unit_code = models.CharField("单位代码", max_length=20)
    unit_name = models.CharField("单位", max_length=100)
    cutoff_on = models.DateField("统计截止")
    form = models.CharField("表", max_length=10)
    no_change = models.BooleanField("本周无变化", default=False)
    row_count = models.PositiveIntegerField("行数")
    digest = models.CharField("摘要", max_length=64)
    previous = models.CharField("上一摘要", max_length=64, blank=True)

    objects = SealQuerySet.as_manager()

    class Meta:
        ordering = ["submission", "number"]
        verbose_name = "封存"
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="seal_number_once"),
            # one successor per seal and one first seal per unit: the chain cannot fork
            models.UniqueConstraint(
                fields=["unit_code", "form", "previous"],
                name="seal_chain",
                condition=~Q(previous=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_code} {self.cutoff_on} #{self.number}"


class SealedProject(models.Model):
    """封存的项目行."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="projects")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField("序号")
    number = models.CharField("编号", max_length=20)
    unit_code = models.CharField("责任单位代码", max_length=20)
    unit_name = models.CharField("责任单位", max_length=100)
    name = models.CharField("项目名称", max_length=100)
    national_code = models.CharField("项目代码", max_length=24, blank=True)
    nature = models.CharField("年度类别", max_length=12, choices=Nature.choices)
    level = models.CharField("项目级别", max_length=10, choices=Level.choices)
    owner = models.CharField("建设单位", max_length=100, blank=True)
    place = models.CharField("建设地点", max_length=100, blank=True)
    scale = models.CharField("建设规模及内容", max_length=500, blank=True)
    total_investment = models.DecimalField("总投资", max_digits=14, decimal_places=2, null=True)
    planned_investment = models.DecimalField(
        "年度计划投资", max_digits=14, decimal_places=2, null=True
    )
    planned_start = models.DateField("计划开工时间", null=True)
    listed_from = models.DateField("列入时间")
    listed_to = models.DateField("退出时间", null=True)
    week = models.CharField("本周推进情况", max_length=500, blank=True)
    issue = models.CharField("问题", max_length=500, blank=True)
    issue_level = models.CharField("协调层级", max_length=10, blank=True)
    issue_unit = models.CharField("建议办理部门", max_length=50, blank=True)
    issue_by = models.DateField("要求时限", null=True)
    note = models.CharField("备注", max_length=500, blank=True)
    # The form progress; empty in the form permits.
    progress_state = models.CharField("状态", max_length=12, blank=True)
    progress_on = models.DateField("状态时间", null=True)
    started_on = models.DateField("开工时间", null=True)
    resumed_on = models.DateField("复工时间", null=True)
    stopped_on = models.DateField("停工时间", null=True)
    completed_investment = models.DecimalField(
        "本年累计完成投资", max_digits=14, decimal_places=2, null=True
    )
    in_statistics = models.BooleanField("统计入库", null=True)
    statistical_investment = models.DecimalField(
        "统计口径完成投资", max_digits=14, decimal_places=2, null=True
    )
    image_progress = models.CharField("形象进度", max_length=300, blank=True)
    # Of this row and its permits: tells which row of a damaged seal was touched.
    digest = models.CharField("行摘要", max_length=64, default="")

    class Meta:
        ordering = ["seal", "seq"]
        verbose_name = "封存的项目"
        constraints = [
            models.UniqueConstraint(fields=["seal", "project"], name="sealed_project_once")
        ]
        indexes = [models.Index(fields=["project", "seal"])]

    def __str__(self) -> str:
        return self.name


class SealedPermit(models.Model):
    """封存的手续."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="permits")
    sealed_project = models.ForeignKey(SealedProject, models.PROTECT, related_name="permits")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    kind = models.ForeignKey(PermitKind, models.PROTECT, related_name="+")
    project_number = models.CharField("编号", max_length=20)
    kind_code = models.CharField("手续代码", max_length=20)
    kind_name = models.CharField("手续", max_length=30)
    status = models.CharField("进展", max_length=12, choices=Status.choices)
    level = models.CharField("层级", max_length=10, choices=PermitLevel.choices, blank=True)
    handling_unit_name = models.CharField("承办部门", max_length=100, blank=True)
    due_on = models.DateField("办结时限", null=True)
    expected_on = models.DateField("预计办结", null=True)
    completed_on = models.DateField("办结日期", null=True)
    document_no = models.CharField("文号", max_length=100, blank=True)
    exempt_reason = models.CharField("理由", max_length=100, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    # 两边确认 when it was sealed; null in seals of before (formats 1 and 2), which did not ask
    confirmed = models.BooleanField("两边确认", null=True)

    class Meta:
        ordering = ["seal", "sealed_project", "pk"]
        verbose_name = "封存的手续"
        constraints = [
            models.UniqueConstraint(fields=["sealed_project", "kind"], name="sealed_permit_once")
        ]
        indexes = [
            models.Index(fields=["round", "unit", "kind", "status"]),
            models.Index(fields=["project", "kind", "round"]),
        ]

    def __str__(self) -> str:
        return f"{self.project_number} {self.kind_code}"
