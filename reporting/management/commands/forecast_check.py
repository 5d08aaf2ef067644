"""manage.py forecast_check: what was forecast on past Fridays, beside what then happened."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Unit
from accounts.rules import UnitKind
from reporting.selectors.forecast_check import Week, weeks
from workplace import clock


class Command(BaseCommand):
    help = "预测回看：各期的预测区间（八成可能）后来有多少说中"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--centre", help="召集单位代码（一库多县时）")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = weeks(_centre(options["centre"]), clock.today())
        judged, held = sum(w.judged for w in found), sum(w.held for w in found)
        coverage = held / judged if judged else None
        if options["json"]:
            lines = [asdict(week) | {"coverage": week.coverage} for week in found]
            answer = {"weeks": lines, "judged": judged, "held": held, "coverage": coverage}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1, default=str))
            return
        for week in found:
            self.stdout.write(_line(week))
        words = "还没有过完的区间，不能评" if coverage is None else _share(held, judged)
        self.stdout.write(f"合计\t{words}")


def _centre(code: str | None) -> Unit:
    centres = Unit.objects.filter(kind=UnitKind.CENTRE)
    found = list(centres.filter(code=code) if code else centres)
    if len(found) != 1:
        raise CommandError("用 --centre 说明是哪一个县的召集单位", returncode=2)
    return found[0]


def _line(week: Week) -> str:
    if week.coverage is None:
        return f"{week.on}\t预测 {week.permits} 项\t还不能评"
    aside = f"偏早 {week.early} 项，偏晚或还没办结 {week.late} 项"
    return f"{week.on}\t预测 {week.permits} 项\t{_share(week.held, week.judged)}\t{aside}"


def _share(held: int, judged: int) -> str:
    return f"已能评 {judged} 项，说中 {held} 项（{held / judged:.0%}，应为八成）"
