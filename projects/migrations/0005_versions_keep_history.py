"""计划版本 keep their history: an approval was written over what stood, and could not be told from it."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


BATCH = 2_000
FIELDS = [
    "valid_from",
    "planned_investment",
    "nature",
    "level",
    "reason",
    "approved",
    "approved_on",
    "document",
    "by_id",
    "at",
]


def begin(apps, schema_editor):
    """One row each, of the moment it was made; when it was approved nobody wrote down."""
    Version = apps.get_model("projects", "AnnualPlanVersion")
    Kept = apps.get_model("projects", "HistoricalAnnualPlanVersion")
    last = 0
    while rows := list(Version.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        Kept.objects.bulk_create(
            Kept(
                id=row.pk,
                plan_id=row.plan_id,
                history_date=row.at,
                history_type="+",
                **{name: getattr(row, name) for name in FIELDS},
            )
            for row in rows
        )


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0004_funding_steps_in_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalAnnualPlanVersion",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="生效时间")),
                (
                    "planned_investment",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="年度计划投资（万元）",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("new", "新建"),
                            ("continuing", "续建"),
                            ("preliminary", "前期"),
                            ("reserve", "谋划"),
                        ],
                        max_length=12,
                        verbose_name="年度类别",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("province", "省重点"), ("city", "市重点"), ("county", "县重点")],
                        max_length=10,
                        verbose_name="项目级别",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                ("approved", models.BooleanField(default=False, verbose_name="已批准")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="批准时间")),
                ("document", models.CharField(blank=True, max_length=100, verbose_name="批准文件")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="projects.annualplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 计划版本",
                "verbose_name_plural": "historical 计划版本s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
