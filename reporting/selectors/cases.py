"""典型案例 as a document for the media centre: a heading and a paragraph a case."""

from collections.abc import Sequence
from datetime import date, datetime

from reporting.papers.blocks import Block, Heading, words

from .list_rows import Listed
from .lists_cases import COMPLETE
from .paper_numbers import Ledger
from .paper_parts import short_day, text

RECEIVER = "县融媒体中心"


def compose_cases(led: Ledger, next_due: datetime | None) -> tuple[str, str, Sequence[Block]]:
    """A heading and a paragraph a case; whoever issues it tells how, and strikes what is weak."""
    found = led.list("cases")
    if not found.rows:
        return _title(), RECEIVER, [text("到目前还没有可以作典型案例的事例。")]
    blocks: list[Block] = [
        text("前期手续办理月活动中的典型事例", led.number(found), "个，供宣传报道选用。")
    ]
    for place, row in enumerate(found.rows):
        name = led.quote(found, place, 0)
        blocks.append(_head(led, found, place))
        day = short_day(date.fromisoformat(row.texts[4]))
        if row.texts[2] == COMPLETE:
            said = ["活动以来，", row.texts[1], "推动", name, f"先后办结{row.texts[3]}，"]
            blocks.append(text(*said, f"应办手续到{day}全部办齐。（请补充：谁牵头、怎样办成。）"))
        else:
            said = [row.texts[1], "的", name, "曾上报需协调的问题：", led.quote(found, place, 3)]
            blocks.append(text(*said, f"。到{day}的报表，这一问题已经解决。（请补充：怎样解决。）"))
    return _title(), RECEIVER, blocks


def _head(led: Ledger, found: Listed, place: int) -> Block:
    name, row = led.quote(found, place, 0), found.rows[place]
    tail = "手续全部办齐" if row.texts[2] == COMPLETE else "问题得到解决"
    return Heading(words(name, tail))


def _title() -> str:
    return "前期手续办理月活动典型案例"
