"""周报, 通报, 会议材料, 排名表: what stands in each, drafted from the seals of one round."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import Unit
from reporting.models import Round
from reporting.papers.blocks import (
    Block,
    Body,
    Column,
    Heading,
    Listing,
    Part,
    Table,
    Words,
    joined,
    words,
)
from reporting.rules import Convention, PaperKind
from workplace.official import long_day

from . import paper_parts as parts
from .cases import compose_cases
from .figures import Figure
from .paper_numbers import Ledger, lacking
from .paper_parts import heading, text

EVERYBODY = "各乡镇，县直各有关部门"
ORDER = "蒲政办发〔2022〕57号"


@dataclass(frozen=True)
class Drafted:
    """A draft with the numbers that are still to get their codes."""

    title: str
    body: Body
    ledger: Ledger


def compose(kind: str, round_: Round, known: datetime, next_due: datetime | None) -> Drafted:
    """`next_due`: when the next table is due, which is when a circular wants its answers."""
    led = Ledger(round_.campaign.centre, round_.cutoff_on, known)
    title, receiver, blocks = COMPOSERS[kind](led, next_due)
    return Drafted(title, Body(tuple(blocks), receiver), led)


Composed = tuple[str, str, Sequence[Block]]


def _weekly(led: Ledger, next_due: datetime | None) -> Composed:
    kinds, per_unit = parts.by_kind(led), parts.by_unit(led)
    note = parts.convention_note(led)
    blocks: list[Block] = [
        heading("总体情况"),
        *parts.overall(led),
        *([text(f"办结率口径：{note}")] if note else []),
        parts.filing(led),
        heading("手续办理"),
        *parts.newly_done(led),
        text("各项手续办理情况如下："),
        kinds,
        text(*_slowest(led), "各单位、各项目情况见附件。"),
        heading("开工与投资"),
        *parts.works(led),
        heading("存在问题"),
        *parts.problems(led),
        heading("下一步措施"),
        *parts.measures(led),
        per_unit,
        parts.by_project(led),
    ]
    return "重点项目前期手续办理工作周报", "", blocks


def _slowest(led: Ledger) -> list[object]:
    """The kind that is furthest back, when there is one."""
    kinds = led.books().county.kinds
    counted = [(kind, led.figure("permit_rate", kind=kind.code)) for kind in kinds]
    rated = [(figure.value, kind, figure) for kind, figure in counted if figure.value is not None]
    if len({value for value, _, _ in rated}) < 2:
        return []
    _, kind, figure = min(rated, key=lambda one: one[0] or Decimal(0))
    return [
        f"办结率最低的是{kind.name}，为", led.number(figure), "，还有",
        led.number(figure, "open"), "项没有办结。",
    ]  # fmt: skip


# ── 通报 ─────────────────────────────────────────────────────────────────────


def _circular(led: Ledger, next_due: datetime | None) -> Composed:
    year = parts.rate(led).year
    blocks: list[Block] = [
        text(
            f"按照《工作方案》（{ORDER}）要求，现将{year}年新建项目前期手续办理情况"
            f"（截至{long_day(led.as_of)}）通报如下："
        ),
        heading("总体情况"),
        *parts.overall(led),
        *_reached(led),
        heading("存在的主要问题"),
        *_named_late(led),
        *_named_overdue(led),
        *_named_still(led),
        heading("工作要求"),
        *_demands(led, next_due),
        parts.by_unit(led),
    ]
    return f"关于{year}年新建项目前期手续办理情况的通报", EVERYBODY, blocks


def _reached(led: Ledger) -> list[Block]:
    """Those that stand well, by the target; named, not ranked."""
    good = [(u, f) for u, f in parts.units(led) if f.met]
    figure = parts.rate(led)
    if figure.floor is None:
        return []
    if not good:
        return [text("目前还没有单位达到", led.number(figure, "floor"), "的目标。")]
    named = [words(unit.short_name, "（", led.number(one), "）") for unit, one in good]
    return [text("已达到", led.number(figure, "floor"), "目标的单位：", joined(named, "、"), "。")]


def _named_late(led: Ledger) -> list[Block]:
    late, missing = led.list("tables-late"), led.list("tables-missing")
    blocks: list[Block] = [heading("报送不及时", 2)]
    if not late.number and not missing.number:
        return [*blocks, text("本期各单位都按时报送。")]
    if late.number:
        named = [
            words(row.texts[0], "（迟报", led.number(late, "cell", f"{place}:2"), "分钟）")
            for place, row in enumerate(late.rows)
        ]
        blocks.append(text("迟报的单位", led.number(late), "个：", joined(named, "、"), "。"))
    if missing.number:
        names = "、".join(row.texts[0] for row in missing.rows)
        carried = all(row.texts[3] for row in missing.rows)
        tail = "沿用上期数据。" if carried else "有上期数据的沿用上期，没有的不计入。"
        blocks.append(text("汇总时没有有效报表的单位", led.number(missing), f"个：{names}，{tail}"))
    return blocks


def _named_overdue(led: Ledger) -> list[Block]:
    passed = led.list("passed")
    blocks: list[Block] = [heading("超过时限没有办结", 2)]
    if not passed.number:
        return [*blocks, text("没有超过时限的手续。")]
    named = [
        words(
            led.quote(passed, place, 0),
            f"{row.texts[2]}（{row.texts[4]}，时限{parts.short_day(row.texts[5])}，超",
            led.number(passed, "cell", f"{place}:6"), "天）。",
        )
        for place, row in enumerate(passed.rows)
    ]  # fmt: skip
    head = ["超过时限没有办结的手续", led.number(passed), "项，涉及"]
    return [
        *blocks,
        text(*head, led.number(passed, "projects"), "个项目："),
        Listing(tuple(named)),
    ]


def _named_still(led: Ledger) -> list[Block]:
    still = led.list("unmoved")
    if not still.number:
        return []
    named = [
        words(led.quote(still, place, 0), f"（{row.texts[1]}，已办结",
              led.number(still, "cell", f"{place}:2"), "项，应办",
              led.number(still, "cell", f"{place}:3"), "项）")
        for place, row in enumerate(still.rows)
    ]  # fmt: skip
    return [
        heading("推进缓慢", 2),
        text("连续三期没有变化的项目", led.number(still), "个：", joined(named, "；"), "。"),
    ]


def _demands(led: Ledger, next_due: datetime | None) -> list[Block]:
    by = f"{long_day(next_due.date())}{next_due:%H:%M}前" if next_due else "下期报表截止前"
    figure = parts.rate(led)
    blocks: list[Block] = []
    late = bool(led.list("tables-late").number or led.list("tables-missing").number)
    if late:
        blocks.append(text(f"迟报、未报的单位要在{by}按时报送，并书面说明原因。"))
    if led.list("passed").number:
        blocks.append(
            text(
                f"有超过时限手续的办理部门和责任单位要逐项核对，在{by}办结或报明原因、重新明确时间。"
            )
        )
    if figure.target and lacking(figure, figure.floor):
        blocks.append(
            text(
                f"各单位要对照{long_day(figure.target.due_on)}前", led.number(figure, "floor"),
                "的目标倒排工期，县级事项限时办结，市级以上事项安排专人对接。",
            )
        )  # fmt: skip
    return blocks or [text("各单位要继续保持，按时报送，按时办结。")]


# ── 会议材料 ─────────────────────────────────────────────────────────────────


def _pack(led: Ledger, next_due: datetime | None) -> Composed:
    blocks: list[Block] = [
        heading("关键数据"),
        text(f"数据截至{long_day(led.as_of)}，取自各单位上报封存的报表。"),
        _key_figures(led),
        heading("本周进展和停滞"),
        *parts.newly_done(led),
        *(_named_still(led)[1:] or [text("没有连续三期不动的项目。")]),
        heading("达到目标还需要什么"),
        *_reach(led),
        heading("需要会议研究的问题"),
        *_agenda(led),
        parts.by_unit(led),
        parts.by_project(led),
    ]
    return "重点项目推进联席会议材料", "", blocks


def _key_figures(led: Ledger) -> Table:
    rows: list[tuple[Words, ...]] = []
    sealed = parts.work_year(led)
    figures = [parts.rate(led)]
    if sealed:
        figures += [led.figure(key, year=sealed[1]) for key in ("start_rate", "investment_rate")]
    for figure in figures:
        if figure.share.denominator:
            rows.append(_key_row(led, figure))
    columns = (
        Column("指标", 48, "centre"),
        Column("现在", 24, "centre"),
        Column("分子/分母", 41, "centre"),
        Column("上期", 24, "centre"),
        Column("目标", 22, "centre"),
        Column("时点", 40, "centre"),
        Column("达标", 26, "centre"),
    )
    return Table("关键数据", columns, tuple(rows))


def _key_row(led: Ledger, figure: Figure) -> tuple[Words, ...]:
    n, target = led.number, figure.target
    yi = ".yi" if figure.indicator.money else ""
    word = "—" if figure.met is None else "已达标" if figure.met else "未达标"
    return (
        words(f"{figure.year}年{figure.label}"),
        words(n(figure)),
        words(n(figure, f"part{yi}"), "/", n(figure, f"whole{yi}"), "亿元" if yi else ""),
        words(n(figure, "before")),
        words(n(figure, "floor") if target and target.floor is not None else "—"),
        words(target.due_on.isoformat() if target else "—"),
        words(word),
    )


def _reach(led: Ledger) -> list[Block]:
    """The gap, who decides what is open, and the rate once the county's own part is done."""
    figure, n = parts.rate(led), led.number
    if not figure.share.denominator or figure.target is None:
        return [text("没有可比的目标。")]
    blocks: list[Block] = [text(parts.to_target(led, figure))]
    blocks.append(
        text(
            "没有办结的手续", n(figure, "open"), "项：县级办理", n(figure, "open.at", "county"),
            "项，市级", n(figure, "open.at", "city"), "项，省级以上",
            n(figure, "open.at", "higher"),
            "项。",
        )
    )  # fmt: skip
    if figure.convention != Convention.WHOLE_PROJECT:
        rate = n(figure, "if.done", "county")
        blocks.append(text("县级事项全部办结后，办结率可达", rate, "。"))
    by_kind = [(k, led.figure("permit_rate", kind=k.code)) for k in led.books().county.kinds]
    held = [
        words(kind.name, n(one, "open"), "项")
        for kind, one in by_kind
        if any(item.open for item in one.facts.new_items)
    ]
    if not held:
        return [blocks[0], text("应办手续已全部办结。")]
    blocks.append(text("按事项分：", joined(held, "、"), "。"))
    return blocks


def _agenda(led: Ledger) -> list[Block]:
    found = led.list("problems")
    if not found.number:
        return [text("各单位本期没有上报需协调解决的问题。")]
    blocks: list[Block] = []
    for place, row in enumerate(found.rows):
        name = led.quote(found, place, 0)
        blocks.append(Heading(words(name, f"（责任单位：{row.texts[1]}）"), 2))
        blocks.append(text(parts.asked(led, found, place)))
        who = row.texts[4] or "有关部门"
        lead = who if not any(sign.isdigit() for sign in who) else "有关部门"
        blocks.append(text(f"提请研究：由{lead}牵头，明确解决办法和完成时间。"))
    return blocks


# ── 排名表 ───────────────────────────────────────────────────────────────────

RANKING_NOTE = (
    "本表按办结率由高到低排列，并列的名次相同，没有应办手续的单位不列。名次只反映进度，"
    "各单位项目数量、手续层级不同，请结合“未办结原因”一栏看。"
)


def _ranking(led: Ledger, next_due: datetime | None) -> Composed:
    year = parts.rate(led).year
    blocks: list[Block] = [
        text(f"数据截至{long_day(led.as_of)}，取自各单位上报封存的报表。{RANKING_NOTE}"),
        *parts.overall(led),
        _ranks(led),
    ]
    return f"{year}年新建项目前期手续办结率排名表", "", blocks


def ranked(values: Sequence[tuple[Unit, Figure]]) -> list[tuple[int, Unit, Figure]]:
    """Exact rates, highest first; equal ones share a rank and the next is skipped."""
    ordered = sorted(values, key=lambda one: -(one[1].value or Decimal(0)))
    found: list[tuple[int, Unit, Figure]] = []
    for place, (unit, figure) in enumerate(ordered, 1):
        tied = bool(found) and found[-1][2].value == figure.value
        found.append((found[-1][0] if tied else place, unit, figure))
    return found


def _ranks(led: Ledger) -> Table:
    n = led.number
    rows = [
        (
            words(str(rank)), words(unit.short_name), words(n(figure, "whole")),
            words(n(figure, "part")), words(n(figure)), _reasons(led, unit, figure),
        )
        for rank, unit, figure in ranked(parts.units(led))
    ]  # fmt: skip
    columns = (
        Column("名次", 16, "centre"),
        Column("责任单位", 45, "centre"),
        *(Column(h, 24, "centre") for h in ("应办", "已办结", "办结率")),
        Column("未办结原因", 92),
    )
    return Table("各单位手续办结率", columns, tuple(rows), "项", page=True)


def _reasons(led: Ledger, unit: Unit, figure: Figure) -> Words:
    """What is open, which level decides it, and the problems reported."""
    n = led.number
    if n(figure, "open").shown == "0":
        return words("应办手续全部办结。")
    said = []
    for level, word in (("county", "县级办理"), ("city", "市级"), ("higher", "省级以上")):
        count = n(figure, "open.at", level)
        if count.shown != "0":
            said.append(words(word, count, "项"))
    problems = n(led.list("problems"), "sum", f"1={unit.short_name}")
    tail: list[Part] = ["；上报需协调问题", problems, "个"] if problems.shown != "0" else []
    return words("未办结：", joined(said, "、"), *tail, "。")


COMPOSERS: dict[str, Callable[[Ledger, datetime | None], Composed]] = {
    PaperKind.WEEKLY: _weekly,
    PaperKind.CIRCULAR: _circular,
    PaperKind.PACK: _pack,
    PaperKind.RANKING: _ranking,
    PaperKind.CASES: compose_cases,
}
