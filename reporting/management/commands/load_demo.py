"""manage.py load_demo: the demo county, told week by week through the services."""

import gc
import json
import os
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reporting.demo import (
    bells,
    bureaus,
    citations,
    definitions,
    doubts,
    evidence,
    furnish,
    meetings,
    orders,
    papers,
    people,
    pool,
    problems,
    replay,
    summaries,
    works,
)
from reporting.demo.desk import Desk
from workplace import clock

FIXTURES = settings.BASE_DIR / "fixtures"
DEFAULT_PASSWORD = "puxian-demo-2023"  # noqa: S105  printed by make run; a banner says demo


class Command(BaseCommand):
    help = "装入演示县（编造的项目和人名），演练时间停在 2023-02-03 09:30。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=["county"], default="county")
        parser.add_argument("--seed", type=int, default=57)
        parser.add_argument("--force", action="store_true", help="DEBUG 关闭时也装")

    def handle(self, *args: Any, **options: Any) -> str:
        if not settings.DEBUG and not options["force"]:
            raise CommandError("DEBUG 已关闭，演示数据只装在演练库。确实要装，加 --force。")
        if User.objects.exists():
            raise CommandError("库里已有账号，演示数据只装进空库。")
        password = os.environ.get("DEMO_PASSWORD", DEFAULT_PASSWORD)
        rows, reserve, funds = (_read(name) for name in ("county", "reserve", "funding"))
        say = self.stderr.write if options["verbosity"] else lambda line: None
        gc.set_threshold(100_000, 50, 100)  # going through it all again is a tenth of the time
        with transaction.atomic():
            call_command("load_reference", verbosity=0)
            cast = people.make_people(password)
            telling = replay.Replay(Desk(cast), options["seed"], rows, say)
            money = partial(pool.steps, pool=reserve, funds=funds)
            told = [works, furnish, orders, bureaus, evidence, problems, meetings, doubts, bells]
            told += [papers, citations, definitions, summaries]
            telling.run([money, *(tale.steps for tale in told)])
        if settings.REHEARSAL:
            clock.set_shift(int((replay.STOP - timezone.now()).total_seconds()))
        return f"{len(rows) + len(reserve)} 个项目、{len(cast)} 个账号"


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(
        (FIXTURES / f"demo_{name}.json").read_text(encoding="utf-8")
    )
    return rows
