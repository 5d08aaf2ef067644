"""Blocks as a GB/T 9704 Word file: each number leads to its rows, the last page names them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reporting.papers.blocks import (
    Block,
    Body,
    Heading,
    Listing,
    Number,
    Table,
    Text,
    Words,
    numbers_of,
)
from workplace.official import Column, Document, Link, Said

SOURCES = "数据出处"
SOURCE_COLUMNS = (
    Column("编码", 28, "centre"),
    Column("名称", 46),
    Column("文中的数", 36),
    Column("口径", 84),
    Column("数据时点", 31, "centre"),
)
MAIN = ("shown", "part", "whole")  # of a figure's numbers, those that the last page repeats


@dataclass(frozen=True)
class Frame:
    """What stands around the body. `day` is None while it is a draft."""

    title: str
    under: str  # （第8期）
    office: str  # 署名
    day: date | None  # 成文日期
    created: datetime
    link: Callable[[str], str]  # a code's address, "" where none is configured


def render(body: Body, frame: Frame) -> bytes:
    paper = Document(title=frame.title, author=frame.office, created=frame.created)
    paper.title(frame.title, under=frame.under)
    if body.receiver:
        paper.receiver(body.receiver)
    for block in body.blocks:
        _write(paper, block, frame)
    pages = [block for block in body.blocks if isinstance(block, Table) and block.page]
    sources = source_rows(body)
    names = [table.title for table in pages] + ([SOURCES] if sources else [])
    if names:
        paper.attachments(names)
    if frame.day:
        paper.signature(frame.office, frame.day)
    for place, table in enumerate(pages, 1):
        rows = _rows(table, frame)
        mark = f"附件{place}" if len(names) > 1 else "附件"
        paper.table_page(table.title, _columns(table), rows, unit=table.unit, mark=mark)
    if sources:
        mark = f"附件{len(names)}" if len(names) > 1 else "附件"
        paper.table_page(SOURCES, SOURCE_COLUMNS, _linked(sources, frame), mark=mark)
    return paper.to_bytes()


def source_rows(body: Body) -> list[tuple[str, str, str, str, str]]:
    """One line a code that the document still uses, in the order of the text."""
    known = {row[0]: row for row in body.sources.rows}
    shown: dict[str, list[str]] = {}
    for number in numbers_of(body.blocks):
        found = shown.setdefault(number.ref, [])
        if number.part in MAIN and number.shown not in found:
            found.append(number.shown)
    return [
        (code, known[code][1], "、".join(numbers) or "见文中", known[code][2], known[code][3])
        for code, numbers in shown.items()
        if code in known
    ]


def _write(paper: Document, block: Block, frame: Frame) -> None:
    if isinstance(block, Heading):
        paper.heading(said(block.said, frame), block.level)
    elif isinstance(block, Text):
        paper.said(said(block.said, frame))
    elif isinstance(block, Listing):
        paper.entries([said(entry, frame) for entry in block.entries])
    elif isinstance(block, Table) and not block.page:
        paper.above_table(block.title, block.unit)
        paper.table(_columns(block), _rows(block, frame))


def said(parts: Words, frame: Frame) -> Said:
    """Numbers become links where the site has an address."""
    found: list[str | Link] = []
    for part in parts:
        href = frame.link(part.ref) if isinstance(part, Number) else ""
        found.append(Link(str(part), href) if href else str(part))
    return found


def _columns(table: Table) -> list[Column]:
    return [Column(column.header, column.share, column.align) for column in table.columns]


def _rows(table: Table, frame: Frame) -> list[list[Said]]:
    return [[said(cell, frame) for cell in row] for row in table.rows]


def _linked(sources: Sequence[tuple[str, ...]], frame: Frame) -> list[list[Said]]:
    rows: list[list[Said]] = []
    for code, *others in sources:
        href = frame.link(code)
        rows.append([[Link(code, href)] if href else code, *others])
    return rows
