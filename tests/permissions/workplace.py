"""Bell: everybody's own. Calendar: the centre's. Audit: the auditor's. Health: anybody's."""

from tests.conftest import WHO
from tests.factories import at
from workplace.models import Notification

from .accounts import everybody


def only(who, status):
    return dict.fromkeys(WHO, 404) | {who: status, "anonymous": 302}


def own_notification(cast, who):
    user = cast.user(who) or cast.reporter
    note, _ = Notification.objects.get_or_create(
        user=user, key="row", defaults={"text": "请上报", "at": at("2022-12-09 09:00")}
    )
    return note.pk


def somebodys_notification(cast, who):
    return own_notification(cast, "centre" if who != "centre" else "office")


DAY = {"day": "2023-01-28"}
ENTRY = {"kind": "workday", "name": "春节调休", "source": "国办发明电〔2022〕16号"}
ROWS = [
    ("healthz", {}, everybody(200, anonymous=200)),
    ("livez", {}, everybody(200, anonymous=200)),
    ("workplace:notifications", {}, everybody(200)),
    ("workplace:notifications-read", {}, everybody(302), "post"),
    ("workplace:notification", {"pk": own_notification}, everybody(302), "post"),
    ("workplace:notification", {"pk": somebodys_notification}, everybody(404), "post"),
    ("workplace:calendar", {}, only("centre", 200)),
    ("workplace:calendar-fill", {}, only("centre", 302), "post", {"year": "2023"}),
    ("workplace:calendar-day", DAY, only("centre", 200)),
    ("workplace:calendar-day-save", DAY, only("centre", 302), "post", ENTRY),
    ("workplace:calendar-day-delete", DAY, only("centre", 409), "post"),
    ("workplace:audit", {}, only("auditor", 200)),
    ("workplace:audit-export", {}, only("auditor", 200), "post"),
]
