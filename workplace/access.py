"""Whose notifications and saved views, which acts."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Unit, User

from .attachments import guard_of
from .models import Act, Attachment, Delivery, Notification, Robot, RobotQuerySet, SavedView


def notifications_for(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(user=user)


def notification_for(user: User, pk: int) -> Notification:
    return get_object_or_404(notifications_for(user), pk=pk)


def digest_for(user: User, pk: int) -> Notification:
    """One's own digest; a notification that is a single line is none."""
    rows = notifications_for(user).filter(lines__isnull=False).distinct()
    return get_object_or_404(rows, pk=pk)


def robots_for(user: User) -> RobotQuerySet:
    """The county's robots, for the centre that sets them up."""
    if not user.can("review"):
        return Robot.objects.none()
    return Robot.objects.of_county(user.unit.centre_id)


def robot_for(user: User, pk: int) -> Robot:
    return get_object_or_404(robots_for(user).select_related("unit", "centre"), pk=pk)


def acts_for(user: User) -> QuerySet[Act]:
    """The county's acts, and those of nobody in particular (failed sign-ins, the program)."""
    if not user.can("read_audit"):
        return Act.objects.none()
    codes = Unit.objects.visible_to(user).values("code")
    return Act.objects.filter(Q(unit_code__in=codes) | Q(unit_code=""))


def undelivered_for(user: User) -> QuerySet[Delivery]:
    """E-mails of the county that could not be sent, for the centre to know of (R6)."""
    if not user.can("review"):
        return Delivery.objects.none()
    people = User.objects.filter(unit__in=Unit.objects.visible_to(user))
    failed = Delivery.objects.filter(status=Delivery.Status.FAILED, notification__user__in=people)
    return failed.select_related("notification__user")


def saved_views_for(user: User, page: str) -> QuerySet[SavedView]:
    """Of one list: one's own views and the county's shared ones."""
    rows = SavedView.objects.visible_to(user).filter(page=page)
    return rows.select_related("owner").order_by("-is_shared", "name", "pk")


def saved_view_for(user: User, page: str, pk: int) -> SavedView:
    return get_object_or_404(saved_views_for(user, page), pk=pk)


def keeps_view(user: User, view: SavedView) -> bool:
    """One's own; a shared one also who else may share, for people go and lists stay."""
    same_county = view.centre_id == user.unit.centre_id
    return view.owner_id == user.pk or (view.is_shared and same_county and user.can("share_views"))


def attachment_for(user: User, pk: int) -> Attachment:
    """A file, if this person may see what it hangs on; its `target` is what the guard found."""
    found = get_object_or_404(Attachment.objects.select_related("content_type", "unit"), pk=pk)
    model = found.content_type.model_class()
    if model is None:
        raise Http404
    found.target = guard_of(model).find(user, found.object_id)
    return found
