"""A figure as a workbook that explains itself: the rows behind it, and its groups."""

from reporting.indicators import SEALED
from sheets.book import TableBook, TableGroup, TableRow, TableSheet
from sheets.columns import Column, Row, Sheet, Type

from .drill import Drill, Part
from .figures import Figure
from .listing import Listing


def figure_book(found: Drill, rows: Listing, address: str = "", code: str = "") -> TableBook:
    """`address` and `code` lead back to the number that the rows stand behind."""
    words = _origin(found, address, code)
    return TableBook([_rows(found.figure, rows, words), _groups(found)])


def _rows(figure: Figure, rows: Listing, origin: str) -> TableSheet:
    return TableSheet(
        name="明细",
        sheet=Sheet(form="rows", title=figure.title, columns=tuple(rows.columns)),
        groups=[TableGroup("", [TableRow(line.values) for line in rows.lines])],
        title=f"{figure.title}明细",
        subtitle=f"{_words(figure)}　{origin}",
        total=False,
    )


def _groups(found: Drill) -> TableSheet:
    """Σ/Σ in every group; the last row is the figure itself."""
    figure, number = found.figure, Type.MONEY if found.figure.indicator.money else Type.COUNT
    columns = [Column("label", found.head or "手续", width=24)]
    if found.denominator:
        columns.append(Column("whole", figure.parts[1], type=number, width=20))
    columns.append(Column("part", figure.parts[0], type=number, width=20))
    if found.denominator:
        columns.append(Column("rate", figure.label, type=Type.RATE, width=14))
    if found.has_lights:
        columns.append(Column("light", "亮灯", width=24))
    parts = [*found.parts, found.total]
    return TableSheet(
        name="分组",
        sheet=Sheet(form="groups", title=figure.title, columns=tuple(columns)),
        groups=[TableGroup("", [TableRow(_values(part)) for part in parts])],
        title=f"{figure.title}{dict(found.groupings)[found.by]}",
        subtitle=_words(figure),
        total=False,
    )


def _values(part: Part) -> Row:
    """Empty for a unit that never sealed: it is named, not counted as 0."""
    share, signal = part.group.share, part.signal
    return {
        "label": part.group.label,
        "whole": share.denominator if share else None,
        "part": share.numerator if share else None,
        "rate": share.rounded if share else None,
        "light": f"{signal.label}，{signal.why}" if signal else "",
    }


def _origin(found: Drill, address: str, code: str) -> str:
    """By what the number can be found and checked again."""
    printed = found.figure.printed
    words = [found.basis.definition, f"核对码：{printed.check}"]
    words += [f"引用编码：{code}"] if code else []
    words += [f"出处：{address}"] if address else []
    return "　".join(filter(None, words))


def _words(figure: Figure) -> str:
    """Its day, its source, its value and its definition."""
    share, words = figure.share, [f"数据时点：{figure.as_of}"]
    words.append("来源：各单位上报封存" if figure.source == SEALED else "来源：实时台账")
    if figure.scope != "all":
        words.append(f"范围：{figure.scope_words}")
    whole = "" if share.denominator is None else f"（{share.numerator} / {share.denominator}）"
    words.append(f"{figure.label}：{figure.shown}{whole}")
    words.append(figure.definition)
    return "　".join(words)
