"""How a permit is moved along: exempted late or wrongly, put off, told in two ways."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone

from procedures import thresholds
from procedures.models import Permit
from procedures.rules import OPEN, Status
from procedures.timing import working_days

from .facts import Facts, Work
from .finding import FALSE, SLOW, Finding, Row, Rule, day, iso

POSTPONED = 3  # once is life, twice is bad luck
CONTRADICTION_DAYS = 10  # working days: two weekly tables have passed without a word
UNDER_WAY = frozenset({Status.SUBMITTED, Status.RETURNED, Status.DONE})
# 固定资产投资项目节能审查办法: below both, no review is asked for
ENERGY_TCE = Decimal(1000)
POWER_WAN_KWH = Decimal(500)


def exempted_late(facts: Facts) -> Iterator[Finding]:
    for work in facts.works:
        for permit in work.permits:
            if permit.status != Status.NOT_REQUIRED or "区域评估" in permit.exempt_reason:
                continue
            moves = [c for c in work.changes.get(permit.pk, []) if c.action == "status"]
            last = moves[-1] if moves else None
            if last is None or last.after != Status.NOT_REQUIRED or last.before not in UNDER_WAY:
                continue
            yield Finding(
                work,
                f"{permit.kind.name}原是{Status(last.before).label}，{day(last.on)}改为无需办理"
                f"（{permit.exempt_reason or '没写理由'}）",
                (last.on, last.before, permit.exempt_reason),
                (
                    Row(f"{iso(last.on)} 以前", Status(last.before).label, f"{work.url}permits/"),
                    _row(work, permit),
                ),
                permit.kind.code,
            )


def exempt_but_needed(facts: Facts) -> Iterator[Finding]:
    for work in facts.works:
        for permit in work.permits:
            why = _needed(work, permit) if permit.status == Status.NOT_REQUIRED else ""
            if why:
                yield Finding(
                    work,
                    f"{permit.kind.name}填无需办理（{permit.exempt_reason or '没写理由'}），"
                    f"但{why}",
                    (permit.exempt_reason, why),
                    (_row(work, permit), Row("项目特征", why, work.url)),
                    permit.kind.code,
                )


def _needed(work: Work, permit: Permit) -> str:
    """Why the permit is needed after all; empty when nothing known speaks against its ground."""
    code, ground, traits = permit.kind.code, permit.exempt_reason, work.traits
    project = work.project
    known = thresholds.Facts(industry=project.industry, name=project.name)
    if code == "capacity" and thresholds.makes_capacity(known):
        return "按行业和名称属于产能控制行业"
    if traits is None or "区域评估" in ground:
        return ""
    if code == "energy" and (traits.energy_tce or 0) >= ENERGY_TCE:
        return f"年综合能耗 {traits.energy_tce:,.0f} 吨标准煤，达到 {ENERGY_TCE:,} 吨"
    if code == "energy" and (traits.power_kwh or 0) >= POWER_WAN_KWH:
        return f"年用电 {traits.power_kwh:,.0f} 万千瓦时，达到 {POWER_WAN_KWH} 万千瓦时"
    if code == "land" and ground == "存量建设用地" and traits.existing_land is False:
        return "项目特征写的不是存量建设用地"
    if code == "land" and traits.existing_land:
        return ""
    return "分解模板定为需办" if permit.kind_id in work.needed else ""


def postponed(facts: Facts) -> Iterator[Finding]:
    for work in facts.works:
        for permit in work.permits:
            if permit.status not in OPEN:
                continue
            moves = [
                c
                for c in work.changes.get(permit.pk, [])
                if c.action in ("due", "expected") and c.before and c.after > c.before
            ]
            if len(moves) < POSTPONED:
                continue
            yield Finding(
                work,
                f"{permit.kind.name}的办结日期推后 {len(moves)} 次，"
                f"从 {moves[0].before} 推到 {moves[-1].after}，还没有办结",
                tuple((c.action, c.before, c.after) for c in moves),
                tuple(
                    Row(f"{iso(c.on)} 改", f"{c.before} → {c.after}", f"{work.url}permits/")
                    for c in moves
                ),
                permit.kind.code,
            )


def contradiction(facts: Facts) -> Iterator[Finding]:
    for work in facts.works:
        for permit in work.permits:
            if permit.differs_since is None:
                continue
            since = timezone.localdate(permit.differs_since)
            days = working_days(since, facts.today, facts.calendar)
            if days <= CONTRADICTION_DAYS:
                continue
            sides = (
                ("责任单位", permit.get_owner_says_display() or "没有说", permit.owner_on),
                ("承办部门", permit.get_handler_says_display() or "没有说", permit.handler_on),
            )
            said = "，".join(f"{who}说{word}" for who, word, _ in sides)
            yield Finding(
                work,
                f"{permit.kind.name}两边不一致已 {days} 个工作日：{said}",
                (since, permit.owner_says, permit.handler_says, permit.status),
                tuple(
                    Row(who, f"{word}　{iso(on)}".strip(), f"{work.url}permits/")
                    for who, word, on in sides
                ),
                permit.kind.code,
            )


def _row(work: Work, permit: Permit) -> Row:
    value = f"{permit.get_status_display()}　{permit.exempt_reason}".strip()
    return Row(permit.kind.name, value, f"{work.url}permits/")


RULES = [
    Rule(
        "exempted_late",
        "办到一半改成无需办理",
        "已报送、退件补正或办结的手续，后来改为无需办理。区域评估覆盖的不算。",
        "写明依据，附承办部门的意见；不属于豁免的，改回去。",
        FALSE,
        exempted_late,
    ),
    Rule(
        "exempt_but_needed",
        "按特征应办，填了无需办理",
        "填无需办理，而项目特征、行业或分解模板说明要办："
        f"产能控制行业的产能、年综合能耗 {ENERGY_TCE:,} 吨标准煤或用电 {POWER_WAN_KWH} 万千瓦时"
        "以上的能评、不是存量建设用地的土地、模板定为需办的事项。",
        "改回应办；项目特征填错的，更正特征。",
        FALSE,
        exempt_but_needed,
    ),
    Rule(
        "postponed",
        "办结日期一推再推",
        f"还没有办结的手续，办结时限或预计办结推后 {POSTPONED} 次以上。",
        "写明卡在哪、谁来解决，或提交联席会议；办结后自动消失。",
        SLOW,
        postponed,
    ),
    Rule(
        "contradiction",
        "两边长期说法不一",
        f"责任单位和承办部门说法不一致，超过 {CONTRADICTION_DAYS} 个工作日没有对上。",
        "让两边核对，说错的一方改过来。",
        SLOW,
        contradiction,
    ),
]
