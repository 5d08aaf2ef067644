"""manage.py review: accept or return a unit's table, as the centre would (design §8)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reporting.management import lookup
from reporting.services import submissions
from workplace.refusals import told_to_command


class Command(BaseCommand):
    help = "接收或退回一个单位的表"

    def add_arguments(self, parser: ArgumentParser) -> None:
        lookup.add_round(parser)
        parser.add_argument("--unit", required=True)
        parser.add_argument("--user", help="默认项目推进中心第一个在用的账号")
        verb = parser.add_mutually_exclusive_group(required=True)
        verb.add_argument("--accept", action="store_true")
        verb.add_argument("--return", dest="reason", metavar="REASON")

    def handle(self, *args: Any, **options: Any) -> str:
        unit = lookup.find_unit(options["unit"])
        round_ = lookup.find_round(options["round"], options["form"], unit.centre_id)
        user = lookup.centre_user(options["user"], unit.centre_id)
        submission = lookup.find_submission(round_, unit)
        verb = "accept" if options["accept"] else "return"
        with told_to_command(f"report-{verb}", by=user, target=submissions.target_of(submission)):
            moved = submissions.move(
                submission_id=submission.pk, verb=verb, by=user, reason=options["reason"] or ""
            )
        return f"{unit.code} {moved.get_state_display()}"
