"""Registers the app with Django, and what must hold after each migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "填报、汇总与指标"

    def ready(self) -> None:
        from . import triggers

        post_migrate.connect(triggers.after_migrate, sender=self, dispatch_uid="px-triggers")
