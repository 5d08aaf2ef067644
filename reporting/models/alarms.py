"""疑点: what a rule of reporting.suspicion found odd, until somebody explains it."""

from django.db import models
from django.db.models import Q

from accounts.models import Unit, User
from projects.models import Project


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def visible_to(self, user: User) -> "AlarmQuerySet":
        if not user.can("see_alarms"):
            return self.none()
        return self.filter(centre=user.unit.centre_id)

    def standing(self) -> "AlarmQuerySet":
        """Found by the last look, and not cleared."""
        return self.filter(gone_at__isnull=True, cleared_at__isnull=True)


class Alarm(models.Model):
    """One rule, one subject, one state of the facts: cleared, it stays so until these change."""

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="alarms")
    rule = models.CharField("规则", max_length=30)
    subject = models.CharField("对象", max_length=60)  # project number, kind code … of the rule
    fact = models.CharField("事实", max_length=64)  # digest of what the rule looked at
    sentence = models.CharField("疑点", max_length=300)
    url = models.CharField("去处", max_length=200, blank=True)
    # [label, value, url] of each row it rests on, as they were: the facts may be gone tomorrow
    rows = models.JSONField("依据", default=list, blank=True)
    first_at = models.DateTimeField("首次发现")
    gone_at = models.DateTimeField("不再存在", null=True, blank=True)  # the facts changed
    cleared_at = models.DateTimeField("排除时间", null=True, blank=True)
    cleared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    explanation = models.CharField("核实情况", max_length=300, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ["-first_at", "-pk"]
        verbose_name = "疑点"
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "rule", "subject", "fact"], name="alarm_once_a_fact"
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True) | ~Q(explanation=""),
                name="alarm_cleared_with_a_word",
            ),
        ]
        indexes = [models.Index(fields=["centre", "gone_at", "cleared_at"])]

    def __str__(self) -> str:
        return self.sentence
