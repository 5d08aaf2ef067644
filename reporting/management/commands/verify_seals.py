"""manage.py verify_seals: recompute every digest and chain; exit 1 naming what is wrong."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from reporting.services.compile import verify_compilations
from reporting.services.sealing import Fault, verify_seals


class Command(BaseCommand):
    help = "核对全部封存：摘要、顺序、行数、触发器"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = verify_seals() + verify_compilations()
        if options["json"]:
            answer = {"ok": not faults, "faults": [asdict(fault) for fault in faults]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            for fault in faults:
                self.stdout.write(f"{_place(fault)}：{fault.what}")
            self.stdout.write("与封存时一致" if not faults else f"{len(faults)} 处不一致")
        if faults:
            sys.exit(1)


def _place(fault: Fault) -> str:
    """数据库 for a missing trigger, the version of a compilation, else round, unit and row."""
    if not fault.round:
        return "数据库"
    if not fault.unit:
        return f"{fault.round} 汇总版本 {fault.number}"
    return f"{fault.round} {fault.unit} 第{fault.number}次封存 第{fault.row or '—'}行"
