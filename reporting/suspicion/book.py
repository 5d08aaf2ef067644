"""The list of 疑点 as a workbook that is only read."""

from typing import Any, BinaryIO

from django.utils import timezone

from reporting.models import Alarm
from sheets.book import PlainSheet, TableBook
from sheets.columns import Value
from sheets.write import write_table
from workplace import clock
from workplace.files import bounded

from .rules import BY_CODE

HEADERS = ("规则", "责任单位", "项目", "编号", "疑点", "首次发现", "状态", "核实情况", "谁排除")
WIDTHS = (22, 14, 30, 14, 60, 12, 10, 40, 10)


def write_alarms(out: BinaryIO, alarms: Any, scope: str) -> None:
    rows = bounded(alarms)
    today = clock.today()
    sheet = PlainSheet(
        name="疑点",
        title="重点项目数据疑点清单",
        subtitle=f"{scope}，截至 {today.year}年{today.month}月{today.day}日，{len(rows)} 个",
        headers=list(HEADERS),
        rows=[_cells(alarm) for alarm in rows],
        widths=WIDTHS,
    )
    write_table(out, TableBook([sheet], created=clock.now()))


def _cells(alarm: Alarm) -> list[Value]:
    rule, project = BY_CODE.get(alarm.rule), alarm.project
    return [
        rule.title if rule else alarm.rule,
        project.unit.short_name if project else "",
        project.name if project else "",
        project.number if project else "",
        alarm.sentence,
        timezone.localdate(alarm.first_at),
        state_of(alarm),
        alarm.explanation,
        alarm.cleared_by.name if alarm.cleared_by else "",
    ]


def state_of(alarm: Alarm) -> str:
    if alarm.cleared_at is not None:
        return "已排除"
    return "未核实" if alarm.gone_at is None else "已消失"
