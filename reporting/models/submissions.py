"""What a unit owes and files in a round."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from accounts.rules import Role
from procedures.models import PermitKind
from projects.models import Project
from reporting.rules import State

from .rounds import Round


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: User) -> "SubmissionQuerySet":
        """A reporter's own; the county's for those who may review or read."""
        if user.role == Role.REPORTER:
            return self.filter(unit=user.unit_id)
        if user.can("see_review"):
            return self.filter(round__campaign__centre=user.unit.centre_id)
        return self.none()

    def missing(self) -> "SubmissionQuerySet":
        """Never filed in this round."""
        return self.filter(submitted_at__isnull=True)


class Submission(models.Model):
    """填报: exists from the opening of the round on, so that silence is visible."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="submissions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="submissions")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    submitted_at = models.DateTimeField("首次上报", null=True, blank=True)
    late_minutes = models.PositiveIntegerField("迟报分钟", default=0)
    no_change = models.BooleanField("本周无变化", default=False)
    seal_count = models.PositiveSmallIntegerField("封存次数", default=0)  # a deleted seal shows
    # Number of the last accepted seal: it stands while a correction is under way or sent back.
    accepted_number = models.PositiveSmallIntegerField("接收的封存", default=0)
    is_correction = models.BooleanField("更正中", default=False)  # reopened after acceptance
    history = HistoricalRecords()

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["round", "unit__order"]
        verbose_name = "填报"
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="submission_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"

    @property
    def valid_number(self) -> int:
        """Number of the last seal that was not returned; 0 = none (design §5)."""
        filed = self.state in {State.SUBMITTED, State.ACCEPTED}
        return self.seal_count if filed else self.accepted_number


class CorrectedCell(models.Model):
    """更正的格: what a correction changes of the rows that were sealed and compiled."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="corrected_cells")
    seal_number = models.PositiveSmallIntegerField("更正第几次封存")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    key = models.CharField("列", max_length=40)
    value = models.CharField("新值", max_length=1000, blank=True)  # as the grid sends it
    reason = models.CharField("原因", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    history = HistoricalRecords()

    class Meta:
        verbose_name = "更正的格"
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "seal_number", "project", "key"], name="corrected_cell_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.key}"


class ReportRow(models.Model):
    """表里一行独有的内容: what belongs to the week and not to the register."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="rows")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    week = models.CharField("本周推进情况", max_length=500, null=True, blank=True)  # noqa: DJ001  null = the text made from the diff
    note = models.CharField("备注", max_length=500, blank=True)
    # 状态 chosen while its 时间 is still missing: the register holds dates and waits for it.
    progress_state = models.CharField("待补时间的状态", max_length=12, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "表行"
        constraints = [
            models.UniqueConstraint(fields=["submission", "project"], name="row_once_a_project")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.project_id}"


class Answer(models.Model):
    """说明: a warning explained in a word; holds until the value it speaks of changes."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="answers")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    key = models.CharField("列", max_length=40)
    code = models.CharField("提醒", max_length=30)
    value = models.CharField("当时的值", max_length=500, blank=True)
    text = models.CharField("说明", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "说明"
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "project", "key", "code"], name="answer_once"
            )
        ]

    def __str__(self) -> str:
        return self.text


class RemarkQuerySet(models.QuerySet["Remark"]):
    def unsent(self) -> "RemarkQuerySet":
        """Noted by the reviewer, not yet returned and not taken back."""
        return self.filter(sent_at__isnull=True, resolved_at__isnull=True)

    def open(self) -> "RemarkQuerySet":
        """Returned to the unit, not yet answered by another submission."""
        return self.filter(sent_at__isnull=False, resolved_at__isnull=True)


class Remark(models.Model):
    """审核意见: on the table, a row or one cell; sent to the unit when it is returned."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="remarks")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.ForeignKey(PermitKind, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField("列", max_length=40, blank=True)  # sheet key; blank = row or table
    text = models.CharField("意见", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sent_at = models.DateTimeField("退回时间", null=True, blank=True)  # null = noted only
    # set at the next submit; without sent_at the reviewer took it back
    resolved_at = models.DateTimeField("已改", null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "意见"

    def __str__(self) -> str:
        return self.text[:30]
