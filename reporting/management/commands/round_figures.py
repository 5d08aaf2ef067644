"""manage.py round_figures: count the summaries of all compilations again from the sealed rows."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from reporting.services.round_figures import Difference, differences


class Command(BaseCommand):
    help = "从封存的行重新计算每次汇总的数，与存下的比较；不一致时退出码为 1"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="缺的补上，不一致的按行重写")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(differences(rebuild=options["rebuild"]))
        if options["json"]:
            answer = {
                "ok": not found,
                "rebuilt": options["rebuild"] and bool(found),
                "differences": [asdict(one) for one in found],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            for one in found:
                self.stdout.write(_words(one))
            self.stdout.write(_summary(found, rebuilt=options["rebuild"]))
        if found and not options["rebuild"]:
            sys.exit(1)


def _words(one: Difference) -> str:
    place = f"{one.round} {one.form} 版本 {one.version} {one.unit or '全县'} {one.key}"
    by = f" {one.convention} {one.counting}" if one.convention else ""
    return f"{place}{by}：存的 {one.kept or '没有'}，按行算 {one.counted or '没有'}"


def _summary(found: list[Difference], *, rebuilt: bool) -> str:
    if not found:
        return "与封存的行一致"
    return f"{len(found)} 处不一致" + ("，已按行重写" if rebuilt else "")
