"""What the monthly and weekly tables say of investment, table after table."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from procedures.rules import OPEN
from procedures.timing import working_days
from reporting.states import WorkState

from .facts import Facts, Table, Work
from .finding import FALSE, SLOW, WILD, Finding, Row, Rule, day, iso, wan

STALLED_TABLES = 4  # a month of weekly tables; shorter waits for material or weather are usual
WEEK = timedelta(days=7)
LEAST_DAYS = 3  # a week with fewer working days (Spring Festival) can bring nothing new
UNDER_WAY = frozenset({WorkState.STARTED, WorkState.RESUMED})
JUMP_DAYS = timedelta(days=14)  # two tables before the day that is counted
JUMP_SHARE = Decimal("0.20")  # of the year's plan; in two weeks of 52 a tenth would be much
JUMP_PACE = 2  # times what the year so far makes likely
NEAR = Decimal("0.8")  # of the right sum, where no table before the slip tells more
SLIP = (10, 100, 1000, 10_000)  # a digit too many, or 元 and 万元 mixed up
OVER_TOTAL = Decimal("1.10")  # 总投资 is an estimate; a tenth more is still its reach
MUST_HAVE = ("approval", "land", "construction_permit")


def rising_without_permits(facts: Facts) -> Iterator[Finding]:
    for work in facts.works:
        missing = _missing(work)
        table = work.tables[-1] if work.tables else None
        if not missing or table is None or not table.completed or not _rose(work.tables):
            continue
        names = "、".join(missing)
        yield Finding(
            work,
            f"{table.year}年已报完成投资 {wan(table.completed)}，还在增加，{names}没有办结",
            (table.year, missing),
            (_row(table), *_permit_rows(work, missing)),
        )


def _missing(work: Work) -> list[str]:
    """Names of what must be done first and is not; 施工许可 only where it is on the books."""
    if not work.permits:
        return []  # its permits are not kept here, which says nothing
    return [p.kind.name for p in work.permits if p.kind.code in MUST_HAVE and p.status in OPEN]


def _rose(tables: Sequence[Table]) -> bool:
    last = tables[-1]
    before = [table for table in tables[:-1] if table.year == last.year]
    return not before or (last.completed or 0) > (before[-1].completed or 0)


def _permit_rows(work: Work, names: Sequence[str]) -> list[Row]:
    return [
        Row(permit.kind.name, permit.get_status_display(), f"{work.url}permits/")
        for permit in work.permits
        if permit.kind.name in names
    ]


def stalled(facts: Facts) -> Iterator[Finding]:
    for work, tables in _standing_still(facts):
        value, plan = tables[0].completed, work.plans.get(tables[0].year)
        if not value or (plan and plan.planned_investment and value >= plan.planned_investment):
            continue  # nothing begun is another rule's, a finished plan may stand still
        yield Finding(
            work,
            f"从{day(tables[0].cutoff)}起连续 {len(tables)} 期都报累计完成 {wan(value)}，"
            "状态是已开工（复工），没有报停工",
            (tables[0].year, tables[0].cutoff, value),
            tuple(_row(table) for table in tables),
        )


def started_idle(facts: Facts) -> Iterator[Finding]:
    for work, tables in _standing_still(facts):
        if tables[0].completed:
            continue
        yield Finding(
            work,
            f"从{day(tables[0].cutoff)}起连续 {len(tables)} 期报已开工（复工），累计完成投资都是 0",
            (tables[0].year, tables[0].cutoff),
            tuple(_row(table) for table in tables),
        )


def _standing_still(facts: Facts) -> Iterator[tuple[Work, list[Table]]]:
    """The newest tables of each work that is under way, as far back as they say the same."""
    for work in facts.works:
        same: list[Table] = []
        for table in reversed(work.tables):
            newest = work.tables[-1]
            if (table.year, table.completed or 0) != (newest.year, newest.completed or 0):
                break
            if table.state not in UNDER_WAY:
                break
            if working_days(table.cutoff - WEEK, table.cutoff, facts.calendar) >= LEAST_DAYS:
                same.insert(0, table)
        if len(same) >= STALLED_TABLES:
            yield work, same


def falling(facts: Facts) -> Iterator[Finding]:
    for work in facts.works:
        for at, (before, after) in enumerate(pairwise(work.tables)):
            if before.year != after.year or before.completed is None or after.completed is None:
                continue
            if after.completed >= before.completed or _was_slip(work.tables, at):
                continue
            less = before.completed - after.completed
            yield Finding(
                work,
                f"累计完成投资从{day(before.cutoff)}的 {wan(before.completed)}降到"
                f"{day(after.cutoff)}的 {wan(after.completed)}，少了 {wan(less)}",
                (before.cutoff, before.completed, after.cutoff, after.completed),
                (_row(before), _row(after)),
                iso(after.cutoff),
            )


def _was_slip(tables: Sequence[Table], at: int) -> bool:
    """A digit too many, put right in the next table: it fits between its neighbours again."""
    high, after = tables[at].completed or Decimal(0), tables[at + 1].completed or Decimal(0)
    has_before = at > 0 and tables[at - 1].year == tables[at].year
    low = (tables[at - 1].completed or Decimal(0)) if has_before else after * NEAR
    return any(low <= high / times <= after for times in SLIP)


def jumped(facts: Facts) -> Iterator[Finding]:
    for work in facts.works:
        for target in facts.money_days:
            if (found := _jump(work, target)) is not None:
                yield found


def _jump(work: Work, target: date) -> Finding | None:
    """From the last table two weeks before the target to the last one up to it."""
    tables = [t for t in work.tables if t.year == target.year and t.completed is not None]
    inside = [t for t in tables if target - JUMP_DAYS < t.cutoff <= target]
    before = [t for t in tables if target - JUMP_DAYS - WEEK < t.cutoff <= target - JUMP_DAYS]
    plan = work.plans.get(target.year)
    if not inside or not before or plan is None or not plan.planned_investment:
        return None
    base, last = before[-1], inside[-1]
    done, days = base.completed or Decimal(0), (last.cutoff - base.cutoff).days
    grown = (last.completed or Decimal(0)) - done
    likely = done / base.cutoff.timetuple().tm_yday * days
    if grown < plan.planned_investment * JUMP_SHARE or grown <= likely * JUMP_PACE:
        return None
    if any(f.place == "项目" and base.cutoff < f.on <= target + WEEK for f in work.files):
        return None  # something was put on file for it
    share = grown / plan.planned_investment * 100
    return Finding(
        work,
        f"{day(target)}考核前 {days} 天增加 {wan(grown)}，"
        f"占年度计划 {share:.1f}%；按此前速度约 {wan(likely)}，这期间没有上传凭证",
        (base.cutoff, base.completed, last.cutoff, last.completed, plan.planned_investment),
        (_row(base), _row(last)),
        iso(target),
    )


def over_total(facts: Facts) -> Iterator[Finding]:
    for work in facts.works:
        total = work.project.total_investment
        done = sum((row.completed_investment for row in work.progress.values()), Decimal(0))
        if total is None or done <= total * OVER_TOTAL:
            continue
        yield Finding(
            work,
            f"各年累计完成投资 {wan(done)}，比总投资 {wan(total)}"
            f"多 {(done / total - 1) * 100:.1f}%",
            (done, total),
            (
                Row("总投资", wan(total), work.url),
                *(
                    Row(f"{year}年累计", wan(row.completed_investment), work.url)
                    for year, row in sorted(work.progress.items())
                ),
            ),
        )


def statistics_over(facts: Facts) -> Iterator[Finding]:
    for work in facts.works:
        if not work.progress:
            continue
        year, row = max(work.progress.items())
        counted = row.statistical_investment
        if counted is None or counted <= row.completed_investment:
            continue
        yield Finding(
            work,
            f"{year}年统计口径完成 {wan(counted)}，比上报的累计完成"
            f" {wan(row.completed_investment)}还多",
            (year, counted, row.completed_investment),
            (
                Row("统计口径完成投资", wan(counted), work.url),
                Row("本年累计完成投资", wan(row.completed_investment), work.url),
            ),
        )


def _row(table: Table) -> Row:
    value = "空" if table.completed is None else wan(table.completed)
    state = WorkState(table.state).label if table.state else ""
    return Row(f"{iso(table.cutoff)} 封存的表", f"{value}　{state}".strip(), table.url)


RULES = [
    Rule(
        "rising_without_permits",
        "投资在增加，手续没办结",
        "最近一期表的累计完成投资比上一期多，而立项、土地或施工许可还没有办结。"
        "无需办理的、手续表里没有的施工许可不算。",
        "补办手续，或写明先行用地、容缺开工的批准文件；投资报错的，更正投资。",
        WILD,
        rising_without_permits,
    ),
    Rule(
        "stalled",
        "连续多期数字不变",
        f"报已开工、已复工的项目，连续 {STALLED_TABLES} 期表的累计完成投资一分不差。"
        f"停工、冬季停工不算，一周不满 {LEAST_DAYS} 个工作日的（春节）不算，年度计划已完成的不算。",
        "确实停着的，登记停工或冬季停工；在干的，核实后填实际数。",
        SLOW,
        stalled,
    ),
    Rule(
        "started_idle",
        "报了开工，一直没有投资",
        f"报已开工、已复工，连续 {STALLED_TABLES} 期表的累计完成投资都是 0。",
        "到现场核实。没有开工的，把开工时间改回去；已开工的，补填投资。",
        FALSE,
        started_idle,
    ),
    Rule(
        "falling",
        "累计完成投资下降",
        "同一年里，后一期封存的累计完成投资比前一期少。只是多打了一位数、下一期已改正的不算。",
        "写明核减的原因，如审计核减、上期误报。",
        FALSE,
        falling,
    ),
    Rule(
        "jumped",
        "考核前突击增长",
        f"目标日期前 {JUMP_DAYS.days} 天内增加的投资达到年度计划的 {JUMP_SHARE:.0%}，"
        f"又超过当年此前速度的 {JUMP_PACE} 倍，期间项目没有上传任何凭证。",
        "上传进度款支付凭证、监理月报或现场照片，或核减。",
        FALSE,
        jumped,
    ),
    Rule(
        "over_total",
        "累计完成超过总投资",
        "各年完成投资相加，比总投资多一成以上。总投资是估算，一成以内不算。",
        "总投资调整过的，改总投资并附批复；单位填成元的，更正。",
        FALSE,
        over_total,
    ),
    Rule(
        "statistics_over",
        "统计口径大于上报数",
        "统计口径完成投资比上报的本年累计完成投资还多。统计只认已支付和有凭证的，应当不大于上报数。",
        "和统计局对一次数，更正错的一个。",
        FALSE,
        statistics_over,
    ),
]
