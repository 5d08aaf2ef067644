"""Registers the app with Django and lends accounts what it may not import."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class WorkplaceConfig(AppConfig):
    name = "workplace"
    verbose_name = "工作日历、通知与留痕"

    def ready(self) -> None:
        from accounts import book

        from . import acts, history, refusals, sign_ins
        from .sqlite import widen

        connection_created.connect(widen, dispatch_uid="workplace.sqlite.widen")
        book.book.record = acts.record
        book.book.once = acts.once
        book.book.save = history.save
        book.book.create_many = history.create_many
        book.book.refused_lately = refusals.refused_lately
        sign_ins.listen()
