"""Registers the app with Django, and what must hold after each migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "填报、汇总与指标"

    def ready(self) -> None:
        from accounts import notes
        from procedures.services import nudges
        from workplace import clock, verbs

        from . import rules, triggers
        from .selectors.missed import missed_in_a_row
        from .selectors.notice import next_deadline
        from .selectors.seals import last_sealed_at

        # a rehearsal never goes back before what is already sealed
        clock.FLOORS.append(last_sealed_at)
        nudges.SILENT.append(missed_in_a_row)
        notes.SIGN_IN_NOTES.append(next_deadline)
        verbs.VERBS.update(rules.ACT_WORDS)
        post_migrate.connect(triggers.after_migrate, sender=self, dispatch_uid="px-triggers")
