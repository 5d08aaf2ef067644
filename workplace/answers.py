"""Questions about a file's headers, and what a unit answered: asked once, known from then on."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import Unit, User
from sheets.columns import Sheet
from sheets.read import ReadResult

from . import clock
from .models import HeaderAnswer

NONE = "-"  # 不导入这一列, as the page says it
OPEN = "?"  # not answered


def answers_of(unit: Unit, sheet: Sheet) -> dict[str, str]:
    """Header → key ("": leave out) as the unit has answered for this form."""
    rows = HeaderAnswer.objects.filter(unit=unit, form=sheet.form)
    known = dict(rows.values_list("header", "key"))
    return {header: key for header, key in known.items() if not key or key in sheet}


@transaction.atomic
def remember(*, unit: Unit, form: str, answers: Mapping[str, str], by: User) -> None:
    """Keep the answers (header → key or ""); a header answered before is answered anew."""
    rows = [
        HeaderAnswer(unit=unit, form=form, header=header, key=key, by=by, at=clock.now())
        for header, key in answers.items()
    ]
    HeaderAnswer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["unit", "form", "header"],
        update_fields=["key", "by", "at"],
    )


def forget(*, unit: Unit, form: str, headers: list[str]) -> None:
    HeaderAnswer.objects.filter(unit=unit, form=form, header__in=headers).delete()


def questions_of(read: ReadResult, sheet: Sheet) -> list[dict[str, Any]]:
    """The columns a person may say something about, those in doubt first.

    `key` is how the column stands now; `auto` was told by its header alone.
    """
    found: list[dict[str, Any]] = [
        {"header": e.header, "letter": e.column, "sample": e.value, "key": OPEN, "doubt": doubt}
        for entries, doubt in ((read.errors, True), (read.warnings, False))
        for e in entries
        if e.code == "ask" and e.header and e.column
    ]
    found += [
        {"header": c.header, "letter": c.letter, "sample": "", "key": c.key or NONE, "doubt": False}
        for c in read.answered
    ]
    found += [
        {"header": c.header, "letter": c.letter, "sample": "", "key": c.key, "doubt": False}
        | {"auto": True}
        for c in read.columns
        if c.key in sheet.writable and c.key != "name"
    ]
    seen: dict[str, dict[str, Any]] = {}
    for question in found:  # an answer that made a column twice is a question again
        seen.setdefault(question["header"], question)
    return sorted(seen.values(), key=lambda q: (not q["doubt"], len(q["letter"]), q["letter"]))
