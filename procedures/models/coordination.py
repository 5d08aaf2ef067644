"""联席会议 with its agenda and decisions, and 书面意见 sent to the city."""

from django.db import models
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from procedures.rules import MeetingStatus, Outcome
from projects.models import Project

from .issues import Issue


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> "MeetingQuerySet":
        """The county's, for those who see the whole county."""
        if not user.can("see_meetings"):
            return self.none()
        return self.filter(centre=user.unit.centre_id)


class Meeting(models.Model):
    """联席会议 (第三条): agenda, decisions, minutes."""

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("第几次")
    title = models.CharField("名称", max_length=100)
    held_on = models.DateField("会议日期")
    place = models.CharField("地点", max_length=50, blank=True)
    chair = models.CharField("主持人", max_length=50, blank=True)
    attendees = models.CharField("参加单位和人员", max_length=500, blank=True)
    opening = models.CharField("会议开头", max_length=500, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=MeetingStatus.choices, default=MeetingStatus.DRAFT
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("建立时间")
    closed_at = models.DateTimeField("定稿时间", null=True, blank=True)
    history = HistoricalRecords()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-number"]
        verbose_name = "联席会议"
        constraints = [
            models.UniqueConstraint(fields=["centre", "year", "number"], name="meeting_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{self.number}次"


class AgendaItem(models.Model):
    """议题: an open issue or a subject of its own, and what was decided."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField("顺序")
    issue = models.ForeignKey(
        Issue, models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField("议题", max_length=200)
    notes = models.CharField("讨论情况", max_length=1000, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    decision = models.CharField("议定事项", max_length=500, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="责任单位", null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("完成时限", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["meeting", "order", "pk"]
        verbose_name = "议题"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "issue"],
                condition=models.Q(issue__isnull=False),
                name="issue_once_on_an_agenda",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Letter(models.Model):
    """书面意见: what was sent upwards, kept as the very document with the list it rests on."""

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("第几号")
    dated_on = models.DateField("成文日期")
    receiver = models.CharField("主送", max_length=100)
    level = models.CharField("层级", max_length=10)  # city | province: whose decisions it asks for
    intro = models.CharField("开头", max_length=1000, blank=True)
    rows = models.JSONField("清单", default=list)  # as text: what stood in the register that day
    document = models.CharField(max_length=200)  # storage names
    workbook = models.CharField(max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("生成时间")

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = "书面意见"
        constraints = [
            models.UniqueConstraint(fields=["centre", "year", "number"], name="letter_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{self.number}号"
