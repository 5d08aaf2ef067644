"""manage.py seal: submit a unit's table as that user would, with all checks (design §8)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.errors import Refused
from reporting.management import lookup
from reporting.selectors.filing import table_of
from reporting.services import rounds, submissions
from reporting.services.checking import CheckFailed
from workplace import clock
from workplace.refusals import told_to_command


class Command(BaseCommand):
    help = "以某人身份上报一个单位的表"

    def add_arguments(self, parser: ArgumentParser) -> None:
        lookup.add_round(parser)
        parser.add_argument("--unit", required=True)
        parser.add_argument("--user", required=True)
        parser.add_argument("--at", help="到达时间，默认现在")
        parser.add_argument("--no-change", action="store_true", help="本期无变化")

    def handle(self, *args: Any, **options: Any) -> str:
        user = lookup.find_user(options["user"])
        unit = lookup.find_unit(options["unit"])
        round_ = lookup.find_round(options["round"], options["form"], unit.centre_id)
        at = lookup.moment(options["at"]) if options["at"] else clock.now()
        target = f"{round_.campaign.form} {round_.cutoff_on} {unit.code}"
        with told_to_command("report-submit", by=user, target=target, say=_say):
            rounds.ensure_open(round_, at)
            submission = lookup.find_submission(round_, unit)
            seal = submissions.submit(
                submission_id=submission.pk,
                by=user,
                at=at,
                no_change=options["no_change"],
                zero=not options["no_change"] and not table_of(submission).rows,
            )
        late = seal.submission.late_minutes
        return f"{unit.code} 第{seal.number}次封存 {seal.digest}" + (
            f" 迟报 {late} 分" * bool(late)
        )


def _say(refused: Refused) -> str:
    """Every cell that stands in the way, if that is why."""
    if not isinstance(refused, CheckFailed):
        return refused.why
    found = refused.report.errors + refused.report.unanswered
    return "\n".join([refused.why, *(f"{f.row} {f.key}：{f.message}" for f in found)])
