"""The working calendar, post, the book of acts, imports in progress."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from accounts.models import User

from .digest_models import DigestLine, Preference, ReminderSettings, Robot, RobotQuerySet

__all__ = [
    "Act",
    "Attachment",
    "CalendarDay",
    "ClockShift",
    "Delivery",
    "DigestLine",
    "HeaderAnswer",
    "Heartbeat",
    "Job",
    "Notification",
    "Preference",
    "ReminderSettings",
    "Robot",
    "RobotQuerySet",
    "SavedView",
]


class CalendarDayManager(models.Manager["CalendarDay"]):
    def get_by_natural_key(self, day: str) -> "CalendarDay":
        return self.get(date=day)


class CalendarDay(models.Model):
    """日历: a day that is not what its weekday says (节假日 or 调休上班)."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "放假"
        WORKDAY = "workday", "上班"

    date = models.DateField("日期", unique=True)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    name = models.CharField("说明", max_length=50, blank=True)
    source = models.CharField("依据", max_length=100, blank=True)
    history = HistoricalRecords()

    objects = CalendarDayManager()

    class Meta:
        ordering = ["date"]
        verbose_name = "日历"

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"

    def natural_key(self) -> tuple[str]:
        return (self.date.isoformat(),)


class ClockShift(models.Model):
    """演练时间: how far the rehearsal clock stands from the real one (one row at most)."""

    seconds = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "演练时间"

    def __str__(self) -> str:
        return f"{self.seconds} s"


class Heartbeat(models.Model):
    """心跳: when a regular job last ran, by the real clock."""

    name = models.CharField(max_length=30, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "心跳"

    def __str__(self) -> str:
        return self.name


class Notification(models.Model):
    """通知: one line in a person's bell."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    key = models.CharField("唯一键", max_length=120)  # makes it happen once
    text = models.CharField("内容", max_length=300)
    url = models.CharField("去处", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读", null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "通知"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notification_once")]
        indexes = [models.Index(fields=["user", "read_at"])]

    def __str__(self) -> str:
        return self.text


class Delivery(models.Model):
    """发件箱: a notification or a robot's digest on its way out; written with the act."""

    class Status(models.TextChoices):
        WAITING = "waiting", "待发"
        SENT = "sent", "已发"
        FAILED = "failed", "未发出"

    notification = models.ForeignKey(
        Notification, models.CASCADE, null=True, related_name="deliveries"
    )
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, related_name="deliveries")
    channel = models.CharField("渠道", max_length=10, default="email")  # email | robot
    address = models.CharField("地址", max_length=254)
    body = models.TextField("正文", blank=True)  # of a robot; a mail's is made from what it tells
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    message_id = models.CharField(max_length=100, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField("下次", default=timezone.now)  # real time, not the rehearsal's
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "发件"
        indexes = [models.Index(fields=["status", "next_at"])]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}"


class Act(models.Model):
    """留痕: what a person did or was refused; append-only, and why a double click acts once."""

    op = models.UUIDField("操作号", unique=True, default=uuid.uuid4)
    at = models.DateTimeField("时间", db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    username = models.CharField("登录名", max_length=150, blank=True)
    role = models.CharField("角色", max_length=10, blank=True)
    unit_code = models.CharField("单位", max_length=20, blank=True)
    ip = models.CharField("来源", max_length=45, blank=True)
    verb = models.CharField("动作", max_length=40, db_index=True)
    target = models.CharField("对象", max_length=200, blank=True)
    result = models.CharField("结果", max_length=10, default="ok")  # ok | refused
    reason = models.CharField("原因", max_length=500, blank=True)
    details = models.JSONField("详情", default=dict, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(null=True, blank=True)
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "留痕"

    def __str__(self) -> str:
        return f"{self.verb} {self.target}"


class Job(models.Model):
    """任务: work shown to its owner, here an import between its preview and its saving."""

    class State(models.TextChoices):
        PREVIEW = "preview", "待确认"
        DONE = "done", "已保存"
        REFUSED = "refused", "未保存"
        UNDONE = "undone", "已撤销"

    kind = models.CharField(max_length=30)
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    owner = models.ForeignKey(User, models.PROTECT, related_name="jobs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    scope = models.JSONField(default=dict)  # form, unit code, round date
    name = models.CharField("文件名", max_length=100, blank=True)
    file = models.CharField(max_length=200, blank=True)  # storage name of the upload
    payload = models.JSONField(default=dict)  # what the preview found
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "任务"

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class HeaderAnswer(models.Model):
    """表头对应: which column a unit said a doubtful header of its files is; "" is none of ours."""

    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+")
    form = models.CharField("表", max_length=20)
    header = models.CharField("表头文字", max_length=130)
    key = models.CharField("对应的列", max_length=40, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["unit", "form", "header"]
        verbose_name = "表头对应"
        constraints = [
            models.UniqueConstraint(fields=["unit", "form", "header"], name="header_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.header} {self.key}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def standing(self) -> "AttachmentQuerySet":
        return self.filter(removed_at__isnull=True)


class Attachment(models.Model):
    """附件: a document or photo that belongs to a row of any app; kept when taken away."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+")  # whose quota
    label = models.CharField("内容", max_length=50, blank=True)  # 开工照片, 批复 …
    name = models.CharField("文件名", max_length=100)
    file = models.CharField(max_length=200)  # storage name: SHA-256 of the content + ending
    digest = models.CharField("校验码", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("大小")
    content_kind = models.CharField("类型", max_length=10)  # pdf jpg png docx xlsx
    # what a photo looks like, so that one saved anew is known again; empty: no photo, or flat
    picture_hash = models.CharField("照片特征", max_length=16, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "附件"
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.content_kind in ("jpg", "png")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> "SavedViewQuerySet":
        """One's own, and those that somebody of the county shares."""
        shared = Q(is_shared=True, centre=user.unit.centre_id)
        return self.filter(Q(owner=user) | shared)


class SavedView(models.Model):
    """常用视图: filters, order and columns of a list under a name."""

    owner = models.ForeignKey(User, models.PROTECT, related_name="saved_views")
    centre = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+")
    page = models.CharField("列表", max_length=30)  # which list, e.g. projects
    name = models.CharField("名称", max_length=30)
    query = models.CharField("筛选", max_length=1000, blank=True)  # the query string, checked anew
    is_shared = models.BooleanField("全县共用", default=False)
    created_at = models.DateTimeField("建立时间")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["page", "is_shared", "name"]
        verbose_name = "常用视图"
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="saved_view_once")
        ]

    def __str__(self) -> str:
        return self.name
