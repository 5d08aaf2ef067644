"""manage.py compile_round: compile a round as the centre would (design §8)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reporting.management import lookup
from reporting.models import Compilation
from reporting.services.compile import compile_round
from workplace.refusals import told_to_command


class Command(BaseCommand):
    help = "汇总一期，生成新版本；待审核的表先接收"

    def add_arguments(self, parser: ArgumentParser) -> None:
        lookup.add_round(parser)
        parser.add_argument("--user", help="默认项目推进中心第一个在用的账号")
        parser.add_argument("--strict", action="store_true", help="有待审核的表就不汇总")
        parser.add_argument("--reason", default="", help="更正原因")
        parser.add_argument("-o", "--output", metavar="FILE", help="把工作簿写到文件")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        named = lookup.find_user(options["user"]) if options["user"] else None
        centre_id = named.unit.centre_id if named else None
        round_ = lookup.find_round(options["round"], options["form"], centre_id)
        by = named or lookup.centre_user(None, round_.campaign.centre_id)
        with told_to_command("compile", by=by, target=str(round_.cutoff_on)):
            compilation = compile_round(
                round_id=round_.pk, by=by, strict=options["strict"], reason=options["reason"]
            )
        if options["output"]:
            lookup.write(options["output"], bytes(compilation.workbook))
        answer = as_json(compilation)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(
                f"{round_.label} 版本 {answer['version']}：{answer['rows']} 个项目，"
                f"{answer.get('told', '')}，沿用 {len(answer['carried'])} 个单位"
            )


def as_json(compilation: Compilation) -> dict[str, Any]:
    kept = {key: value for key, value in compilation.summary.items() if key != "content"}
    return {
        "round": compilation.round.cutoff_on.isoformat(),
        "version": compilation.version,
        "digest": compilation.digest,
        "at": timezone.localtime(compilation.at).isoformat(),
        **kept,
    }
