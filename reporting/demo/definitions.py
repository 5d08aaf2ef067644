"""The demo's 改口径: when round 8 has been compiled, the office asks for both sides' word.

So the last round is counted by 第2版, and the trend shows the break with both series.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial

from reporting.models import Campaign
from reporting.rules import Convention, Counting, Form
from reporting.services.definitions import add_definition

from .replay import Replay, Step, winter

DECIDED_AT = winter(1, 28, 16, 50)  # round 8 was compiled in the afternoon
VALID_FROM = date(2023, 1, 28)
REASON = "春节前核对发现填报与部门台账不一致，办结数改按责任单位和承办部门两边确认的计"
SOURCE = "蒲重点办〔2023〕3号"


def steps(replay: Replay) -> Iterator[Step]:
    yield DECIDED_AT, partial(count_by_both_sides, replay)


def count_by_both_sides(replay: Replay) -> None:
    add_definition(
        Campaign.objects.get(form=Form.PERMITS).pk,
        valid_from=VALID_FROM,
        convention=Convention.REQUIRED_ONLY,
        counting=Counting.BOTH_SIDES,
        reason=REASON,
        source=SOURCE,
        by=replay.desk.people["office"],
    )
