"""One permit of one project, what each side says of it, and everything that happened to it."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from accounts.rules import Role
from procedures.rules import DEADLINE, HandlerSays, Level, OwnerSays, Side, Status
from projects.models import Project

from .catalogue import PermitKind


def deadline(prefix: str = "") -> Coalesce:
    """时限 for SQL; `Permit.deadline_on` is the same of a loaded row."""
    return Coalesce(*(f"{prefix}{name}" for name in DEADLINE))


class PermitQuerySet(models.QuerySet["Permit"]):
    def visible_to(self, user: User) -> "PermitQuerySet":
        """Own projects' permits, those one's unit handles or one serves; above: the county's."""
        if user.role == Role.REPORTER:
            mine = Q(project__unit=user.unit_id) | Q(handling_unit=user.unit_id)
            return self.filter(mine | Q(officer=user))
        if user.can("see_permits"):
            centre = user.unit.centre_id
            return self.filter(Q(project__unit__parent=centre) | Q(project__unit=centre))
        return self.none()

    def open(self) -> "PermitQuerySet":
        return self.exclude(status__in=[Status.DONE, Status.NOT_REQUIRED])

    def given(self) -> "PermitQuerySet":
        """分解清单: what the centre gave to a bureau and is still needed."""
        return self.filter(assigned_at__isnull=False).exclude(status=Status.NOT_REQUIRED)

    def waiting_for_signature(self) -> "PermitQuerySet":
        """Given, not yet 签收, and still to be done."""
        return self.given().filter(acknowledged_at__isnull=True).exclude(status=Status.DONE)

    def overdue(self, on: date) -> "PermitQuerySet":
        """Open and past its 时限."""
        return self.open().alias(_deadline=deadline()).filter(_deadline__lt=on)


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
    ground = models.CharField("办结依据", max_length=200, blank=True)  # without number and file
    valid_until = models.DateField("批复有效期至", null=True, blank=True)
    # decomposition (分解): when the centre gave it to the bureau, when the bureau took note
    assigned_at = models.DateTimeField("分解时间", null=True, blank=True)
    acknowledged_at = models.DateTimeField("签收时间", null=True, blank=True)
    first_due_on = models.DateField("最初的办结时限", null=True, blank=True)  # never moves
    officer = models.ForeignKey(
        User, models.PROTECT, verbose_name="领办代办员", null=True, blank=True, related_name="+"
    )
    # the two sides; `status` is what stands in the weekly table
    owner_says = models.CharField("责任单位", max_length=10, choices=OwnerSays.choices, blank=True)
    owner_at = models.DateTimeField("责任单位填报", null=True, blank=True)
    owner_on = models.DateField("责任单位所说日期", null=True, blank=True)
    handler_says = models.CharField(
        "承办部门", max_length=10, choices=HandlerSays.choices, blank=True
    )
    handler_at = models.DateTimeField("承办部门填报", null=True, blank=True)
    handler_on = models.DateField("承办部门所说日期", null=True, blank=True)
    handler_done_on = models.DateField("承办部门的办结日期", null=True, blank=True)
    handler_document_no = models.CharField("承办部门的文号", max_length=100, blank=True)
    differs_since = models.DateTimeField("两边不一致", null=True, blank=True)
    # whose turn, and the working-day clock; derived by services.standing, never typed
    held_since = models.DateTimeField("到手时间", null=True, blank=True)
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    limit_days = models.PositiveSmallIntegerField("承诺时限（工作日）", null=True, blank=True)
    used_days = models.PositiveSmallIntegerField("已用工作日", default=0)  # before `clock_since`
    clock_since = models.DateField("计时起", null=True, blank=True)  # null while it stands still
    limit_on = models.DateField("承诺办结日", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    history = HistoricalRecords()

    objects = PermitQuerySet.as_manager()

    class Meta:
        ordering = ["project", "kind__order"]
        verbose_name = "手续"
        constraints = [
            models.UniqueConstraint(fields=["project", "kind"], name="permit_once_a_kind")
        ]
        indexes = [
            models.Index(fields=["handling_unit", "status"]),
            models.Index(fields=["status", "due_on"]),
            models.Index(fields=["differs_since"]),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.kind_id}"

    @property
    def deadline_on(self) -> date | None:
        return next(filter(None, (getattr(self, name) for name in DEADLINE)), None)


class PermitEvent(models.Model):
    """手续经过: append-only, written by procedures.services.permits.apply alone."""

    permit = models.ForeignKey(Permit, models.PROTECT, related_name="events")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    side = models.CharField("哪一方", max_length=10, choices=Side.choices)
    action = models.CharField("动作", max_length=20)  # rules.EVENTS, or `step`
    before = models.CharField("从", max_length=100, blank=True)
    after = models.CharField("到", max_length=100, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    on = models.DateField("发生日期", null=True, blank=True)  # of a step: the day it counts
    details = models.JSONField(default=dict, blank=True)  # of a step: lacks, what it replaced

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "手续经过"

    def __str__(self) -> str:
        return f"{self.permit_id} {self.action}"
