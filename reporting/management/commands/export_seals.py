"""manage.py export_seals: one version of a compiled round as an archive that anybody can check."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reporting.management import lookup
from reporting.services.sealbook import export_archive
from workplace.refusals import told_to_command


class Command(BaseCommand):
    help = "导出一期的封存归档：汇总表、每个单位的封存、摘要清单和核对程序"

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Here --version is the compilation's, not Django's."""
        kwargs["conflict_handler"] = "resolve"
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        lookup.add_round(parser)
        parser.add_argument(
            "--version", type=int, dest="number", metavar="N", help="汇总版本，默认最新"
        )
        parser.add_argument("--user", help="哪个县的人，默认项目推进中心第一个在用的账号")
        parser.add_argument("-o", "--output", required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        named = lookup.find_user(options["user"]) if options["user"] else None
        round_ = lookup.find_round(
            options["round"], options["form"], named.unit.centre_id if named else None
        )
        versions = round_.compilations.select_related("round__campaign").order_by("-version")
        if options["number"] is not None:
            versions = versions.filter(version=options["number"])
        compilation = versions.first()
        if compilation is None:
            raise CommandError(f"{round_.named}没有生成过这个版本的汇总表。")
        by = named or lookup.centre_user(None, round_.campaign.centre_id)
        with told_to_command("seals-export", by=by, target=str(round_.cutoff_on)):
            body = export_archive(compilation, by=by)
        lookup.write(options["output"], body)
        self.stdout.write(f"{round_.named} 版本 {compilation.version}：{len(body):,} 字节")
