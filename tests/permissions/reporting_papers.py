"""Documents: issued ones are read by all who report, drafts by the county's own people."""

from datetime import date

from reporting.models import Circular
from tests.permissions.reporting_figures import READERS
from workplace import clock

REPORTERS = ("reporter", "outsider", "handler")
SEERS = {who: 404 if who in REPORTERS else status for who, status in READERS.items()}
LOOKERS = {who: 403 if status == 200 else status for who, status in SEERS.items()}


def writers(status):
    return {**LOOKERS, "centre": status, "office": status}


def office(status):
    return {**LOOKERS, "office": status}


def a_paper(cast, *, number=0):
    issued = {}
    if number:
        issued = {"issued_at": clock.now(), "issued_by": cast.office, "dated_on": date(2022, 12, 9)}
    found, _ = Circular.objects.get_or_create(
        centre=cast.units["XMZX"], kind="weekly", round=cast.round, number=number,
        defaults={
            "title": "周报", "known": clock.now(), "by": cast.centre, "at": clock.now(),
            "body": [{"kind": "text", "text": ["本周没有新办结的手续。"]}], **issued,
        },
    )  # fmt: skip
    return found.pk


DRAFT = {"pk": lambda cast, who: a_paper(cast)}
ISSUED = {"pk": lambda cast, who: a_paper(cast, number=1)}
EDIT = {"title": "周报", "seen": "1", "text-0": "本周没有。"}
ISSUE = {"number": "3", "dated_on": "2022-12-09", "seen": "1"}
REASON = {"reason": "漏报"}
ROWS = [
    ("reporting:papers", {}, READERS),
    ("reporting:papers-export", {}, READERS),
    ("reporting:paper", ISSUED, READERS),
    ("reporting:paper", DRAFT, SEERS),
    ("reporting:paper-docx", ISSUED, READERS),
    ("reporting:paper-docx", DRAFT, SEERS),
    ("reporting:paper-add", {}, writers(200)),
    ("reporting:paper-add", {}, writers(422), "post", {"kind": "weekly"}),
    ("reporting:paper-edit", DRAFT, writers(200)),
    ("reporting:paper-edit", DRAFT, writers(302), "post", EDIT),
    ("reporting:paper-edit", ISSUED, writers(409), "post", EDIT),
    ("reporting:paper-redraft", DRAFT, writers(409), "post", {"seen": "1"}),
    ("reporting:paper-issue", DRAFT, office(200)),
    ("reporting:paper-issue", DRAFT, office(302), "post", ISSUE),
    ("reporting:paper-withdraw", ISSUED, office(200)),
    ("reporting:paper-withdraw", ISSUED, office(302), "post", REASON),
    ("reporting:paper-correct", ISSUED, office(200)),
    ("reporting:paper-correct", ISSUED, office(409), "post", REASON),
    ("reporting:paper-ranking", {}, SEERS),
    ("reporting:paper-ranking", {}, office(302), "post", {"is_on": "yes", "ground": "来函"}),
]
