"""manage.py export_sheet: the very workbook that the browser gives (design §8)."""

from argparse import ArgumentParser
from io import BytesIO
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.export import write_rows
from projects.models import Project
from projects.tables import TABLES
from reporting.management import lookup
from reporting.models import Round
from reporting.rules import Form
from reporting.services import rounds
from reporting.services.compile import preview_workbook
from reporting.services.workbook import unit_workbook
from workplace import acts, clock
from workplace.refusals import told_to_command

FORMS = (*Form.values, *TABLES)


class Command(BaseCommand):
    help = "导出一个单位的表，或全县的表"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("form", choices=FORMS, metavar="FORM")
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--unit", help="单位代码")
        whose.add_argument("--compiled", action="store_true", help="汇总表，最新版本；或全县的表")
        parser.add_argument("--round", help="统计截止日，如 2023-01-27")
        parser.add_argument("--year", type=lookup.year, help="年度，默认今年；用于台账的各张表")
        parser.add_argument("-o", "--output", required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> str:
        form, is_register = options["form"], options["form"] in TABLES
        if not is_register and not options["round"]:
            raise CommandError("前期手续表、建设进展表要用 --round 指明统计截止日。")
        year = options["year"] or clock.today().year
        when = year if is_register else options["round"]
        target = f"{form} {when} {options['unit'] or '汇总表'}"
        verb = TABLES[form].verbs[2] if is_register else "report-export"
        with told_to_command(verb, by=None, target=target):
            body = _register(form, options["unit"], year) if is_register else _weekly(options)
        acts.record(by=None, verb=verb, target=target)
        lookup.write(options["output"], body)
        return f"{options['output']} {len(body)} 字节"


def _register(form: str, code: str | None, year: int) -> bytes:
    """A table of the register: a unit's own projects, of the centre the county's."""
    unit = lookup.find_unit(code) if code else lookup.centre_user(None).unit
    projects = Project.objects.filter(unit=unit)
    if unit.pk == unit.centre_id:
        projects = Project.objects.of_county(unit.pk)
    out = BytesIO()
    write_rows(out, TABLES[form], projects, year=year, unit=unit)
    return out.getvalue()


def _weekly(options: dict[str, Any]) -> bytes:
    if options["compiled"]:
        round_: Round = lookup.find_round(options["round"], options["form"])
        newest = round_.compilations.order_by("-version").first()
        return bytes(newest.workbook) if newest else preview_workbook(round_)
    unit = lookup.find_unit(options["unit"])
    round_ = lookup.find_round(options["round"], options["form"], unit.centre_id)
    rounds.ensure_open(round_, clock.now())
    return unit_workbook(lookup.find_submission(round_, unit))
