"""manage.py export_sheet: the very workbook that the browser gives (design §8)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reporting.management import lookup
from reporting.models import Round
from reporting.rules import Form
from reporting.services import rounds
from reporting.services.compile import preview_workbook
from reporting.services.workbook import unit_workbook
from workplace import acts, clock
from workplace.refusals import told_to_command

FORMS = Form.values


class Command(BaseCommand):
    help = "导出一个单位的填报表，或汇总表：permits 前期手续，progress 建设进展"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("form", choices=FORMS, metavar="FORM")
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--unit", help="单位代码")
        whose.add_argument("--compiled", action="store_true", help="汇总表，最新版本")
        parser.add_argument("--round", required=True, help="统计截止日，如 2023-01-27")
        parser.add_argument("-o", "--output", required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> str:
        target = f"{options['form']} {options['round']} {options['unit'] or '汇总表'}"
        with told_to_command("report-export", by=None, target=target):
            body = self._compiled(options) if options["compiled"] else self._unit(options)
        acts.record(by=None, verb="report-export", target=target)
        lookup.write(options["output"], body)
        return f"{options['output']} {len(body)} 字节"

    def _unit(self, options: dict[str, Any]) -> bytes:
        unit = lookup.find_unit(options["unit"])
        round_ = lookup.find_round(options["round"], options["form"], unit.centre_id)
        rounds.ensure_open(round_, clock.now())
        return unit_workbook(lookup.find_submission(round_, unit))

    def _compiled(self, options: dict[str, Any]) -> bytes:
        round_: Round = lookup.find_round(options["round"], options["form"])
        newest = round_.compilations.order_by("-version").first()
        return bytes(newest.workbook) if newest else preview_workbook(round_)
