"""The demo's activity summaries: two units have begun early, a third has filed; and 典型案例."""

import re
from collections.abc import Iterator
from functools import partial

from accounts.models import Unit
from reporting.models import ActivitySummary, Campaign, Round
from reporting.papers.blocks import from_json, numbers_of
from reporting.papers.tokens import Tokens, fields
from reporting.rules import Form, PaperKind
from reporting.selectors.summary_compose import ASKS
from reporting.services import papers, summaries

from .replay import Replay, Step, winter

OWN_WORDS = (
    "成立由主要负责人任组长的专班，每周一到项目现场办公，逐项手续明确专人跟办。",
    "由分管负责人带队上门对接，缺什么材料当场列清单，几项手续同时办理。",
)
ASKED = re.compile(rf"{ASKS}[^）]*）")
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
    summaries.edit(summary_id=made.pk, texts=own_words(made), version=made.version, by=by)


def own_words(summary: ActivitySummary) -> dict[int, str]:
    blocks = from_json(summary.body).blocks
    boxes = fields(blocks, Tokens(numbers_of(blocks)))
    asked = [box for box in boxes if ASKS in box.text]
    return {
        box.place: ASKED.sub(said, box.text) for box, said in zip(asked, OWN_WORDS, strict=False)
    }


def submit(replay: Replay, code: str) -> None:
    found = Campaign.objects.get(form=Form.PERMITS).summaries.get(unit__code=code)
    by = replay.desk.people[code.lower()]
    summaries.submit(summary_id=found.pk, texts={}, version=found.version, by=by)


def draft_cases(replay: Replay) -> None:
    round_ = Round.objects.get(campaign__form=Form.PERMITS, number=8)
    papers.draft_paper(kind=PaperKind.CASES, round_id=round_.pk, by=replay.desk.centre)
