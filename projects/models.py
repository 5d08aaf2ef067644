"""The register (项目台账): a project, its year plans, its progress."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from accounts.rules import Role

from . import codes
from .conditions import falling, rising
from .rules import (
    FUNDING_AMOUNTS,
    FUNDING_DATES,
    BuildNature,
    Channel,
    FieldType,
    FundingStatus,
    Level,
    Nature,
    Stage,
    StopKind,
    TermKind,
)


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
    # Initials of the name, lower case; written with it so that a list can be searched by them.
    initials = models.CharField("拼音首字母", max_length=100, blank=True, editable=False)
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
    stage = models.CharField("阶段", max_length=12, choices=Stage.choices, default=Stage.NEW)
    build_nature = models.CharField(
        "建设性质", max_length=12, choices=BuildNature.choices, blank=True
    )
    total_investment = models.DecimalField(
        "总投资（万元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    planned_start = models.DateField("计划开工时间", null=True, blank=True)  # first of its month
    # The first date ever planned: set once, so that slippage is seen (design §2.7).
    first_planned_start = models.DateField("最初计划开工时间", null=True, blank=True)
    started_on = models.DateField("开工时间", null=True, blank=True)
    resumed_on = models.DateField("复工时间", null=True, blank=True)
    stopped_on = models.DateField("停工时间", null=True, blank=True)
    stop_kind = models.CharField("停工类别", max_length=10, choices=StopKind.choices, blank=True)
    stop_reason = models.CharField("停工原因", max_length=200, blank=True)
    expected_restart_on = models.DateField("预计复工时间", null=True, blank=True)
    finished_on = models.DateField("竣工时间", null=True, blank=True)
    withdrawn_on = models.DateField("退出时间", null=True, blank=True)
    withdraw_reason = models.CharField("退出原因", max_length=200, blank=True)
    package = models.ForeignKey(
        "self", models.PROTECT, verbose_name="打包项目", null=True, blank=True, related_name="parts"
    )
    # Merged into another: withdrawn, kept with its history, counted there.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name="并入", null=True, blank=True, related_name="merged"
    )
    # Names of Term(kind=strategy), joined by 、: text like 行业, so that history, sheet and bulk
    # writes treat it as any other fact.
    strategies = models.CharField("战略方向", max_length=200, blank=True)
    in_statistics = models.BooleanField("统计入库", null=True, blank=True)
    leader = models.CharField("包联领导", max_length=30, blank=True)
    extra = models.JSONField(
        "自定义字段", default=dict, blank=True
    )  # ProjectField.key → wire value
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

    @property
    def code_meaning(self) -> str:
        return codes.meaning(self.national_code)

    @property
    def code_warnings(self) -> list[str]:
        return codes.warnings(self.national_code)


class AnnualPlanQuerySet(models.QuerySet["AnnualPlan"]):
    def ever_listed(self) -> "AnnualPlanQuerySet":
        """Without those taken back from their first day on: nothing is deleted, a plan neither."""
        return self.exclude(listed_to__isnull=False, listed_to__lte=F("listed_from"))

    def listed(self, year: int, on: date) -> "AnnualPlanQuerySet":
        """Plans of the year whose project is on the list on `on` (design §6, first line)."""
        return self.in_force(on).filter(year=year)

    def in_force(self, on: date) -> "AnnualPlanQuerySet":
        """Of any year: listed on the day, of a project neither withdrawn nor part of another."""
        return self.filter(
            Q(listed_to__isnull=True) | Q(listed_to__gt=on),
            Q(project__withdrawn_on__isnull=True) | Q(project__withdrawn_on__gt=on),
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
    listed_reason = models.CharField("列入原因", max_length=200, blank=True)  # 增补 …
    delisted_reason = models.CharField("退出原因", max_length=200, blank=True)
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

    @property
    def was_listed(self) -> bool:
        """False when taken back from its first day on (`ever_listed` says it of many)."""
        return self.listed_to is None or self.listed_to > self.listed_from


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
    approved_on = models.DateField("批准时间", null=True, blank=True)
    document = models.CharField("批准文件", max_length=100, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")
    history = HistoricalRecords()

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


class StageChange(models.Model):
    """阶段变动: a project came to a stage on a day; append-only, written with Project.stage."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="stage_changes")
    stage = models.CharField("阶段", max_length=12, choices=Stage.choices)
    since = models.DateField("起始时间")
    reason = models.CharField("原因", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ["project", "since", "pk"]
        verbose_name = "阶段变动"

    def __str__(self) -> str:
        return f"{self.project_id} {self.stage} {self.since}"


class FundingApplicationQuerySet(models.QuerySet["FundingApplication"]):
    def visible_to(self, user: User) -> "FundingApplicationQuerySet":
        return self.filter(project__in=Project.objects.visible_to(user))


class FundingApplication(models.Model):
    """资金争取 (第四条（四）): one application of one project to one channel."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="funding")
    year = models.PositiveSmallIntegerField("年度")
    channel = models.CharField("资金渠道", max_length=16, choices=Channel.choices)
    status = models.CharField(
        "状态", max_length=10, choices=FundingStatus.choices, default=FundingStatus.PLANNED
    )
    applied = models.DecimalField(
        "申报金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    applied_on = models.DateField("申报时间", null=True, blank=True)
    approved = models.DecimalField(
        "批复金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    approved_on = models.DateField("批复时间", null=True, blank=True)
    document_no = models.CharField("批复文号", max_length=100, blank=True)
    arrived = models.DecimalField(
        "到位金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    arrived_on = models.DateField("到位时间", null=True, blank=True)
    spent = models.DecimalField(
        "支出金额（万元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    spent_on = models.DateField("支出时间", null=True, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("录入时间")
    history = HistoricalRecords()

    objects = FundingApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["project__number", "year", "channel", "pk"]
        verbose_name = "资金申报"
        constraints = [
            models.CheckConstraint(
                condition=(
                    (Q(applied__isnull=True) | Q(applied__gte=0))
                    & (Q(approved__isnull=True) | Q(approved__gte=0))
                    & (Q(arrived__isnull=True) | Q(arrived__gte=0))
                    & (Q(spent__isnull=True) | Q(spent__gte=0))
                ),
                name="funding_not_negative",
            ),
            # each step at most the one before; a comparison with NULL holds
            models.CheckConstraint(
                condition=(
                    Q(approved__lte=F("applied"))
                    | Q(applied__isnull=True)
                    | Q(approved__isnull=True)
                ),
                name="funding_approved_within_applied",
            ),
            models.CheckConstraint(
                condition=(
                    Q(arrived__lte=F("approved"))
                    | Q(approved__isnull=True)
                    | Q(arrived__isnull=True)
                ),
                name="funding_arrived_within_approved",
            ),
            models.CheckConstraint(
                condition=(
                    Q(spent__lte=F("arrived")) | Q(arrived__isnull=True) | Q(spent__isnull=True)
                ),
                name="funding_spent_within_arrived",
            ),
            # also across a step that is missing, and the days with them
            models.CheckConstraint(condition=falling(FUNDING_AMOUNTS), name="funding_amounts_fall"),
            models.CheckConstraint(condition=rising(FUNDING_DATES), name="funding_dates_rise"),
        ]
        indexes = [models.Index(fields=["year", "channel"])]

    def __str__(self) -> str:
        return f"{self.project_id} {self.year} {self.channel}"


class Term(models.Model):
    """词表: a 战略方向 or 行业 that a county offers for choice."""

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=10, choices=TermKind.choices)
    name = models.CharField("名称", max_length=30)
    # of an 行业: what 是否产业项目 is set to when the industry is chosen
    is_industrial = models.BooleanField("产业项目", null=True, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=100)
    is_active = models.BooleanField("在用", default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "order", "name"]
        verbose_name = "词表"
        constraints = [models.UniqueConstraint(fields=["centre", "kind", "name"], name="term_once")]

    def __str__(self) -> str:
        return self.name


class ProjectField(models.Model):
    """自定义字段: a typed field the administrator adds; values lie in Project.extra by key."""

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    key = models.SlugField("键", max_length=20)  # own1, own2 …: never changes
    label = models.CharField("名称", max_length=30)
    type = models.CharField("类型", max_length=10, choices=FieldType.choices)
    choices = models.JSONField("选项", default=list, blank=True)
    hint = models.CharField("填写说明", max_length=100, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=100)
    is_active = models.BooleanField("在用", default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "自定义字段"
        constraints = [
            models.UniqueConstraint(fields=["centre", "key"], name="own_field_key_once"),
            models.UniqueConstraint(fields=["centre", "label"], name="own_field_label_once"),
        ]

    def __str__(self) -> str:
        return self.label
