"""活动总结 of a unit, drafted from what it sealed: the five things the order asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Unit
from procedures.models import Issue
from reporting.indicators import SEALED
from reporting.models import ActivitySummary, Campaign, Round, Seal
from reporting.papers.blocks import Block, Body, Listing, Part, Words, joined, words
from reporting.references import Printed
from reporting.rules import Stage
from workplace.official import long_day

from .figures import Figure
from .lists import Listed, listed
from .paper_numbers import Ledger
from .paper_parts import heading, short_day, text

RECEIVER = "县领导小组办公室"
ORDER = "蒲政办发〔2022〕57号"
NAMED = 8  # entries of a list in the text; the number before it opens all
ASKS = "（请补充"  # where the unit's own words are missing
TO_ADD = f"{ASKS}：成立专班、到现场办公、上门对接等具体做法。）"


@dataclass(frozen=True)
class SummaryDraft:
    title: str
    body: Body
    printed: list[Printed]  # every number's figure or list, still without a code
    definitions: dict[str, str]  # by address


@dataclass(frozen=True)
class Course:
    """One unit's campaign: at its beginning, and as it stands on the day."""

    unit: Unit
    campaign: Campaign
    begin: Ledger
    now: Ledger

    def listed(self, key: str) -> Listed:
        return listed(self.now.books(self.unit), key, SEALED)

    def rate(self, ledger: Ledger) -> Figure:
        return ledger.figure("permit_rate", self.unit)


def compose_summary(unit: Unit, campaign: Campaign, as_of: date, known: datetime) -> SummaryDraft:
    """From the seals valid at `known`; a unit that never sealed says so."""
    baseline = _baseline(campaign)
    begin = Ledger(campaign.centre, baseline.cutoff_on if baseline else as_of, known)
    course = Course(unit, campaign, begin, Ledger(campaign.centre, as_of, known))
    blocks = [
        heading("活动开展情况"),
        *_course(course),
        heading("采取的主要措施"),
        *_measures(course),
        heading("取得的阶段性成效"),
        *_results(course),
        heading("典型事例"),
        *_example(course),
        heading("发现的问题和下一步打算"),
        *_problems(course),
    ]
    printed = course.begin.printed | course.now.printed
    return SummaryDraft(
        f"{unit.name}前期手续办理月活动总结",
        Body(tuple(blocks), RECEIVER),
        list(printed.values()),
        course.begin.definitions | course.now.definitions,
    )


def _baseline(campaign: Campaign) -> Round | None:
    return campaign.rounds.with_table().order_by("cutoff_on").first()


def _course(course: Course) -> list[Block]:
    n, now = course.now.number, course.rate(course.now)
    opening = (
        f"按照{ORDER}文件要求，{course.unit.short_name}自{long_day(course.campaign.starts_on)}起开展"
        f"前期手续办理月活动。截至{long_day(course.now.as_of)}，"
    )
    if not now.share.denominator:
        return [text(opening, "没有应办前期手续的新建项目，按期零报告。"), _filing(course)]
    return [
        text(
            *(
                opening,
                "列入的新建项目",
                n(now, "projects"),
                "个，应办手续",
                n(now, "whole"),
                "项，",
            ),
            *("已办结", n(now, "part"), "项，办结率", n(now), "。"),
        ),
        _filing(course),
    ]


def _filing(course: Course) -> Block:
    n, said = course.now.number, list[Words]()
    for key, verb in (
        ("late-rounds", "迟报"),
        ("missed-rounds", "未报"),
        ("returned-rounds", "退回"),
    ):
        found = course.listed(key)
        if found.number:
            said.append(words(verb, n(found), "次"))
    if not said:
        return text("活动期间各期报表都按时上报，没有退回。")
    return text("活动期间报送情况：", joined(said, "，"), "。")


def _measures(course: Course) -> list[Block]:
    n, cleared, open_ = (
        course.now.number,
        course.listed("cleared-issues"),
        course.listed("open-issues"),
    )
    blocks: list[Block] = []
    if cleared.number or open_.number:
        parts: list[Part] = ["坚持问题导向，"]
        if cleared.number:
            parts += ["协调解决问题", n(cleared), "个"]
        if open_.number:
            parts += ["，" if cleared.number else "", "还在协调的问题", n(open_), "个"]
        blocks.append(text(*parts, "。"))
    ways = list(_solved(course, cleared))
    if ways:
        blocks.append(Listing(tuple(ways)))
    return [*blocks, text(TO_ADD)]


def _solved(course: Course, cleared: Listed) -> Iterable[Words]:
    """What was solved and how, in the words of who solved it."""
    keys = [int(row.href.strip("/").split("/")[-1]) for row in cleared.rows[:NAMED]]
    how = {issue.pk: issue.resolution for issue in Issue.objects.filter(pk__in=keys)}
    for place, key in enumerate(keys):
        said = [course.now.quote(cleared, place, 1), "：", course.now.quote(cleared, place, 0)]
        words_ = how.get(key, "")
        # a number in somebody's free words has no reference: it is left out
        told = f"。{words_.rstrip('。')}。" if words_ and not _has_digit(words_) else "。"
        yield words(*said, told)


def _results(course: Course) -> list[Block]:
    n, now, then = course.now.number, course.rate(course.now), course.rate(course.begin)
    if not now.share.denominator:
        return [text("没有应办的前期手续。")]
    done, complete = course.listed("done-since"), course.listed("complete")
    parts: list[Part] = []
    if then.share.denominator:
        parts += ["办结率由摸底时的", course.begin.number(then), "到现在的", n(now), "；"]
    parts += ["活动以来办结手续", n(done), "项" if done.number else "项，本单位要加快办理"]
    if complete.number:
        parts += ["，手续全部办齐的项目", n(complete), "个"]
    blocks: list[Block] = [text(*parts, "。")]
    named = [
        words(
            course.now.quote(done, place, 0), "：", row.texts[2], f"，{short_day(row.texts[3])}办结"
        )
        for place, row in enumerate(done.rows[:NAMED])
    ]
    return [*blocks, Listing(tuple(named))] if named else blocks


def _example(course: Course) -> list[Block]:
    """The project that moved most; the unit tells how."""
    done = course.listed("done-since")
    by_project: dict[str, list[int]] = {}
    for place, row in enumerate(done.rows):
        by_project.setdefault(row.texts[0], []).append(place)
    if not by_project:
        return [text(f"{ASKS}本单位的典型事例；没有就删去这一部分。）")]
    places = max(by_project.values(), key=len)
    kinds = "、".join(done.rows[place].texts[2] for place in places)
    last = max(done.rows[place].texts[3] for place in places)
    name = course.now.quote(done, places[0], 0)
    return [
        text(
            name,
            f"活动以来先后办结{kinds}，最近一项在{short_day(last)}办结。{ASKS}怎样办成的。）",
        )
    ]


def _problems(course: Course) -> list[Block]:
    n, open_, now = course.now.number, course.listed("open-issues"), course.rate(course.now)
    blocks: list[Block] = []
    if open_.number:
        blocks.append(text("还没有解决的问题", n(open_), "个："))
        entries = [
            words(course.now.quote(open_, place, 1), "：", course.now.quote(open_, place, 0), "。")
            for place in range(min(NAMED, len(open_.rows)))
        ]
        blocks.append(Listing(tuple(entries)))
    else:
        blocks.append(text("没有需要协调解决的问题。"))
    if now.share.denominator:
        target = now.target
        tail: Sequence[Part] = ["。"]
        if target and now.met is False:
            goal = n(now, "floor")
            tail = [
                "，对照",
                f"{long_day(target.due_on)}前",
                goal,
                "的目标逐项明确时间、专人办理。",
            ]
        blocks.append(text("下一步，还有", n(now, "open"), "项手续没有办结", *tail))
    return blocks


def _has_digit(said: str) -> bool:
    return any(sign.isdigit() for sign in said)


def summary_due(campaign: Campaign) -> Round | None:
    """The round that asks for the summary; none when the campaign has no 总结 day."""
    return campaign.rounds.filter(stage=Stage.SUMMARY).order_by("cutoff_on").last()


def sealed_since(summary: ActivitySummary) -> Seal | None:
    """The unit's newest valid seal that the draft does not know yet."""
    found = Seal.objects.valid().filter(
        submission__round__campaign=summary.campaign_id,
        submission__unit=summary.unit_id,
        sealed_at__gt=summary.known,
    )
    return found.select_related("submission__round").order_by("-cutoff_on", "-sealed_at").first()


def last_sealed(campaign: Campaign, unit: Unit, known: datetime) -> date:
    """The cut-off of the newest table that the unit has sealed; it speaks of that day."""
    sealed = Seal.objects.valid().filter(
        submission__round__campaign=campaign, submission__unit=unit, sealed_at__lte=known
    )
    newest = sealed.order_by("-cutoff_on").values_list("cutoff_on", flat=True).first()
    return newest or timezone.localdate(known)
