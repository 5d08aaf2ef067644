"""活动总结: a unit writes its own, the office judges, centre and leader read."""

from reporting.demo.summaries import own_words
from reporting.models import ActivitySummary
from reporting.services import summaries
from tests.permissions.reporting_figures import READERS

OWN = {**READERS, "outsider": 404, "handler": 404}
UNIT = {"unit": "XUEGUAN"}


def drafted(cast, who):
    if not ActivitySummary.objects.exists():  # a row may ask twice
        summaries.draft(campaign_id=cast.campaign.pk, unit=cast.units["XUEGUAN"], by=cast.reporter)
    return "XUEGUAN"


def told(cast, who):
    """In the unit's own words, so that it may be filed."""
    unit = drafted(cast, who)
    found = ActivitySummary.objects.get()
    if found.version == 1:
        summaries.edit(summary_id=found.pk, texts=own_words(found), version=1, by=cast.reporter)
    return unit


def filed(cast, who):
    unit = drafted(cast, who)
    found = ActivitySummary.objects.get()
    if found.submitted_at is None:
        texts = own_words(found)
        version = found.version
        summaries.submit(summary_id=found.pk, texts=texts, version=version, by=cast.reporter)
    return unit


WRITE = {**OWN, "reporter": 302, "centre": 302, "office": 403, "leader": 403}
JUDGE = {**OWN, "reporter": 404, "centre": 403, "office": 302, "leader": 403}
LIST = {**READERS, "reporter": 302, "outsider": 302, "handler": 302}
SEEN = {**READERS, "reporter": 404, "outsider": 404, "handler": 404}
ROWS = [
    ("reporting:cases", {}, SEEN),
    ("reporting:summaries", {}, LIST),
    ("reporting:summaries-export", {}, SEEN),
    ("reporting:summary", UNIT, OWN),
    ("reporting:summary-draft", UNIT, WRITE, "post", {}),
    ("reporting:summary-save", {"unit": drafted}, WRITE, "post", {"version": "1"}),
    ("reporting:summary-submit", {"unit": told}, WRITE, "post", {"version": "2"}),
    ("reporting:summary-accept", {"unit": filed}, JUDGE, "post", {"version": "2"}),
    ("reporting:summary-return", {"unit": filed}, JUDGE, "post", {"version": "2", "reason": "x"}),
    ("reporting:summary-word", {"unit": drafted}, OWN),
]
