"""The demo's documents: two weekly briefs and a circular issued, a meeting pack still a draft."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from reporting.models import Round
from reporting.rules import Form, PaperKind
from reporting.services import papers
from workplace import clock

from .replay import Replay, Step, winter

TOLD: tuple[tuple[str, int, datetime, datetime | None], ...] = (
    (PaperKind.WEEKLY, 7, winter(1, 20, 15, 10), winter(1, 20, 16, 20)),
    (PaperKind.WEEKLY, 8, winter(1, 28, 15, 10), winter(1, 28, 16, 40)),
    (PaperKind.CIRCULAR, 8, winter(1, 29, 9, 20), winter(1, 29, 10, 50)),
    (PaperKind.PACK, 8, winter(2, 2, 15, 0), None),
)


def steps(replay: Replay) -> Iterator[Step]:
    for kind, number, drafted, issued in TOLD:
        yield drafted, partial(draft, replay, kind, number)
        if issued:
            yield issued, partial(issue, replay, kind, number)


def draft(replay: Replay, kind: str, number: int) -> None:
    """The centre drafts, from the round compiled last."""
    round_ = Round.objects.get(campaign__form=Form.PERMITS, number=number)
    papers.draft_paper(kind=kind, round_id=round_.pk, by=replay.desk.centre)


def issue(replay: Replay, kind: str, number: int) -> None:
    round_ = Round.objects.get(campaign__form=Form.PERMITS, number=number)
    paper = round_.circulars.get(kind=kind, number=0)
    papers.issue_paper(
        paper_id=paper.pk,
        number=number if kind == PaperKind.WEEKLY else 1,
        dated_on=clock.today(),
        seen=paper.version,
        by=replay.desk.people["office"],
    )
