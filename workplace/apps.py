"""Registers the app with Django."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class WorkplaceConfig(AppConfig):
    name = "workplace"
    verbose_name = "工作日历、通知与留痕"

    def ready(self) -> None:
        from .sqlite import widen

        connection_created.connect(widen, dispatch_uid="workplace.sqlite.widen")
