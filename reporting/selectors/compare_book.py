"""两日对比 as a workbook: the figures of both days, and the rows of one of them."""

from datetime import date

from reporting.formulas import Share
from sheets.book import PlainSheet, TableBook
from sheets.columns import Value

from .compare import Comparison, Pair
from .compare_rows import Move, Moves

WORDS = {"changed": "变化", "added": "新增", "removed": "减少"}


def compare_book(found: Comparison, one: Pair | None, moves: Moves | None) -> TableBook:
    sheets = [_figures(found)]
    if one and moves:
        sheets.append(_rows(found, one, moves))
    return TableBook(sheets)


def _figures(found: Comparison) -> PlainSheet:
    a, b = found.days
    return PlainSheet(
        name="指标",
        title="两日对比",
        subtitle=_words(found),
        headers=(
            *("指标", f"{a} 的数", "分子", "分母", f"{b} 的数", "分子", "分母"),
            *("差", "进展带来的", "口径带来的"),
        ),
        rows=[_figure(pair) for pair in found.pairs],
        widths=(30, 18, 14, 14, 18, 14, 14, 18, 18, 18),
    )


def _figure(pair: Pair) -> tuple[Value, ...]:
    old, new = pair.old, pair.new
    return (
        new.title if not pair.is_of_two_years else f"{old.title} / {new.title}",
        *(old.shown, *_parts(old.share), new.shown, *_parts(new.share)),
        *(pair.difference_shown, pair.movement_shown),
        pair.effect_shown if pair.middle else "口径没有变",
    )


def _rows(found: Comparison, pair: Pair, moves: Moves) -> PlainSheet:
    a, b = found.days
    return PlainSheet(
        name="明细",
        title=f"{pair.new.title}：逐行对比",
        subtitle=f"{_words(found)}　未变 {moves.unchanged} 行",
        headers=(
            *("变动", "编号", "项目", "单位", "事项", str(a), str(b), "原因"),
            *("原分子", "原分母", "新分子", "新分母"),
        ),
        rows=[_move(found, move) for move in moves.all],
        widths=(8, 14, 36, 12, 10, 24, 24, 40, 12, 12, 12, 12),
    )


def _move(found: Comparison, move: Move) -> tuple[Value, ...]:
    unit = found.b.county.units.get(move.project.unit)
    return (
        *(WORDS[move.kind], move.project.number, move.project.name),
        *(unit.short_name if unit else move.project.unit, move.what, move.old, move.new, move.why),
        *(*_parts(move.old_share), *_parts(move.new_share)),
    )


def _parts(share: Share | None) -> tuple[Value, Value]:
    return (share.numerator, share.denominator) if share else (None, None)


def _words(found: Comparison) -> str:
    a, b = found.days
    return f"{_day(a)}与{_day(b)}对比　差＝{b}减{a}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
