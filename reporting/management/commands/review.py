"""manage.py review: accept or return a unit's table, as the centre would (design §8)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import Refused
from reporting.management import lookup
from reporting.services import submissions


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
        try:
            moved = submissions.move(
                submission_id=submission.pk,
                verb="accept" if options["accept"] else "return",
                by=user,
                reason=options["reason"] or "",
            )
        except Refused as refused:
            raise CommandError(refused.why) from refused
        return f"{unit.code} {moved.get_state_display()}"
