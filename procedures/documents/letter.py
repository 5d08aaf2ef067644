"""书面意见: what the county asks city or province to decide, project by project (第五条三)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from itertools import groupby

from accounts.models import Unit
from sheets.book import PlainSheet, TableBook
from sheets.write import write_table
from workplace.official import Column, Document, long_day

from .names import office_name

ORDER = "蒲政办发〔2022〕57号"
COLUMNS = (
    Column("序号", 11, "centre"),
    Column("项目名称", 38),
    Column("责任单位", 23, "centre"),
    Column("类别", 11, "centre"),
    Column("事项或问题", 40),
    Column("进展", 19, "centre"),
    Column("从何时起", 29, "centre"),
    Column("请求", 25),
    Column("要求时限", 29, "centre"),
)
WIDTHS = (6, 34, 14, 8, 44, 12, 12, 30, 12)
KEYS = ("project", "unit", "kind", "text", "standing", "since", "ask", "wanted_by")
Rows = Sequence[Mapping[str, str]]


def titles(level: str) -> tuple[str, str]:
    """Of the letter and of its list."""
    return (
        "关于协调解决重点项目前期手续\n有关问题的书面意见",
        f"需{level}级协调解决事项清单",
    )


def intro(rows: Rows, level: str, today: date) -> str:
    """The proposed opening, counted from the rows."""
    permits = sum(row["kind"] == "手续" for row in rows)
    issues = len(rows) - permits
    projects = len({row["number"] for row in rows})
    counted = [f"{permits} 项手续" if permits else "", f"{issues} 个问题" if issues else ""]
    what = "、".join(filter(None, counted)).replace(" ", "")
    return (
        f"按照《关于加快推进2022年重点项目、做好2023年项目谋划及前期手续办理的工作方案》"
        f"（{ORDER}）要求，我县对重点项目前期手续办理情况进行了梳理。截至{long_day(today)}，"
        f"有{projects}个项目的{what}需{level}级协调解决。现将有关情况和意见报告如下。"
    )


def letter(
    centre: Unit, number: str, receiver: str, level: str, opening: str, rows: Rows,
    dated_on: date, created: datetime,
) -> bytes:  # fmt: skip
    title, listed = titles(level)
    office = office_name(centre)
    plain = title.replace("\n", "")
    paper = Document(title=f"{plain}（{number}）", author=office, created=created)
    paper.title(title, under=f"（{number}）")
    paper.receiver(receiver)
    paper.paragraph(opening or intro(rows, level, dated_on))
    paper.heading("需协调解决的事项")
    for _, group in groupby(rows, key=lambda row: row["number"]):
        ours = list(group)
        first = ours[0]
        paper.heading(f"{first['project']}（责任单位：{first['unit']}）", level=2)
        for row in ours:
            paper.heading(f"{row['text'].rstrip('。')}。", level=3, then=_says(row, dated_on))
    paper.heading("有关请求")
    paper.paragraph(
        f"以上事项需{level}级有关部门审批或协调。恳请帮助协调{level}直有关部门给予支持，"
        "我县将安排专人对接，及时补齐材料，确保项目早日具备开工条件。"
    )
    paper.attachments([listed])
    paper.signature(office, dated_on)
    table = [
        [place, *(_cell(row, key) or "—" for key in KEYS)] for place, row in enumerate(rows, 1)
    ]
    paper.table_page(listed, COLUMNS, table, mark="附件")
    return paper.to_bytes()


def workbook(level: str, rows: Rows, dated_on: date, created: datetime) -> bytes:
    _, listed = titles(level)
    sheet = PlainSheet(
        name="清单",
        title=listed,
        subtitle=f"截至 {long_day(dated_on)}，{len(rows)} 项",
        headers=[column.header for column in COLUMNS],
        rows=[[place, *(row[key] for key in KEYS)] for place, row in enumerate(rows, 1)],
        widths=WIDTHS,
    )
    out = BytesIO()
    write_table(out, TableBook([sheet], created=created))
    return out.getvalue()


def _cell(row: Mapping[str, str], key: str) -> str:
    """In the table the wish stands without its date, which has its own column."""
    return re.split("[，（]", row[key])[0] if key == "ask" else row[key]


def _says(row: Mapping[str, str], today: date) -> str:
    """（市级，审批中）2022年12月1日起，已 8 天。请加快土地审批，2月20日前办结。"""
    head = f"{row['level']}级{'办理' if row['kind'] == '手续' else '协调'}，{row['standing']}"
    since = ""
    if row["since"]:
        day = date.fromisoformat(row["since"])
        days = (today - day).days
        since = f"，自{long_day(day)}起" + (f"已{days}天" if days > 0 else "")
    return f"{head}{since}。恳请{row['ask']}。"
