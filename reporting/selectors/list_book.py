"""A list as a workbook that says what it is and leads back to its number."""

from sheets.book import PlainSheet, TableBook

from .list_rows import Listed, Row

WIDTHS = (36, 14, 18, 14, 14, 14)


def list_book(listed: Listed, rows: list[Row], address: str, code: str) -> TableBook:
    reference, printed = listed.reference, listed.printed
    source = "各单位上报封存" if reference.source == "sealed" else "实时台账"
    words = [
        f"数据时点：{reference.as_of}",
        f"来源：{source}",
        f"{listed.title}：{listed.number} {listed.word}",
        listed.definition,
        f"核对码：{printed.check}",
        f"引用编码：{code}",
        f"出处：{address}",
    ]
    return TableBook(
        [
            PlainSheet(
                name="清单",
                title=listed.title,
                headers=listed.head,
                rows=[row.cells for row in rows],
                widths=WIDTHS[: len(listed.head)],
                subtitle="　".join(words),
            )
        ]
    )
