"""The demo's activity summaries: two units have begun early, a third has filed; and 典型案例."""

from collections.abc import Iterator
from functools import partial

from accounts.models import Unit
from reporting.models import Campaign, Round
from reporting.papers.blocks import Text, from_json
from reporting.papers.tokens import typed_digits
from reporting.rules import Form, PaperKind
from reporting.services import papers, summaries

from .replay import Replay, Step, winter

OWN_WORDS = "成立由主要负责人任组长的专班，每周一到项目现场办公，逐项手续明确专人跟办。"
TO_ADD = "（请补充"
TOLD_HOW = "（请补充怎样办成的。）"
HOW = "镇主要负责人带队跑部门，材料退一次补一次，当天补当天送。"
TOLD = (
    ("XUEGUAN", winter(2, 1, 16, 10), None),
    ("KECHENG", winter(2, 2, 9, 40), None),
    ("TAILIN", winter(2, 2, 10, 5), winter(2, 2, 17, 20)),
)


def steps(replay: Replay) -> Iterator[Step]:
    for code, drafted, filed in TOLD:
        yield drafted, partial(draft, replay, code)
        if filed:
            yield filed, partial(submit, replay, code)
    yield winter(2, 2, 15, 30), partial(draft_cases, replay)


def draft(replay: Replay, code: str) -> None:
    """As a clerk does: the draft, then the unit's own words where it asks for them."""
    by = replay.desk.people[code.lower()]
    campaign = Campaign.objects.get(form=Form.PERMITS)
    unit = Unit.objects.get(code=code)
    made = summaries.draft(campaign_id=campaign.pk, unit=unit, by=by)
    blocks = from_json(made.body).blocks
    asked = [
        place
        for place, block in enumerate(blocks)
        if isinstance(block, Text) and str(block.said[0]).startswith(TO_ADD)
    ]
    texts = {place: OWN_WORDS if place == asked[0] else "" for place in asked}
    texts |= {  # a name with figures in it cannot be typed again
        place: "".join(map(str, block.said)).replace(TOLD_HOW, HOW)
        for place, block in enumerate(blocks)
        if isinstance(block, Text)
        and str(block.said[-1]).endswith(TOLD_HOW)
        and not typed_digits(block.said)
    }
    _, wrong = summaries.edit(summary_id=made.pk, texts=texts, version=made.version, by=by)
    if wrong:
        raise ValueError(f"the story does not fit: {wrong}")


def submit(replay: Replay, code: str) -> None:
    found = Campaign.objects.get(form=Form.PERMITS).summaries.get(unit__code=code)
    by = replay.desk.people[code.lower()]
    summaries.submit(summary_id=found.pk, version=found.version, by=by)


def draft_cases(replay: Replay) -> None:
    round_ = Round.objects.get(campaign__form=Form.PERMITS, number=8)
    papers.draft_paper(kind=PaperKind.CASES, round_id=round_.pk, by=replay.desk.centre)
