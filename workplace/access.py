"""Whose notifications, which acts."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Unit, User

from .attachments import guard_of
from .models import Act, Attachment, Delivery, Notification


def notifications_for(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(user=user)


def notification_for(user: User, pk: int) -> Notification:
    return get_object_or_404(notifications_for(user), pk=pk)


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


def attachment_for(user: User, pk: int) -> Attachment:
    """A file, if this person may see what it hangs on; its `target` is what the guard found."""
    found = get_object_or_404(Attachment.objects.select_related("content_type", "unit"), pk=pk)
    model = found.content_type.model_class()
    if model is None:
        raise Http404
    found.target = guard_of(model).find(user, found.object_id)
    return found
