"""需协调解决的问题 and everything that happened to each."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from accounts.rules import Role
from procedures.rules import IssueLevel, IssueStatus, IssueStep
from projects.models import Project

from .permits import Permit


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: User) -> "IssueQuerySet":
        """Of projects one sees; a bureau also what it is to solve, or raised itself."""
        seen = Q(project__in=Project.objects.visible_to(user))
        if user.role == Role.REPORTER:
            seen |= Q(unit=user.unit_id) | Q(raised_unit=user.unit_id)
        return self.filter(seen)

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
    raised_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="提出单位", null=True, blank=True, related_name="+"
    )
    # 督办单: who is to reply with a plan, and by when
    reply_due_on = models.DateField("答复时限", null=True, blank=True)
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)
    supervised = models.PositiveSmallIntegerField("督办次数", default=0)
    decided_at = models.DateTimeField("议定时间", null=True, blank=True)
    decision = models.CharField("议定事项", max_length=500, blank=True)
    decision_due_on = models.DateField("议定时限", null=True, blank=True)
    clear_asked_at = models.DateTimeField("申请销号", null=True, blank=True)
    reopened = models.PositiveSmallIntegerField("重新打开次数", default=0)
    version = models.PositiveIntegerField("版本", default=1)
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


class IssueEvent(models.Model):
    """问题经过: append-only, written by procedures.services.issues alone; nothing vanishes."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="events")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    step = models.CharField("动作", max_length=12, choices=IssueStep.choices)
    before = models.CharField("从", max_length=10, choices=IssueStatus.choices, blank=True)
    after = models.CharField("到", max_length=10, choices=IssueStatus.choices, blank=True)
    text = models.CharField("内容", max_length=500, blank=True)
    details = models.JSONField(default=dict, blank=True)  # unit, due_on, level, meeting …

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "问题经过"

    def __str__(self) -> str:
        return f"{self.issue_id} {self.step}"
