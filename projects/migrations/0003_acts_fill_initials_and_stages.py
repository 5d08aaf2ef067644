"""Fill what the register writes from now on: initials, the first planned start, the stage."""

import re
import unicodedata

from django.db import migrations
from django.utils import timezone
from pypinyin import Style, lazy_pinyin

BATCH = 500
STAGES = {
    "new": "new",
    "continuing": "continuing",
    "preliminary": "preliminary",
    "reserve": "reserve",
}
FIELDS = ["initials", "first_planned_start", "stage"]


def initials(text):
    """As projects.pinyin made them when this was written."""
    plain = unicodedata.normalize("NFKC", text)
    parts = lazy_pinyin(plain, style=Style.FIRST_LETTER)
    return "".join(re.findall("[a-z0-9]", "".join(parts).lower()))[:100]


def fill(apps, schema_editor):
    Project = apps.get_model("projects", "Project")
    StageChange = apps.get_model("projects", "StageChange")
    last = 0
    while rows := list(Project.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        for project in rows:
            project.initials = initials(project.name)
            project.first_planned_start = project.first_planned_start or project.planned_start
            project.stage = STAGES[project.nature]
        Project.objects.bulk_update(rows, FIELDS)
        told = set(
            StageChange.objects.filter(project__in=rows).values_list("project_id", flat=True)
        )
        StageChange.objects.bulk_create(
            StageChange(
                project=project,
                stage=project.stage,
                since=timezone.localdate(project.created_at),
                at=project.created_at,
            )
            for project in rows
            if project.pk not in told
        )


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_stages_funding_terms_own_fields")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
