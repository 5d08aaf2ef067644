"""`manage.py clock [--set DATETIME | --real]`: the rehearsal clock (design §4, §8)."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from workplace import acts, clock
from workplace.refusals import told_to_command


class Command(BaseCommand):
    help = (
        "Show the clock of deadlines; --set shifts it in a rehearsal, --real takes the shift away."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--set", metavar="DATETIME", help="e.g. 2023-02-03T09:30, county time")
        which.add_argument("--real", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["set"] or options["real"]:
            moment = self._moment(options["set"]) if options["set"] else timezone.now()
            target = timezone.localtime(moment).isoformat(timespec="seconds")
            with told_to_command("clock-set", by=None, target=target), transaction.atomic():
                clock.set_now(moment)
                acts.record(by=None, verb="clock-set", target=target)
        word = "rehearsal" if clock.shift() else "real"
        self.stdout.write(f"{timezone.localtime(clock.now()).isoformat(timespec='seconds')} {word}")

    def _moment(self, text: str) -> datetime:
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None:
            raise CommandError(f"not a date and time: {text}")
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
