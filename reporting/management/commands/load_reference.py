"""manage.py load_reference: units, catalogue, calendar, words, the order's campaign."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Model

from accounts.models import Unit
from accounts.rules import UnitKind
from procedures.models import FundingNeed, KindLimit, PermitKind, Template
from projects.models import Term
from reporting.models import Campaign, Target
from reporting.services import profiles
from reporting.services.rounds import make_rounds
from workplace import history
from workplace.models import CalendarDay

FIXTURES: list[tuple[str, type[Model]]] = [
    ("units", Unit),
    ("permit_kinds", PermitKind),
    ("kind_limits", KindLimit),
    ("funding_needs", FundingNeed),
    ("templates", Template),
    ("calendar", CalendarDay),
    ("terms", Term),
    ("campaign", Campaign),
    ("targets", Target),
]


class Command(BaseCommand):
    help = "装入单位、手续目录、日历、词表、活动和目标。已有数据的不动，可以重复运行。"

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> str:
        loaded = []
        for name, model in FIXTURES:
            # pages own what has been loaded once: an edit must not be undone by the next start
            if not model._default_manager.exists():
                call_command("loaddata", name, verbosity=0)
                loaded.append(name)
            if hasattr(model, "history"):
                history.begin(model)  # loaddata writes none, and a past moment is asked for
        rounds = sum(len(make_rounds(campaign)) for campaign in Campaign.objects.all())
        for centre in Unit.objects.filter(kind=UnitKind.CENTRE):
            profiles.ship(centre)
        return f"装入 {'、'.join(loaded) or '无'}；{rounds} 期"
