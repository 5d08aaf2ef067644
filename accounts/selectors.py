"""What the pages of units and accounts show."""

from dataclasses import dataclass
from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from puxian_projects import limits

from .models import Handover, Unit, User
from .rules import UnitKind

# Filter key in the URL -> (label, condition). A map, never a name taken from the URL (S2).
UNIT_FILTERS = {
    "township": ("乡镇", Q(kind=UnitKind.TOWNSHIP)),
    "bureau": ("部门", Q(kind__in=[UnitKind.BUREAU, UnitKind.OFFICE, UnitKind.ZONE])),
    "silent": ("不填报", Q(files_reports=False)),
    "nobody": ("没有账号", Q(accounts=0)),
    "disabled": ("已停用", Q(is_active=False)),
}
USER_FILTERS = {
    "active": ("在用", Q(is_active=True)),
    "new": ("还没改初始密码", Q(is_active=True, must_change_password=True)),
    "never": ("从未登录", Q(is_active=True, last_login=None)),
    "disabled": ("已停用", Q(is_active=False)),
}


@dataclass(frozen=True)
class Chip:
    """A filter as a link with its count."""

    key: str
    label: str
    count: int


def with_accounts(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Units with the number of accounts in use and when one was last used."""
    active = Q(users__is_active=True)
    return units.annotate(
        accounts=Count("users", filter=active), last_used=Max("users__last_login", filter=active)
    )


def unit_list(units: QuerySet[Unit], *, q: str = "", only: str = "") -> QuerySet[Unit]:
    found = with_accounts(units)
    if only in UNIT_FILTERS:
        found = found.filter(UNIT_FILTERS[only][1])
    if q:
        found = found.filter(
            Q(name__icontains=q)
            | Q(short_name__icontains=q)
            | Q(code__icontains=q)
            | Q(pk__in=_units_with_alias(units, q))
        )
    return found.order_by("order", "code")


def _units_with_alias(units: QuerySet[Unit], q: str) -> list[int]:
    """Aliases are JSON, which no database searches the same way; a county has thirty units."""
    named = units.values_list("pk", "aliases")
    return [pk for pk, aliases in named if any(q in alias for alias in aliases)]


def unit_chips(units: QuerySet[Unit]) -> list[Chip]:
    rows = with_accounts(units)
    tests = {key: Count("pk", filter=test) for key, (_, test) in UNIT_FILTERS.items()}
    counts = rows.aggregate(all=Count("pk"), **tests)
    chips = [Chip(key, label, counts[key]) for key, (label, _) in UNIT_FILTERS.items()]
    return [Chip("", "全部", counts["all"]), *(chip for chip in chips if chip.count)]


def units_without_account(units: QuerySet[Unit]) -> list[Unit]:
    """Reporting units that nobody can sign in for: they get no reminder and file nothing."""
    used = units.filter(users__is_active=True)
    return list(units.filter(files_reports=True, is_active=True).exclude(pk__in=used.values("pk")))


def user_list(users: QuerySet[User], *, q: str = "", only: str = "") -> QuerySet[User]:
    if only in USER_FILTERS:
        users = users.filter(USER_FILTERS[only][1])
    elif only == "locked":
        users = users.filter(username__in=locked_usernames())
    if q:
        users = users.filter(
            Q(username__icontains=q)
            | Q(name__icontains=q)
            | Q(unit__name__icontains=q)
            | Q(unit__short_name__icontains=q)
            | Q(unit__code__iexact=q)
        )
    return users.order_by("unit__order", "unit__code", "username")


def user_chips(users: QuerySet[User]) -> list[Chip]:
    counts = users.aggregate(
        all=Count("pk"),
        locked=Count("pk", filter=Q(username__in=locked_usernames())),
        **{key: Count("pk", filter=test) for key, (_, test) in USER_FILTERS.items()},
    )
    chips = [Chip(key, label, counts[key]) for key, (label, _) in USER_FILTERS.items()]
    chips.append(Chip("locked", "锁定", counts["locked"]))
    return [Chip("", "全部", counts["all"]), *(chip for chip in chips if chip.count)]


def locked_usernames() -> set[str]:
    """Names that some address may not try at the moment."""
    since = timezone.now() - timedelta(minutes=limits.LOGIN_COOL_OFF_MINUTES)
    attempts = AccessAttempt.objects.filter(
        attempt_time__gte=since, failures_since_start__gte=settings.AXES_FAILURE_LIMIT
    )
    return set(attempts.values_list("username", flat=True))


def standing_handover(user: User) -> Handover | None:
    """The code by which somebody can take over this account's work now."""
    return Handover.objects.standing().filter(leaving=user).first()


def holdings(unit: Unit) -> list[tuple[str, int]]:
    """What refers to the unit, by name and number; the question before it is disabled.

    Read from the model's relations: the apps above, which own most of them, are not known here.
    """
    counts = []
    for relation in Unit._meta.related_objects:
        if relation.hidden or not relation.one_to_many:
            continue
        model = relation.related_model
        count = model._default_manager.filter(**{relation.field.name: unit}).count()
        if count:
            name = "下级单位" if model is Unit else str(model._meta.verbose_name)
            counts.append((name, count))
    return counts
