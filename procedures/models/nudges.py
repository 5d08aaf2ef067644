"""催办: one thing that a unit should know about one permit or problem, once per step."""

from django.db import models

from accounts.models import Unit

from .issues import Issue
from .permits import Permit


class Nudge(models.Model):
    """Decided by the sweep; the people of the unit get it in their next digest."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    permit = models.ForeignKey(Permit, models.PROTECT, null=True, related_name="nudges")
    issue = models.ForeignKey(Issue, models.PROTECT, null=True, related_name="nudges")
    step = models.CharField("催办节点", max_length=20)  # nudging.STEPS
    key = models.CharField("唯一键", max_length=100)  # step, object and the date it speaks of
    to_head = models.BooleanField("报单位负责人", default=False)
    text = models.CharField("内容", max_length=300)
    url = models.CharField("去处", max_length=200)
    at = models.DateTimeField("产生时间")
    told_at = models.DateTimeField("已提醒", null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "催办"
        constraints = [models.UniqueConstraint(fields=["unit", "key"], name="nudge_once_a_step")]
        indexes = [models.Index(fields=["told_at"])]

    def __str__(self) -> str:
        return self.key
