"""The next deadline, for the sign-in page: a stranger reads it, so it names nobody."""

from reporting.models import Round
from workplace import clock
from workplace.templatetags.puxian import moment


def next_deadline() -> str:
    """第9期填报截止：2月3日（周五）12:00; nothing where several counties share the program."""
    now = clock.now()
    rounds = Round.objects.with_table()
    coming = rounds.filter(campaign__is_open=True, opens_at__lte=now, due_at__gte=now)
    first = coming.select_related("campaign").order_by("due_at").first()
    if first is None or coming.exclude(campaign__centre=first.campaign.centre_id).exists():
        return ""
    return f"{first.named}填报截止：{moment(first.due_at)}"
