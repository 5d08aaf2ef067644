"""When a work is said to have begun, and what money it has got and spent."""

from collections.abc import Iterator
from decimal import Decimal

from procedures.rules import OPEN

from .facts import Facts, Work
from .finding import FALSE, WILD, Finding, Row, Rule, day, iso, wan


def started_without_permit(facts: Facts) -> Iterator[Finding]:
    for work in facts.works:
        started, approval = work.project.started_on, work.permit("approval")
        if started is None or started > facts.today or approval is None:
            continue
        if approval.status not in OPEN or _has_invested(work):
            continue  # with investment it is `rising_without_permits`
        yield Finding(
            work,
            f"{day(started)}开工，立项还是{approval.get_status_display()}",
            (started, approval.status),
            (
                Row("开工时间", iso(started), work.url),
                Row(approval.kind.name, approval.get_status_display(), f"{work.url}permits/"),
            ),
        )


def _has_invested(work: Work) -> bool:
    return bool(work.tables and work.tables[-1].completed)


def start_backdated(facts: Facts) -> Iterator[Finding]:
    for work in facts.works:
        for change in work.starts:
            passed = [on for on in facts.start_days if change.new <= on < change.old]
            passed = [on for on in passed if on < change.on]
            if not passed:
                continue
            yield Finding(
                work,
                f"{day(change.on)}把{change.word}从{day(change.old)}改早到{day(change.new)}，"
                f"改后正好赶上{day(passed[-1])}的考核",
                (change.word, change.on, change.old, change.new),
                (
                    Row(f"原{change.word}", iso(change.old), f"{work.url}history/"),
                    Row(f"{iso(change.on)} 改为", iso(change.new), f"{work.url}history/"),
                ),
                iso(change.on),
            )


def spent_over_arrived(facts: Facts) -> Iterator[Finding]:
    yield from _over(facts, "spent", "arrived")


def arrived_over_approved(facts: Facts) -> Iterator[Finding]:
    yield from _over(facts, "arrived", "approved")


WORDS = {"spent": "支出", "arrived": "到位", "approved": "批复"}


def _over(facts: Facts, more: str, less: str) -> Iterator[Finding]:
    """A sum that is greater than the one it comes from, also where that one is not given."""
    for work in facts.works:
        for row in work.funding:
            high, low = getattr(row, more), getattr(row, less)
            if high is None or high <= (low or Decimal(0)):
                continue
            said = f"只{WORDS[less]} {wan(low)}" if low is not None else f"没有{WORDS[less]}金额"
            url = f"/funding/{row.pk}/"
            yield Finding(
                work,
                f"{row.year}年{row.get_channel_display()}已{WORDS[more]} {wan(high)}，{said}",
                (row.channel, row.year, high, low),
                (
                    Row(f"{WORDS[more]}金额", wan(high), url),
                    Row(f"{WORDS[less]}金额", "空" if low is None else wan(low), url),
                ),
                f"资金{row.pk}",
            )


RULES = [
    Rule(
        "started_without_permit",
        "已开工，立项没办结",
        "开工时间已填，立项还没有办结，也还没有报投资（报了投资的归在“投资在增加，手续没办结”）。",
        "补办立项；没有开工的，把开工时间改回去。",
        WILD,
        started_without_permit,
    ),
    Rule(
        "start_backdated",
        "考核日后把开工时间改早",
        "目标日期过后，把原来填在目标日期以后的开工、复工时间，改到目标日期以前。",
        "附开工令、施工许可或当时的现场照片；没有的改回去。",
        FALSE,
        start_backdated,
    ),
    Rule(
        "spent_over_arrived",
        "支出大于到位",
        "同一笔资金，支出金额大于到位金额，或有支出而没有到位。",
        "补填到位金额和时间，附到账凭证；支出填错的，更正。",
        FALSE,
        spent_over_arrived,
    ),
    Rule(
        "arrived_over_approved",
        "到位大于批复",
        "同一笔资金，到位金额大于批复金额，或有到位而没有批复。",
        "补填批复金额和文号；到位填错的，更正。",
        FALSE,
        arrived_over_approved,
    ),
]
