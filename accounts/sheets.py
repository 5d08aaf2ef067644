"""The list of people (账号名单) as a Sheet: one line, one account."""

from collections.abc import Iterable

from sheets.columns import Choice, Column, Sheet, Type

from .models import Unit


def people_sheet(units: Iterable[Unit]) -> Sheet:
    """`units`: those whose accounts may be made; each answers to all of its names."""
    choices = tuple(
        Choice(unit.code, unit.short_name, (unit.name, *unit.aliases)) for unit in units
    )
    yes_no = (Choice("yes", "是", ("√", "对", "y", "1")), Choice("no", "否", ("×", "n", "0")))
    return Sheet(
        "people",
        "账号名单",
        (
            Column(
                "unit", "单位", type=Type.CHOICE, choices=choices, required=True, width=18,
                frozen=True, aliases=("责任单位", "填报单位", "工作单位", "单位名称"),
                hint="写全称、简称或代码",
            ),
            Column(
                "name", "姓名", max_length=30, required=True, width=12,
                aliases=("联络人姓名", "填报人", "人员姓名"), hint="写这个账号是谁的",
            ),
            Column("username", "登录名", max_length=30, width=16, aliases=("用户名", "账号")),
            Column(
                "email", "邮箱", max_length=254, width=26,
                aliases=("电子邮箱", "电子邮件", "邮箱地址"),
            ),
            Column(
                "is_liaison", "联络人", type=Type.CHOICE, choices=yes_no, width=8,
                aliases=("是否联络人",),
            ),
            Column(
                "is_head", "单位负责人", type=Type.CHOICE, choices=yes_no, width=10,
                aliases=("负责人", "是否负责人"),
            ),
        ),
    )  # fmt: skip
