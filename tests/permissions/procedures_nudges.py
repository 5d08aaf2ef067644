"""Reminders: the centre sees and chases, the office sees; robots are the centre's alone."""

from procedures.models import Nudge
from tests.conftest import WHO
from tests.factories import at
from workplace import digests
from workplace.models import DigestLine, Robot

from .accounts import everybody


def some(*, centre, office=404, other=404):
    return dict.fromkeys(WHO, other) | {"centre": centre, "office": office, "anonymous": 302}


def nudge(cast, who):
    row, _ = Nudge.objects.get_or_create(
        unit=cast.units["ZRZY"],
        key="row",
        defaults={
            "step": "overdue",
            "permit": cast.permit,
            "text": "土地已超 3 天",
            "url": "/permits/",
            "at": at("2022-12-09 09:00"),
        },
    )
    return row.pk


def own_digest(cast, who):
    """A digest of the person's own, told this morning."""
    user = cast.user(who) or cast.reporter
    key = f"row-{user.pk}"
    line = DigestLine.objects.filter(user=user, key=key).first()
    if line is None:
        digests.queue([DigestLine(user=user, source="x", key=key, kind="head", text="一件事",
                                  at=at("2022-12-09 09:00"))])  # fmt: skip
        digests.tell_due(at("2022-12-09 10:00"))
        line = DigestLine.objects.get(user=user, key=key)
    return line.digest_id


def somebodys_digest(cast, who):
    return own_digest(cast, "centre" if who != "centre" else "office")


def robot(cast, who):
    """Its token is none, so that trying it opens no connection."""
    row, _ = Robot.objects.get_or_create(
        centre=cast.units["XMZX"],
        name="专班群",
        defaults={"vendor": "wecom", "token": "a b", "made_at": at("2022-12-01 09:00")},
    )
    return row.pk


CHASE = {"nudge": ""}
RULES = {"digest_times": "08:30、14:30", "head_after_days": "5", "head_after_rounds": "2"}
MANNER = {"by_email": "on", "quiet_from": "20:00", "quiet_until": "07:30"}
NEW = {"name": "自然资源局群", "unit": "ZRZY", "vendor": "feishu", "token": "abc-def", "secret": ""}
CENTRE = some(centre=200)

ROWS = [
    ("procedures:nudges", {}, some(centre=200, office=200)),
    ("procedures:nudges-export", {}, some(centre=200, office=200)),
    ("procedures:nudges-chase", {}, some(centre=422, office=403), "post", CHASE),
    ("procedures:nudges-settings", {}, some(centre=200, office=403)),
    ("procedures:nudges-settings", {}, some(centre=302, office=403), "post", RULES),
    ("workplace:preference", {}, everybody(200)),
    ("workplace:preference", {}, everybody(302), "post", MANNER),
    ("workplace:digest", {"pk": own_digest}, everybody(200)),
    ("workplace:digest", {"pk": somebodys_digest}, everybody(404)),
    ("workplace:digest-acknowledge", {"pk": own_digest}, everybody(302), "post"),
    ("workplace:digest-acknowledge", {"pk": somebodys_digest}, everybody(404), "post"),
    ("workplace:robots", {}, CENTRE),
    ("workplace:robot-add", {}, CENTRE),
    ("workplace:robot-add", {}, some(centre=302), "post", NEW),
    ("workplace:robot", {"pk": robot}, CENTRE),
    ("workplace:robot", {"pk": robot}, some(centre=302), "post", NEW | {"is_active": "on"}),
    ("workplace:robot-test", {"pk": robot}, some(centre=302), "post"),
]
