"""Units and people."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from puxian_projects import limits

from .rules import Role, UnitKind, role_may


class UnitQuerySet(models.QuerySet["Unit"]):
    def active(self) -> "UnitQuerySet":
        return self.filter(is_active=True)

    def get_by_natural_key(self, code: str) -> "Unit":
        return self.get(code=code)

    def reporting(self) -> "UnitQuerySet":
        """Units that owe the weekly table (填报单位)."""
        return self.filter(files_reports=True, is_active=True)

    def of_county(self, centre_id: int | None) -> "UnitQuerySet":
        """The centre and the units below it."""
        return self.filter(models.Q(pk=centre_id) | models.Q(parent=centre_id))

    def visible_to(self, user: "User") -> "UnitQuerySet":
        """A reporter sees its own unit, everybody else the whole county (design §7)."""
        if user.role == Role.REPORTER:
            return self.filter(pk=user.unit_id)
        return self.of_county(user.unit.centre_id)


class Unit(models.Model):
    """单位: a tree; the units of a county hang below its 项目推进中心."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=30)
    aliases = models.JSONField("别名", default=list, blank=True)
    kind = models.CharField("类别", max_length=10, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级", null=True, blank=True, related_name="children"
    )
    files_reports = models.BooleanField("填报单位", default=False)
    order = models.PositiveSmallIntegerField("顺序", default=100)
    is_active = models.BooleanField("在用", default=True)
    history = HistoricalRecords()

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]
        verbose_name = "单位"

    def __str__(self) -> str:
        return self.short_name

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    @property
    def centre_id(self) -> int | None:
        """The county's centre this unit belongs to; None for a city unit."""
        return self.pk if self.kind == UnitKind.CENTRE else self.parent_id

    def answers_to(self, text: str) -> bool:
        """Is `text` one of the names people write for this unit?"""
        return text in {self.code, self.name, self.short_name, *self.aliases}


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.select_related("unit").get(username=username)


class User(AbstractBaseUser):
    """账号: one account a person, several a unit."""

    username = models.CharField("登录名", max_length=30, unique=True)
    name = models.CharField("姓名", max_length=30)
    email = models.EmailField("邮箱", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="users")
    role = models.CharField("角色", max_length=10, choices=Role.choices, default=Role.REPORTER)
    is_liaison = models.BooleanField("联络人", default=False)
    is_head = models.BooleanField("单位负责人", default=False)  # told when the unit is long overdue
    is_active = models.BooleanField("在用", default=True)
    must_change_password = models.BooleanField("须改密码", default=False)
    password_expires_at = models.DateTimeField("初始密码有效至", null=True, blank=True)
    session_epoch = models.PositiveIntegerField("会话批次", default=0)
    large_type = models.BooleanField("大字", default=False)
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    history = HistoricalRecords(excluded_fields=["password", "email", "last_login"])

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["unit__order", "username"]
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.name

    def can(self, capability: str) -> bool:
        return role_may(self.role, capability)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bumping `session_epoch` ends every session of this account (security.md S34)."""
        base = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # stubs lack it
        return f"{base}{self.session_epoch}"


class HandoverQuerySet(models.QuerySet["Handover"]):
    def standing(self) -> "HandoverQuerySet":
        """Codes that still open the door."""
        unused = self.filter(used_at=None, cancelled_at=None, expires_at__gt=timezone.now())
        return unused.filter(failures__lt=limits.HANDOVER_FAILURES)


class Handover(models.Model):
    """交接: a one-time code by which a new liaison takes over an account's work."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="handovers")
    leaving = models.ForeignKey(User, models.PROTECT, related_name="+")
    successor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Its first group tells which code was meant when the rest is typed wrong (S30).
    hint = models.CharField("前四位", max_length=4, default="")
    # Keyed SHA-256 of the code, which is shown once; unique, so that a code names one hand-over
    code_digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("发出时间")
    expires_at = models.DateTimeField("有效至")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    cancelled_at = models.DateTimeField("作废时间", null=True, blank=True)
    failures = models.PositiveSmallIntegerField("输错次数", default=0)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "交接"

    def __str__(self) -> str:
        return f"{self.unit_id} {self.leaving_id}"
