"""A document as blocks (Circular.body): headings, text, lists, tables; numbers are never typed.

A number is {"ref": code, "part": …, "of": …, "shown": "64.9%"}: which number of the figure or list
behind the code it is, so that anybody can count it again (selectors/paper_numbers.py).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Number:
    ref: str  # the code of its FigureReference; before it is minted, the reference's address
    shown: str
    part: str = "shown"
    of: str = ""  # whose, within the rows behind the code

    def __str__(self) -> str:
        return self.shown


Part = str | Number
Words = tuple[Part, ...]


def words(*parts: "Part | Sequence[Part]") -> Words:
    """Text and numbers in a row; neighbouring text becomes one."""
    found: list[Part] = []
    for part in parts:
        for one in [part] if isinstance(part, str | Number) else part:
            if isinstance(one, str) and found and isinstance(found[-1], str):
                found[-1] += one
            elif one != "":
                found.append(one)
    return tuple(found)


def plain(said: Words) -> str:
    return "".join(map(str, said))


def joined(several: Sequence[Words], by: str = "，") -> Words:
    parts: list[Part] = []
    for place, one in enumerate(several):
        parts += [by, *one] if place else one
    return words(parts)


@dataclass(frozen=True)
class Heading:
    said: Words
    level: int = 1
    kind = "heading"


@dataclass(frozen=True)
class Text:
    said: Words
    kind = "text"


@dataclass(frozen=True)
class Listing:
    """Entries numbered 1. 2. 3."""

    entries: tuple[Words, ...]
    kind = "list"


@dataclass(frozen=True)
class Column:
    """`share` of the width among the shares of all."""

    header: str
    share: float
    align: str = "left"


@dataclass(frozen=True)
class Table:
    """`page`: stands behind the text on pages across, as an attachment."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Words, ...], ...]
    unit: str = ""
    page: bool = False
    kind = "table"


@dataclass(frozen=True)
class Sources:
    """附：数据出处: code, name, definition in words, and the moment, of every number used."""

    rows: tuple[tuple[str, str, str, str], ...]
    kind = "sources"


Block = Heading | Text | Listing | Table | Sources


@dataclass(frozen=True)
class Body:
    """All that a document says between its title and its signature."""

    blocks: tuple[Block, ...] = ()
    receiver: str = ""  # 主送机关
    sources: Sources = field(default_factory=lambda: Sources(()))


def words_of(block: Block) -> Iterator[Words]:
    if isinstance(block, Heading | Text):
        yield block.said
    elif isinstance(block, Listing):
        yield from block.entries
    elif isinstance(block, Table):
        for row in block.rows:
            yield from row


def numbers_of(blocks: Sequence[Block]) -> list[Number]:
    """Each once, in the order they are read."""
    found = {
        part: None
        for block in blocks
        for said in words_of(block)
        for part in said
        if isinstance(part, Number)
    }
    return list(found)


def changed(block: Block, change: Callable[[Number], Number]) -> Block:
    """The same block with each number put through `change`."""

    def put(said: Words) -> Words:
        return tuple(change(part) if isinstance(part, Number) else part for part in said)

    if isinstance(block, Heading | Text):
        return replace(block, said=put(block.said))
    if isinstance(block, Listing):
        return replace(block, entries=tuple(map(put, block.entries)))
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(map(put, row)) for row in block.rows))
    return block


def coded(blocks: Sequence[Block], codes: dict[str, str]) -> tuple[Block, ...]:
    """Addresses give way to the codes that were minted for them."""
    return tuple(changed(b, lambda n: replace(n, ref=codes[n.ref])) for b in blocks)


# ── JSON ─────────────────────────────────────────────────────────────────────


def to_json(body: Body) -> list[dict[str, Any]]:
    head = [{"kind": "receiver", "text": body.receiver}] if body.receiver else []
    tail = [_block_json(body.sources)] if body.sources.rows else []
    return [*head, *map(_block_json, body.blocks), *tail]


def from_json(found: Sequence[dict[str, Any]]) -> Body:
    receiver, sources, blocks = "", Sources(()), []
    for one in found:
        if one["kind"] == "receiver":
            receiver = one["text"]
        elif one["kind"] == "sources":
            sources = Sources(tuple((r[0], r[1], r[2], r[3]) for r in one["rows"]))
        else:
            blocks.append(_block(one))
    return Body(tuple(blocks), receiver, sources)


def _block_json(block: Block) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": block.kind}
    if isinstance(block, Heading):
        return made | {"level": block.level, "text": _words_json(block.said)}
    if isinstance(block, Text):
        return made | {"text": _words_json(block.said)}
    if isinstance(block, Listing):
        return made | {"items": [_words_json(entry) for entry in block.entries]}
    if isinstance(block, Sources):
        return made | {"rows": [list(row) for row in block.rows]}
    return made | {
        "title": block.title,
        "unit": block.unit,
        "page": block.page,
        "columns": [[c.header, c.share, c.align] for c in block.columns],
        "rows": [[_words_json(cell) for cell in row] for row in block.rows],
    }


def _block(found: dict[str, Any]) -> Block:
    kind = found["kind"]
    if kind == "heading":
        return Heading(_words(found["text"]), found["level"])
    if kind == "text":
        return Text(_words(found["text"]))
    if kind == "list":
        return Listing(tuple(map(_words, found["items"])))
    if kind != "table":
        raise ValueError(f"no such block: {kind}")
    return Table(
        found["title"],
        tuple(Column(*column) for column in found["columns"]),
        tuple(tuple(map(_words, row)) for row in found["rows"]),
        found["unit"],
        found["page"],
    )


def _words_json(said: Words) -> list[Any]:
    return [
        part
        if isinstance(part, str)
        else {"ref": part.ref, "part": part.part, "of": part.of, "shown": part.shown}
        for part in said
    ]


def _words(found: Sequence[Any]) -> Words:
    return tuple(
        part
        if isinstance(part, str)
        else Number(part["ref"], part["shown"], part["part"], part["of"])
        for part in found
    )
