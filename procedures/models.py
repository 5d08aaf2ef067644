"""The permit catalogue, permits, what happened to them, problems to coordinate."""

from datetime import date

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from accounts.rules import Role
from projects.models import Project
from projects.rules import Channel

from .rules import IssueLevel, IssueStatus, Level, Side, Status


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
    statutory_days = models.PositiveSmallIntegerField("法定时限（工作日）", null=True, blank=True)
    promised_days = models.PositiveSmallIntegerField("承诺时限（工作日）", null=True, blank=True)
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


class PermitQuerySet(models.QuerySet["Permit"]):
    def visible_to(self, user: User) -> "PermitQuerySet":
        """Own projects' permits and those one's unit handles; the county for those above."""
        if user.role == Role.REPORTER:
            mine = Q(project__unit=user.unit_id) | Q(handling_unit=user.unit_id)
            return self.filter(mine)
        if user.can("see_permits"):
            centre = user.unit.centre_id
            return self.filter(Q(project__unit__parent=centre) | Q(project__unit=centre))
        return self.none()

    def open(self) -> "PermitQuerySet":
        return self.exclude(status__in=[Status.DONE, Status.NOT_REQUIRED])

    def overdue(self, on: date) -> "PermitQuerySet":
        """Open and past 办结时限 (or, without one, 预计办结)."""
        past = Q(due_on__lt=on) | Q(due_on__isnull=True, expected_on__lt=on)
        return self.open().filter(past)


class Permit(models.Model):
    """一个项目的一项手续."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="permits")
    kind = models.ForeignKey(PermitKind, models.PROTECT, related_name="permits")
    status = models.CharField(
        "进展", max_length=12, choices=Status.choices, default=Status.NOT_STARTED
    )
    level = models.CharField("层级", max_length=10, choices=Level.choices, blank=True)
    handling_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="承办部门", null=True, blank=True, related_name="+"
    )
    liaison_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="对接部门", null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("办结时限", null=True, blank=True)
    expected_on = models.DateField("预计办结", null=True, blank=True)
    completed_on = models.DateField("办结日期", null=True, blank=True)
    document_no = models.CharField("文号", max_length=100, blank=True)
    exempt_reason = models.CharField("无需办理的理由", max_length=100, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    history = HistoricalRecords()

    objects = PermitQuerySet.as_manager()

    class Meta:
        ordering = ["project", "kind__order"]
        verbose_name = "手续"
        constraints = [
            models.UniqueConstraint(fields=["project", "kind"], name="permit_once_a_kind")
        ]
        indexes = [models.Index(fields=["handling_unit", "status"])]

    def __str__(self) -> str:
        return f"{self.project_id} {self.kind_id}"


class PermitEvent(models.Model):
    """手续经过: append-only, written by procedures.services.permits.apply alone."""

    permit = models.ForeignKey(Permit, models.PROTECT, related_name="events")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    side = models.CharField("哪一方", max_length=10, choices=Side.choices)
    action = models.CharField("动作", max_length=20)  # status | level | expected | due | exempt
    before = models.CharField("从", max_length=100, blank=True)
    after = models.CharField("到", max_length=100, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "手续经过"

    def __str__(self) -> str:
        return f"{self.permit_id} {self.action}"


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: User) -> "IssueQuerySet":
        return self.filter(project__in=Project.objects.visible_to(user))

    def standing(self) -> "IssueQuerySet":
        return self.exclude(status=IssueStatus.CLEARED)


class Issue(models.Model):
    """需协调解决的问题."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="issues")
    permit = models.ForeignKey(Permit, models.PROTECT, null=True, blank=True, related_name="issues")
    text = models.CharField("问题", max_length=500)
    level = models.CharField("协调层级", max_length=10, choices=IssueLevel.choices, blank=True)
    unit_text = models.CharField("建议办理部门", max_length=50, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="办理部门", null=True, blank=True, related_name="+"
    )
    wanted_by = models.DateField("要求时限", null=True, blank=True)
    in_table = models.BooleanField("列入周报表", default=True)
    status = models.CharField(
        "状态", max_length=10, choices=IssueStatus.choices, default=IssueStatus.OPEN
    )
    raised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField("提出时间")
    cleared_at = models.DateTimeField("销号时间", null=True, blank=True)
    resolution = models.CharField("怎样解决", max_length=300, blank=True)
    history = HistoricalRecords()

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        verbose_name = "问题"
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(in_table=True) & ~Q(status="cleared"),
                name="one_issue_in_the_table",
            )
        ]

    def __str__(self) -> str:
        return self.text[:30]


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
