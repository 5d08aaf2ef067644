"""The text of a document in an editor: its numbers stand there as {{64.9%}}, locked.

They can be moved or left out. A number that is not the document's, or one typed by hand, is
refused: digits in the text itself are dates, 期号, document and clause numbers, nothing else.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .blocks import Block, Heading, Listing, Number, Part, Table, Text, Words, words

TOKEN = re.compile(r"\{\{([^{}]*)\}\}")
# what may be typed: dates, times, years, periods, document numbers, clauses, ordinals
WRITTEN = re.compile(
    r"[0-9]{4}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}日)?(?:至[0-9]{1,2}日)?"
    r"|[0-9]{1,2}[:\uff1a][0-9]{2}"
    r"|[0-9]{1,2}时(?:[0-9]{1,2}分)?"
    r"|第[0-9]{1,3}(?:期|号|次|条|款|项|版)"
    r"|(?:〔[0-9]{4}〕)?[0-9]{1,5}号"
    r"|(?m:^[0-9]{1,2}[.\uff0e、])"
    r"|(?:附件|附表)[0-9]{1,2}"
    r"|版本 ?[0-9]{1,3}"
)
DIGITS = re.compile(r"[0-9\uff10-\uff19]+(?:[.,][0-9\uff10-\uff19]+)*%?")


class Wrong(ValueError):
    """Why a text is refused, in a sentence."""


@dataclass(frozen=True)
class Field:
    """One block as it is edited: the place in the document, what it is, its text."""

    place: int
    label: str
    text: str
    rows: int


class Tokens:
    """The numbers of one document by what stands for them; equal ones are told apart by (2)."""

    def __init__(self, numbers: Iterable[Number]) -> None:
        self._by_name: dict[str, Number] = {}
        self._names: dict[Number, str] = {}
        for number in numbers:
            if number not in self._names:
                name = self._free(" ".join(number.shown.split()).translate(BRACES) or "—")
                self._by_name[name], self._names[number] = number, name

    def _free(self, name: str) -> str:
        count, free = 1, name
        while free in self._by_name:
            count += 1
            free = f"{name}({count})"
        return free

    def text(self, said: Words) -> str:
        return "".join(
            part.translate(BRACES) if isinstance(part, str) else f"{{{{{self._names[part]}}}}}"
            for part in said
        )

    def words(self, text: str, where: str) -> Words:
        """The text back. Wrong for a number that is not the document's own."""
        parts: list[Part] = []
        end = 0
        for found in TOKEN.finditer(text):
            name = " ".join(found[1].split())
            if name not in self._by_name:
                raise Wrong(
                    f"{where}：{{{{{name}}}}}不是这份材料里的数。数字可以移动或删去，不能改。"
                )
            parts += [text[end : found.start()], self._by_name[name]]
            end = found.end()
        said = words(*parts, text[end:])
        _check_typed(said, where)
        return said


BRACES = {ord("{"): "(", ord("}"): ")"}


def typed_digits(said: Words) -> str:
    """The first number in the text that is neither the document's nor a date or the like."""
    text = "\0".join(part for part in said if isinstance(part, str))
    left = DIGITS.search(WRITTEN.sub("", text))
    return left[0] if left else ""


def _check_typed(said: Words, where: str) -> None:
    text = "".join(part for part in said if isinstance(part, str))
    if "{" in text or "}" in text:
        raise Wrong(f"{where}：花括号不成对。数字写成{{{{…}}}}，照原样保留或整个删去。")
    number = typed_digits(said)
    if number:
        raise Wrong(
            f"{where}：“{number}”是手写的数。数字只能用系统给出的{{{{…}}}}；"
            "日期、期号、文号写完整，如“2月3日”“第9期”“〔2022〕57号”。"
        )


def fields(blocks: Sequence[Block], tokens: Tokens) -> list[Field]:
    """What can be edited: headings, text and lists. Tables stay as they were counted."""
    found = []
    for place, block in enumerate(blocks):
        if isinstance(block, Table) or not isinstance(block, Heading | Text | Listing):
            continue
        text = _text(block, tokens)
        found.append(Field(place, LABELS[block.kind], text, 1 + text.count("\n") + len(text) // 44))
    return found


LABELS = {"heading": "标题", "text": "正文", "list": "条目，一行一条"}


def edited(
    blocks: Sequence[Block], texts: dict[int, str], tokens: Tokens
) -> tuple[tuple[Block, ...], dict[int, str]]:
    """The blocks with new texts by place, and what is wrong with which of them.

    An emptied one leaves the document; of a text each line becomes a paragraph.
    """
    made: list[Block] = []
    errors: dict[int, str] = {}
    for place, block in enumerate(blocks):
        if place not in texts or isinstance(block, Table):
            made.append(block)
            continue
        lines = [line.strip() for line in texts[place].splitlines() if line.strip()]
        try:
            said = [tokens.words(line, _where(place, n, lines)) for n, line in enumerate(lines, 1)]
        except Wrong as error:
            errors[place] = str(error)
            continue
        if isinstance(block, Listing):
            made += [replace(block, entries=tuple(said))] if said else []
        elif isinstance(block, Heading):
            made += [replace(block, said=words(*said))] if said else []
        else:
            made += [Text(line) for line in said]
    return tuple(made), errors


def _where(place: int, line: int, lines: Sequence[str]) -> str:
    return f"第{place + 1}段" + (f"第{line}行" if len(lines) > 1 else "")


def _text(block: Block, tokens: Tokens) -> str:
    if isinstance(block, Listing):
        return "\n".join(tokens.text(entry) for entry in block.entries)
    return tokens.text(block.said) if isinstance(block, Heading | Text) else ""
