"""manage.py sweep: what the minute job does at a moment (design §8); cron can run it alone."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reporting.management import lookup
from reporting.rules import Form
from reporting.services.sweep import sweep


class Command(BaseCommand):
    help = "打开到时间的期次，提醒未报的单位，发出邮件"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="那一刻，默认现在")
        parser.add_argument("--form", choices=Form.values, default="")
        parser.add_argument("--dry-run", action="store_true", help="只说会做什么")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        at = lookup.moment(options["at"]) if options["at"] else None
        report = sweep(at, dry_run=options["dry_run"], form=options["form"])
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
            return
        for name in report.opened:
            self.stdout.write(f"打开 {name}")
        for name in report.moved:
            self.stdout.write(f"按日历改期 {name}")
        for sent in report.reminders:
            self.stdout.write(f"{sent.status} {sent.round} {sent.unit} {sent.stage}")
        for nudge in report.nudges:
            self.stdout.write(f"催办 {nudge.unit} {nudge.step} {nudge.key}")
        reminded, nudged = len(report.reminders), len(report.nudges)
        counts = (len(report.opened), reminded, nudged, report.delivered)
        self.stdout.write("打开 {}，提醒 {}，催办 {}，发信 {}".format(*counts))
