"""The days of the catalogue have become KindLimit rows (0004)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("procedures", "0004_fill_two_sides")]

    operations = [
        migrations.RemoveField(
            model_name="historicalpermitkind",
            name="promised_days",
        ),
        migrations.RemoveField(
            model_name="historicalpermitkind",
            name="statutory_days",
        ),
        migrations.RemoveField(
            model_name="permitkind",
            name="promised_days",
        ),
        migrations.RemoveField(
            model_name="permitkind",
            name="statutory_days",
        ),
    ]
