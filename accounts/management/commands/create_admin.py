"""manage.py create_admin USERNAME: the first system administrator of a new installation."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.book import book
from accounts.errors import Refused
from accounts.services.first import create_first_admin
from puxian_projects import limits


class Command(BaseCommand):
    help = "建立第一个系统管理员；已经有了就拒绝。初始密码只显示这一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="登录名")
        parser.add_argument("--name", default="系统管理员", help="姓名")
        parser.add_argument("--unit", default="", help="单位代码（默认县项目推进中心）")

    def handle(self, *args: Any, **options: Any) -> str:
        try:
            user, password = create_first_admin(
                username=options["username"], name=options["name"], unit_code=options["unit"]
            )
        except Refused as refused:
            book.record(
                by=None,
                verb="admin-create",
                target=options["username"],
                reason=refused.why,
                result="refused",
            )
            raise CommandError(refused.why) from refused
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        hours = limits.INITIAL_PASSWORD_HOURS
        return f"登录名 {user.username}，初始密码 {password}，{hours} 小时内登录并修改。"
