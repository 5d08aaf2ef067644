"""The compiled workbook: the official table by unit, and the order's two lists (第四条（三）2)."""

import io
from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from procedures.rules import IssueLevel, Level, Status
from reporting.models import SealedPermit
from reporting.rules import Form
from reporting.selectors.compiled import Compiled, Part
from sheets.book import PlainSheet, TableBook, TableGroup, TableRow, TableSheet
from sheets.columns import Value
from sheets.write import write_table

FOOTER = "单位负责人：　　　　审核人：　　　　填报人：　　　　联系电话：　　　　填报时间："
UPWARD = {Level.NATION: 0, Level.PROVINCE: 1, Level.CITY: 2}
NOBODY = "待定"
FAR = date.max


def workbook(compiled: Compiled, *, at: datetime, version: int | None = None) -> bytes:
    """`version` None = a preview that was not kept."""
    out = io.BytesIO()
    write_table(out, book(compiled, at=at, version=version))
    return out.getvalue()


def book(compiled: Compiled, *, at: datetime, version: int | None = None) -> TableBook:
    parts: list[TableSheet | PlainSheet] = [_table(compiled, version)]
    if compiled.sheet.form == Form.PERMITS:  # 第四条（三）2 asks for them
        permits = compiled.open_permits()
        parts += [split_list(compiled, permits), upward_list(compiled, permits)]
    if compiled.dropped:
        parts.append(_dropped(compiled))
    if compiled.missing:
        parts.append(_missing(compiled))
    return TableBook(parts, created=timezone.localtime(at).replace(tzinfo=None))


def _table(compiled: Compiled, version: int | None) -> TableSheet:
    round_ = compiled.round
    day = round_.cutoff_on
    edition = f"版本：{version}" if version else "预览，未生成版本"
    return TableSheet(
        name="汇总表",
        sheet=compiled.sheet,
        groups=[_group(part) for part in compiled.with_rows],
        title=compiled.sheet.title,
        subtitle=(
            f"汇总单位（盖章）：{round_.campaign.centre.name}　　"
            f"统计截止：{day.year}年{day.month}月{day.day}日　　单位：万元　　{edition}"
            + "".join(f"　　{words}" for words in _basis(compiled))
        ),
        footer=FOOTER,
        cutoff=day,
    )


def _basis(compiled: Compiled) -> list[str]:
    """口径第2版：…, and what the two ways of counting give where both sides count."""
    return [words for words in (compiled.told_definition, compiled.told_by_sides) if words]


def _group(part: Part) -> TableGroup:
    rows = [TableRow(row, key=number, mark=part.mark) for number, row in part.rows.items()]
    return TableGroup(part.unit.short_name, rows)


def split_list(compiled: Compiled, permits: Iterable[SealedPermit]) -> PlainSheet:
    """分解清单: county-level open items, by the bureau that handles them, with the deadline."""
    open_here = [p for p in permits if level_of(p) == Level.COUNTY]
    open_here.sort(key=lambda p: (handler_of(p), _deadline(p) or FAR, p.project_number))
    rows: list[list[Value]] = [
        [
            seq,
            handler_of(p),
            p.sealed_project.name,
            p.sealed_project.unit_name,
            p.kind_name,
            Status(p.status).label,
            _deadline(p),
            "办结时限" if p.due_on else "预计办结" if p.expected_on else "未定",
            _overdue(p, compiled.round.cutoff_on),
            p.note,
        ]
        for seq, p in enumerate(open_here, 1)
    ]
    headers = ("序号", "承办部门", "项目名称", "责任单位", "手续", "进展", "时限", "时限依据",
               "超期（天）", "说明")  # fmt: skip
    return PlainSheet("分解清单", _title(compiled, "县级办理手续分解清单"), headers, rows,
                      (6, 16, 34, 14, 8, 10, 12, 10, 10, 30))  # fmt: skip


def upward_list(compiled: Compiled, permits: Iterable[SealedPermit]) -> PlainSheet:
    """上报协调清单: open items and problems that city, province or nation decides."""
    found: list[tuple[int, list[Value]]] = []
    for p in permits:
        level = level_of(p)
        if level in UPWARD:
            project = p.sealed_project
            found.append((UPWARD[Level(level)], [
                Level(level).label, "手续", project.name, project.unit_name,
                f"{p.kind_name}（{Status(p.status).label}）", handler_of(p), _deadline(p), p.note,
            ]))  # fmt: skip
    for part in compiled.with_rows:
        for row in part.rows.values():
            level = str(row.get("issue_level") or "")
            if row.get("issue") and level in (IssueLevel.CITY, IssueLevel.PROVINCE):
                found.append((UPWARD[Level(level)], [
                    IssueLevel(level).label, "问题", row["name"], part.unit.short_name,
                    row["issue"], row.get("issue_unit") or NOBODY, row.get("issue_by"), "",
                ]))  # fmt: skip
    ordered = sorted(found, key=lambda item: item[0])
    rows = [[seq, *values] for seq, (_, values) in enumerate(ordered, 1)]
    headers = (
        "序号",
        "层级",
        "类别",
        "项目名称",
        "责任单位",
        "事项或问题",
        "办理部门",
        "时限",
        "说明",
    )
    return PlainSheet("上报协调清单", _title(compiled, "需省市协调办理清单"), headers, rows,
                      (6, 8, 8, 34, 14, 40, 16, 12, 30))  # fmt: skip


def _dropped(compiled: Compiled) -> PlainSheet:
    rows: list[list[Value]] = [
        [seq, row.number, row.name, row.unit, row.why]
        for seq, row in enumerate(compiled.dropped, 1)
    ]
    title = _title(compiled, "沿用上期但已退出、未列入的项目")
    return PlainSheet("已退出未列入", title, ("序号", "编号", "项目名称", "责任单位", "原因"), rows,
                      (6, 16, 34, 14, 30))  # fmt: skip


def _missing(compiled: Compiled) -> PlainSheet:
    rows: list[list[Value]] = [
        [seq, part.unit.name] for seq, part in enumerate(compiled.missing, 1)
    ]
    title = _title(compiled, "没有报过、无表可沿用的单位")
    return PlainSheet("未报单位", title, ("序号", "单位"), rows, (6, 34))


def level_of(permit: SealedPermit) -> str:
    """A blank 层级 takes the catalogue's default (design §5)."""
    return permit.level or permit.kind.default_level


def handler_of(permit: SealedPermit) -> str:
    default = permit.kind.default_unit
    return permit.handling_unit_name or (default.short_name if default else NOBODY)


def _deadline(permit: SealedPermit) -> date | None:
    return permit.due_on or permit.expected_on


def _overdue(permit: SealedPermit, on: date) -> int | None:
    day = _deadline(permit)
    return (on - day).days if day and day < on else None


def _title(compiled: Compiled, name: str) -> str:
    return f"{name}（{compiled.round.label}）"
