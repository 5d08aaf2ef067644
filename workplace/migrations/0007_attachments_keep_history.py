"""附件 keep their history: a file that moved or came back was written over what stood."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


BATCH = 2_000
FIELDS = [
    "content_type_id",
    "object_id",
    "unit_id",
    "label",
    "name",
    "file",
    "digest",
    "size",
    "content_kind",
    "picture_hash",
    "by_id",
    "at",
]


def begin(apps, schema_editor):
    """One row each of the moment it came, and one of the moment it was taken away."""
    Attachment = apps.get_model("workplace", "Attachment")
    Kept = apps.get_model("workplace", "HistoricalAttachment")

    def kept(row, **facts):
        return Kept(id=row.pk, **{name: getattr(row, name) for name in FIELDS}, **facts)

    last = 0
    while rows := list(Attachment.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        Kept.objects.bulk_create(kept(r, history_date=r.at, history_type="+") for r in rows)
        Kept.objects.bulk_create(
            kept(
                row,
                removed_at=row.removed_at,
                removed_by_id=row.removed_by_id,
                history_date=row.removed_at,
                history_type="~",
            )
            for row in rows
            if row.removed_at
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_user_is_head"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("workplace", "0006_nudges_digests_and_robots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalAttachment",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("object_id", models.PositiveBigIntegerField()),
                ("label", models.CharField(blank=True, max_length=50, verbose_name="内容")),
                ("name", models.CharField(max_length=100, verbose_name="文件名")),
                ("file", models.CharField(max_length=200)),
                ("digest", models.CharField(db_index=True, max_length=64, verbose_name="校验码")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("content_kind", models.CharField(max_length=10, verbose_name="类型")),
                (
                    "picture_hash",
                    models.CharField(blank=True, max_length=16, verbose_name="照片特征"),
                ),
                ("at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="删除时间"),
                ),
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
                    "content_type",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contenttypes.contenttype",
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
                    "removed_by",
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
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 附件",
                "verbose_name_plural": "historical 附件s",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
