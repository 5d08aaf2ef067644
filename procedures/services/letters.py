"""书面意见: its rows frozen as text, the very files kept; never changed afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from procedures.documents import letter as documents
from procedures.models import Letter
from procedures.selectors.letters import LEVELS, UpRow
from workplace import acts, clock, files

from .numbers import lock_own_centre, next_number

MAX_ROWS = 500


@dataclass(frozen=True)
class Draft:
    """What the centre decided on: to whom, on which level, with which rows."""

    level: str
    receiver: str
    dated_on: date
    intro: str
    rows: Sequence[UpRow]


@transaction.atomic
def write_letter(draft: Draft, *, by: User) -> Letter:
    """The next letter of its year; number, document and workbook belong together."""
    if not draft.rows:
        raise ValidationError("没有选事项。至少勾选一项，再生成书面意见。")
    if len(draft.rows) > MAX_ROWS:
        raise ValidationError(f"一份书面意见最多 {MAX_ROWS} 项。请分几份。")
    centre = lock_own_centre(by)
    year, level, now = draft.dated_on.year, LEVELS[draft.level], clock.now()
    number = next_number(Letter.objects.filter(centre=centre, year=year))
    rows = [row.frozen() for row in sorted(draft.rows, key=lambda row: row.number)]
    opening = draft.intro or documents.intro(rows, level, draft.dated_on)
    document = documents.letter(
        centre, f"{year}年第{number}号", draft.receiver, level, opening, rows, draft.dated_on, now
    )
    workbook = documents.workbook(level, rows, draft.dated_on, now)
    letter = Letter.objects.create(
        centre=centre,
        year=year,
        number=number,
        dated_on=draft.dated_on,
        receiver=draft.receiver,
        level=draft.level,
        intro=opening,
        rows=rows,
        document=files.keep(BytesIO(document), folder="letters", suffix=".docx"),
        workbook=files.keep(BytesIO(workbook), folder="letters", suffix=".xlsx"),
        by=by,
        at=now,
    )
    acts.record(by=by, verb="letter-add", target=str(letter), letter=letter.pk, rows=len(rows))
    return letter
