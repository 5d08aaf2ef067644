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
from workplace.official.words import width_in_signs

SOURCES = "数据出处"
SOURCE_COLUMNS = (
    Column("编码", 33, "centre"),
    Column("名称", 80),
    Column("文中的数", 40),
    Column("口径", 40),
    Column("数据时点", 32),
)
AGAIN = "同上"
# of a figure's numbers, those that the last page repeats; the rest is one click away
MAIN = ("shown", "part", "whole")
WIDEST_TITLE = 19  # signs of 2号 on a line, figures being a little wider than half of one
TITLE_BREAKS = ("项目", "工作", "情况", "重点", "手续", "的")


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
    paper.title(title_lines(frame.title), under=frame.under)
    if body.receiver:
        paper.receiver(body.receiver)
    for block, after in zip(body.blocks, [*body.blocks[1:], None], strict=True):
        _write(paper, block, frame, leads=_is_led(after))
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


def title_lines(title: str) -> str:
    """A long title breaks between words, not within 通报; the upper line is the longer one."""
    if width_in_signs(title) <= WIDEST_TITLE or "\n" in title:
        return title
    middle = len(title) / 2
    places = [
        place
        for word in TITLE_BREAKS
        for place in range(1, len(title))
        if title.endswith(word, 0, place) and width_in_signs(title[:place]) <= WIDEST_TITLE
    ]
    fitting = [place for place in places if width_in_signs(title[place:]) <= WIDEST_TITLE]
    if not fitting:
        return title
    place = min(fitting, key=lambda at: (at < middle, abs(at - middle)))
    return f"{title[:place]}\n{title[place:]}"


def source_rows(body: Body) -> list[tuple[str, str, str, str, str]]:
    """One line a code that the document still uses, in the order of the text."""
    known = {row[0]: row for row in body.sources.rows}
    alike: dict[str, int] = {}
    for row in body.sources.rows:
        alike.setdefault(row[2], len(alike))  # those of one definition stand together
    order = {row[0]: alike[row[2]] for row in body.sources.rows}
    shown: dict[str, list[str]] = {}
    for number in numbers_of(body.blocks):
        found = shown.setdefault(number.ref, [])
        if number.part in MAIN and number.shown not in found:
            found.append(number.shown)
    return [
        (code, known[code][1], "、".join(numbers) or "见文中", known[code][2], known[code][3])
        for code, numbers in sorted(shown.items(), key=lambda one: order.get(one[0], 0))
        if code in known
    ]


def _is_led(block: Block | None) -> bool:
    """A table or a list that the sentence before it announces."""
    return isinstance(block, Listing) or (isinstance(block, Table) and not block.page)


def _write(paper: Document, block: Block, frame: Frame, *, leads: bool) -> None:
    if isinstance(block, Heading):
        paper.heading(said(block.said, frame), block.level)
    elif isinstance(block, Text):
        paper.said(said(block.said, frame), keep=leads)
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
    """What stands in the row above is not said again."""
    rows: list[list[Said]] = []
    above: tuple[str, ...] = ()
    for row in sources:
        href = frame.link(row[0])
        said_again = [AGAIN if above[3:][n : n + 1] == (cell,) else cell
                      for n, cell in enumerate(row[3:])]  # fmt: skip
        rows.append([[Link(row[0], href)] if href else row[0], *row[1:3], *said_again])
        above = row
    return rows
