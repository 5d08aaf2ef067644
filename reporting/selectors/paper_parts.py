"""What several documents say alike: the overall state, tables, problems, who must do what."""

from collections.abc import Iterable, Sequence
from datetime import date

from accounts.models import Unit
from reporting.formulas import ProjectFact
from reporting.models import Round
from reporting.papers.blocks import (
    Block,
    Column,
    Heading,
    Listing,
    Part,
    Table,
    Text,
    Words,
    joined,
    words,
)
from reporting.rules import Convention, Form
from workplace.official import long_day

from .figures import Figure
from .lists import Listed
from .paper_numbers import Ledger, behind_pace, change, lacking

NAMED = 6  # permits named in one sentence; the list behind the number has all
MARKS = {
    "done": "√", "not_required": "—", "not_started": "×", "preparing": "△", "submitted": "△",
    "returned": "▲",
}  # fmt: skip


def heading(text: str, level: int = 1) -> Heading:
    return Heading(words(text), level)


def text(*parts: object) -> Text:
    return Text(words(*parts))  # type: ignore[arg-type]


def short_day(day: date | str) -> str:
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{found.month}月{found.day}日"


def rate(led: Ledger) -> Figure:
    return led.figure("permit_rate")


# ── 总体情况 ─────────────────────────────────────────────────────────────────


def overall(led: Ledger) -> list[Block]:
    figure = rate(led)
    whole, part = figure.parts[1], figure.parts[0]
    n = led.number
    if not figure.share.denominator:
        return [text(f"截至{long_day(led.as_of)}，各单位上报的表里没有应办的前期手续。")]
    return [
        text(
            f"截至{long_day(led.as_of)}，列入{figure.year}年前期手续办理的新建项目",
            n(figure, "projects"), "个，年度计划投资", n(figure, "planned.yi"),
            f"亿元；{whole}", n(figure, "whole"), f"{figure.word}，{part}", n(figure, "part"),
            f"{figure.word}，办结率", n(figure), *against_last(led, figure), "。",
        ),
        *([Text(to_target(led, figure))] if figure.target else []),
    ]  # fmt: skip


def against_last(led: Ledger, figure: Figure) -> list[object]:
    moved = change(led.books(year=figure.reference.year), figure)
    if moved is None:
        return []
    then = led.number(figure, "before")
    now = led.number(figure, "change")
    if now.shown == "0.0":
        return ["，与上期（", then, "）持平"]
    return ["，较上期（", then, f"）{'提高' if moved > 0 else '下降'}", now, "个百分点"]


def to_target(led: Ledger, figure: Figure) -> Words:
    """Against what is to be reached, floor first; what is left said in items."""
    target = figure.target
    if target is None:
        return ()
    n, parts = led.number, []
    day = f"{long_day(target.due_on)}前"  # said once
    for goal, key, word in ((target.floor, "floor", ""), (target.stretch, "stretch", "力争")):
        if goal is None:
            continue
        left = lacking(figure, goal)
        if left:
            more = (n(figure, f"to.{key}"), figure.word)
            parts.append(words(f"距{day}{word}", n(figure, key), "的目标还差", more))
        else:
            parts.append(words(f"已达到{day}{word}", n(figure, key), "的目标"))
        day = ""
    return words(joined(parts, "，"), "。")


def filing(led: Ledger) -> Text:
    """Who filed, from the tables of the round."""
    due, late, missing = (led.list(key) for key in ("tables", "tables-late", "tables-missing"))
    n = led.number
    if not due.number:
        return text("本期没有应报单位。")
    head = ["本期应报单位", n(due), "个"]
    if not late.number and not missing.number:
        return text(*head, "，全部按时上报。")
    said = [words("按时上报", n(due, "sum", "1=按时"), "个")]
    said += [words("迟报", n(late), "个")] if late.number else []
    said += [words("没有有效报表", n(missing), "个")] if missing.number else []
    return text(*head, "，其中", joined(said, "，"), "。")


# ── 手续办理 ─────────────────────────────────────────────────────────────────


def by_kind(led: Ledger) -> Table:
    rows = []
    for kind in led.books().county.kinds:
        figure = led.figure("permit_rate", kind=kind.code)
        rows.append((words(kind.name), *_counts(led, figure)))
    columns = (
        Column("手续事项", 46, "centre"),
        *(Column(h, 36, "centre") for h in ("应办", "已办结", "未办结", "办结率")),
    )
    return Table("各项手续办理情况", columns, (*rows, _total(led)), "项")


def _counts(led: Ledger, figure: Figure) -> tuple[Words, ...]:
    parts = ("whole", "part", "open", "shown")
    return tuple(words(led.number(figure, part)) for part in parts)


def _total(led: Ledger) -> tuple[Words, ...]:
    return (words("合计"), *_counts(led, rate(led)))


def units(led: Ledger) -> list[tuple[Unit, Figure]]:
    """Those with anything required, in the county's order."""
    county = led.books().county
    having = {project.unit for project in rate(led).indicator.projects(rate(led).facts)}
    found = [
        (u, led.figure("permit_rate", u)) for code, u in county.units.items() if code in having
    ]
    return [(unit, figure) for unit, figure in found if figure.share.denominator]


def by_unit(led: Ledger, title: str = "各单位手续办理情况") -> Table:
    moved = led.list("moved")
    rows = [
        (
            words(str(place)),
            words(unit.short_name),
            words(led.number(figure, "projects")),
            *_counts(led, figure),
            words(led.number(moved, "sum", f"1={unit.short_name}")),
        )
        for place, (unit, figure) in enumerate(units(led), 1)
    ]
    whole = rate(led)
    total = (
        words(""), words("合计"), words(led.number(whole, "projects")), *_counts(led, whole),
        words(led.number(moved)),
    )  # fmt: skip
    columns = (
        Column("序号", 14, "centre"),
        Column("责任单位", 61, "centre"),
        *(Column(h, 25, "centre") for h in ("项目个数", "应办", "已办结", "未办结", "办结率")),
        Column("本周新办结", 25, "centre"),
    )
    return Table(title, columns, (*rows, total), "个、项", page=True)


def by_project(led: Ledger) -> Table:
    """Every project with the mark of each permit, as the weekly table prints them."""
    figure, county = rate(led), led.books().county
    items = {(i.project.number, i.kind): i for i in figure.facts.new_items}
    rows = []
    for place, project in enumerate(figure.indicator.projects(figure.facts), 1):
        own = [items.get((project.number, kind.code)) for kind in county.kinds]
        unit = county.units.get(project.unit)
        rows.append(
            (
                words(str(place)),
                words(named(led, figure, project)),
                words(unit.short_name if unit else project.unit),
                *(words(_mark(item)) for item in own),
                words(led.number(figure, "p.required", project.number)),
                words(led.number(figure, "p.done", project.number)),
            )
        )
    columns = (
        Column("序号", 12, "centre"),
        Column("项目名称", 75),
        Column("责任单位", 31, "centre"),
        *(Column(kind.name, 13, "centre") for kind in county.kinds),
        Column("应办", 13, "centre"),
        Column("已办结", 16, "centre"),
    )
    return Table("各项目手续办理情况", columns, tuple(rows), KEY, page=True)


def named(led: Ledger, figure: Figure, project: ProjectFact) -> Part:
    """A name that holds a number is a number of the figure's rows."""
    if not _digits(project.name):
        return project.name
    return led.number(figure, "p.name", project.number)


KEY = "项；√已办结　△办理中　▲退件补正　×未办理　—无需办理"


def _mark(item: object) -> str:
    if item is None:
        return MARKS["not_started"]
    status = item.status  # type: ignore[attr-defined]
    # done after the round's cut-off, or not confirmed: reported, and not counted yet
    return "△" if status == "done" and not item.done else MARKS[status]  # type: ignore[attr-defined]


def newly_done(led: Ledger) -> list[Block]:
    moved = led.list("moved")
    if not moved.number:
        return [text("本周没有新办结的手续。")]
    n = led.number
    head = text("本周新办结手续", n(moved), "项，涉及", n(moved, "rows"), "个项目：")
    entries = [
        words(row.texts[0] if not _digits(row.texts[0]) else led.quote(moved, place, 0),
              f"（{row.texts[1]}）：{row.texts[2]}。")
        for place, row in enumerate(moved.rows)
    ]  # fmt: skip
    return [head, Listing(tuple(entries))]


def _digits(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


# ── 开工与投资 ───────────────────────────────────────────────────────────────


def works(led: Ledger) -> list[Block]:
    """From the newest sealed table of the works; said plainly when there is none."""
    sealed = work_year(led)
    if sealed is None:
        return [text(f"{led.as_of.year}年建设进展情况表还没有封存的数据，本期不列开工和投资。")]
    found, year = sealed
    start, money = (led.figure(key, year=year) for key in ("start_rate", "investment_rate"))
    n = led.number
    blocks: list[Block] = [
        text(
            f"据截至{long_day(found.cutoff_on)}的建设进展情况表，{start.year}年新建、续建项目",
            n(start, "whole"), "个，已开复工", n(start, "part"), "个，开复工率", n(start),
            *_compared(led, start), "。",
        )
    ]  # fmt: skip
    pace = behind_pace(money)
    said = [
        f"{money.year}年计划投资", n(money, "whole.yi"), "亿元，累计完成", n(money, "part.yi"),
        "亿元，投资完成率", n(money),
    ]  # fmt: skip
    if pace is not None:
        word = "快于" if pace > 0 else "慢于"
        said += [f"，{word}序时进度（", n(money, "pace"), "）", n(money, "pace.gap"), "个百分点"]
    blocks.append(text(*said, *_compared(led, money), "。"))
    return blocks


def work_year(led: Ledger) -> tuple[Round, int | None] | None:
    """Whose works were sealed last: this year's, early in the year the year's before."""
    for year in (None, led.as_of.year - 1):
        books = led.books(year=year)
        found = books.sealed_by(Form.PROGRESS).at(led.as_of)
        if found and books.round_facts(Form.PROGRESS, found).projects:
            return found.round, year
    return None


def _compared(led: Ledger, figure: Figure) -> list[object]:
    if figure.target is None or figure.target.floor is None:
        return []
    word = "已达到" if figure.met else "未达到"
    return [f"，{word}{long_day(figure.target.due_on)}前", led.number(figure, "floor"), "的目标"]


# ── 存在问题 ─────────────────────────────────────────────────────────────────


def problems(led: Ledger, levels: Iterable[str] = ()) -> list[Block]:
    found = led.list("problems")
    if not found.number:
        return [text("各单位本期没有上报需协调解决的问题。")]
    n = led.number
    counted = [
        words(f"{word}级" if word in "省市县" else word, n(found, "sum", f"3={word}"), "个")
        for word in dict.fromkeys(row.texts[3] for row in found.rows)
    ]
    head = text("各单位上报需协调解决的问题", n(found), "个，其中", joined(counted, "、"), "：")
    wanted = set(levels)
    entries = [
        problem(led, found, place)
        for place, row in enumerate(found.rows)
        if not wanted or row.texts[3] in wanted
    ]
    return [head, *([Listing(tuple(entries))] if entries else [])]


def problem(led: Ledger, found: Listed, place: int) -> Words:
    """名称（单位）：问题。市级协调，建议自然资源局办理，2月10日前解决。"""
    unit = found.rows[place].texts[1]
    return words(led.quote(found, place, 0), f"（{unit}）：", asked(led, found, place))


def asked(led: Ledger, found: Listed, place: int) -> Words:
    _, _, _, level, bureau, wanted = found.rows[place].texts
    wish = [f"{level}级协调" if level in "省市县" else "协调层级未定"]
    wish += [f"建议{bureau}办理"] if bureau and not _digits(bureau) else []
    wish += [f"要求{short_day(wanted)}前解决"] if wanted else []
    return words(_ended(led.quote(found, place, 2)), "，".join(wish), "。")


def _ended(part: Part) -> list[Part]:
    if isinstance(part, str):
        return [" ".join(part.split()).rstrip("。.；;") + "。"]
    return [part, "。" if not str(part).endswith(("。", "；")) else ""]


# ── 下一步 ───────────────────────────────────────────────────────────────────


def measures(led: Ledger, keys: Sequence[str] = ("passed", "coming")) -> list[Block]:
    """Who must finish what by when: from the deadlines that the units sealed."""
    entries = []
    for holder in dict.fromkeys(row.texts[4] for key in keys for row in led.list(key).rows):
        said = [_of_holder(led, key, holder) for key in keys]
        entries.append(words(f"{holder}：", joined([one for one in said if one], "；"), "。"))
    if not entries:
        return [text("没有已过时限和两周内到时限的手续，各单位按原定时间继续推进。")]
    return [Listing(tuple(entries))]


SAID = {
    "passed": ("已过时限", "立即办结或报明原因、重新明确时间：", "原定"),
    "coming": ("两周内到时限", "按时办结：", ""),
}


def _of_holder(led: Ledger, key: str, holder: str) -> Words:
    found = led.list(key)
    mine = [(place, row) for place, row in enumerate(found.rows) if row.texts[4] == holder]
    if not mine:
        return ()
    state, must, mark = SAID[key]
    named = [
        words(
            led.quote(found, place, 0),
            f"{row.texts[2]}（{mark}{short_day(row.texts[5])}{'前' if not mark else ''}）",
        )
        for place, row in mine[:NAMED]
    ]
    more = "等" if len(mine) > NAMED else ""
    count = led.number(found, "sum", f"4={holder}")
    return words(f"{state}的手续", count, f"项，{must}", joined(named, "、"), more)


def convention_note(led: Ledger) -> str:
    """口径 in words, where it is not the plain one."""
    figure = rate(led)
    return "" if figure.convention == Convention.REQUIRED_ONLY else figure.definition
