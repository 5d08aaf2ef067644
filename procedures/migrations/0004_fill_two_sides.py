"""What the new columns say of rows that were there before.

Time limits move from the catalogue to dated rows. The status in the table becomes the owner's
word, said when it was last changed; nobody's bureau has spoken. Each problem gets its events.
"""

from datetime import date

from django.db import migrations
from django.db.models import Max, Min
from django.utils import timezone

FROM = date(2020, 1, 1)
WORDS = {
    "preparing": "preparing",
    "submitted": "sent",
    "returned": "sent",
    "done": "obtained",
    "not_required": "exempt",
}
# 批复有效期 in months, of the kinds that the catalogue has always had (fixtures/kind_limits.json)
MONTHS = {"approval": 24, "land": 36, "planning": 12, "eia": 60, "soil_water": 36,
          "construction_permit": 3}  # fmt: skip
OPEN = {"not_started", "preparing", "submitted", "returned"}
BATCH = 500


def fill(apps, schema_editor):
    _limits(apps)
    _permits(apps)
    _issues(apps)


def _limits(apps):
    kinds = apps.get_model("procedures", "PermitKind").objects.all()
    limit = apps.get_model("procedures", "KindLimit")
    limit.objects.bulk_create(
        limit(
            kind=kind,
            promised_days=kind.promised_days,
            statutory_days=kind.statutory_days,
            valid_months=MONTHS.get(kind.code),
            valid_from=FROM,
            source=(kind.basis or "手续目录")[:200],
        )
        for kind in kinds
        if kind.promised_days is not None or kind.statutory_days is not None or kind.code in MONTHS
    )


def _permits(apps):
    model = apps.get_model("procedures", "Permit")
    events = apps.get_model("procedures", "PermitEvent")
    said = events.objects.filter(action="status").values_list("permit").annotate(Max("at"))
    when = dict(said)
    # of those without an event there is the history: nobody holds anything since never
    past = apps.get_model("procedures", "HistoricalPermit").objects.values_list("id")
    made = dict(past.annotate(Min("history_date")))
    touched = dict(past.annotate(Max("history_date")))
    rows = []
    for permit in model.objects.iterator(chunk_size=BATCH):
        at = when.get(permit.pk) or touched.get(permit.pk)
        since = when.get(permit.pk) or made.get(permit.pk)
        permit.owner_says = WORDS.get(permit.status, "")
        permit.owner_at = at if permit.owner_says else None
        permit.owner_on = timezone.localdate(at) if permit.owner_at else None
        permit.held_since = since if permit.status in OPEN else None
        permit.first_due_on = permit.due_on
        rows.append(permit)
    fields = ["owner_says", "owner_at", "owner_on", "held_since", "first_due_on"]
    model.objects.bulk_update(rows, fields, batch_size=BATCH)


def _issues(apps):
    issue = apps.get_model("procedures", "Issue")
    event = apps.get_model("procedures", "IssueEvent")
    issues = list(issue.objects.select_related("project"))
    for row in issues:
        row.raised_unit_id = row.project.unit_id
    issue.objects.bulk_update(issues, ["raised_unit"], batch_size=BATCH)
    events = []
    for row in issues:
        events.append(
            event(
                issue=row,
                at=row.raised_at,
                by_id=row.raised_by_id,
                step="raise",
                after="open",
                text=row.text,
            )
        )
        if row.cleared_at:
            events.append(
                event(
                    issue=row,
                    at=row.cleared_at,
                    step="clear",
                    before="open",
                    after="cleared",
                    text=row.resolution,
                )
            )
    event.objects.bulk_create(events, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("procedures", "0003_two_sides_coordination")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
