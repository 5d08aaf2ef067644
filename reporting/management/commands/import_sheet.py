"""manage.py import_sheet: the browser's upload from the command line (design §8).

Exit 0: saved, or with --dry-run would be; 1: errors, nothing saved; 2: wrong usage.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Unit, User
from projects.tables import TABLES
from reporting.management import lookup
from reporting.rules import Form
from reporting.services import sheet_files
from sheets.report import ImportReport, ReportEntry
from workplace import acts, clock

WEEKLY = tuple(Form.values)
FORMS = (*WEEKLY, *TABLES)


class Command(BaseCommand):
    help = (
        "导入一张 Excel 表：permits 前期手续表，progress 建设进展表，projects 项目台账，"
        "targets 目标任务表，reserve 储备项目库，funding 资金争取表"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("form", choices=FORMS, metavar="FORM")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--unit", required=True, help="单位代码")
        parser.add_argument("--round", help="统计截止日；不写就按今天的登记内容")
        parser.add_argument(
            "--year", type=lookup.year, help="表的年度；默认今年，台账以表里的年度为准"
        )
        parser.add_argument("--user", help="以谁的名义；默认该单位的第一个账号")
        parser.add_argument("--reason", default="", help="退步、调整计划的原因")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不保存")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._report(options)
        except CommandError as error:
            raise CommandError(str(error), returncode=2) from error
        if options["as_json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._print(report, dry_run=options["dry_run"])
        if not report.ok:
            if not options["dry_run"]:
                self._remember(report, options)
            sys.exit(1)

    def _remember(self, report: ImportReport, options: dict[str, Any]) -> None:
        acts.record(
            by=_user(lookup.find_unit(options["unit"]), options["user"]),
            verb="report-import" if options["form"] in WEEKLY else TABLES[options["form"]].verbs[0],
            target=_target(options),
            reason=report.errors[0].message,
            result="refused",
            errors=len(report.errors),
            file=options["file"].name,
        )

    def _report(self, options: dict[str, Any]) -> ImportReport:
        unit = lookup.find_unit(options["unit"])
        by = _user(unit, options["user"])
        if not options["file"].is_file():
            raise CommandError(f"没有这个文件：{options['file']}")
        job = sheet_files.Order(
            path=options["file"],
            by=by,
            reason=options["reason"],
            dry_run=options["dry_run"],
        )
        if options["form"] in TABLES:
            return sheet_files.import_of_register(job, unit, options["form"], options["year"])
        if not options["round"]:
            return sheet_files.import_register(job, unit, options["form"])
        round_ = lookup.find_round(options["round"], options["form"], unit.centre_id)
        return sheet_files.import_round(job, unit, round_)

    def _print(self, report: ImportReport, *, dry_run: bool) -> None:
        for entry in report.errors:
            self.stdout.write(f"错误　{_place(entry)}{entry.message}")
        for entry in report.warnings:
            self.stdout.write(f"提醒　{_place(entry)}{entry.message}")
        done = "没有保存" if report.errors else "可以保存" if dry_run else "已保存"
        self.stdout.write(
            f"{done}：新增 {report.created}，修改 {report.updated}，未变 {report.unchanged}，"
            f"错误 {len(report.errors)}，提醒 {len(report.warnings)}"
        )


def _user(unit: Unit, username: str | None) -> User:
    """The named account, else the unit's first, else the centre's (代填)."""
    if username:
        return lookup.find_user(username)
    own = User.objects.select_related("unit").filter(unit=unit, role="reporter", is_active=True)
    return own.order_by("pk").first() or lookup.centre_user(None, unit.centre_id)


def _target(options: dict[str, Any]) -> str:
    form = "progress " if options["form"] == "progress" else ""
    return f"{form}{options['round'] or clock.today()} {options['unit']}"


def _place(entry: ReportEntry) -> str:
    at = f"{entry.column or ''}{entry.row or ''}"
    words = [word for word in (at, entry.header, entry.value and f"“{entry.value}”") if word]
    return f"{' '.join(words)}：" if words else ""
