"""Who has filed in the round that the day belongs to: by the tables as they stood then."""

from collections.abc import Callable
from datetime import date, datetime

from django.utils import timezone

from reporting.indicators import SEALED
from reporting.models import Round, Seal, Submission
from reporting.rules import Form
from workplace import clock, history

from .figures import Books
from .list_rows import Listed, Narrow, Row, reference, table_page
from .rounds_then import rounds_known
from .sealed import RoundSeals

FORMS = frozenset(Form.values)


def late(books: Books, only: Narrow) -> Listed:
    return _tables(
        books,
        only,
        "late",
        "迟报的单位",
        "本期过了截止时间才第一次上报的单位，按服务器时间计。",
        lambda table: table.late_minutes > 0,
        empty="本期没有迟报的单位",
    )


def unfiled(books: Books, only: Narrow) -> Listed:
    return _tables(
        books,
        only,
        "unfiled",
        "未报的单位",
        "本期应报、到这一时刻还没有上报过的单位。",
        lambda table: table.submitted_at is None,
        empty="本期各单位都已上报",
    )


def filed(books: Books, only: Narrow) -> Listed:
    return _tables(
        books,
        only,
        "filed",
        "已报的单位",
        "本期到这一时刻至少上报过一次的单位，退回修改的也在内。",
        lambda table: table.submitted_at is not None,
        empty="本期还没有单位上报",
    )


def carried(books: Books, only: Narrow) -> Listed:
    """By the seals that the figures of the day rest on."""
    found = _sealed_round(books, only)
    seals = [found.seals[code] for code in found.carried] if found else []
    keys = {seal.submission.round_id for seal in seals}
    rounds = Round.objects.select_related("campaign").in_bulk(keys)
    return Listed(
        key="carried",
        title="沿用上期的单位",
        word="家",
        definition="本期没有有效封存、数字沿用以前一期封存的单位。",
        head=("单位", "沿用哪一期", "统计截止", "封存时间"),
        reference=reference(books, "carried", only),
        rows=[_carried_row(books, seal, rounds[seal.submission.round_id]) for seal in seals],
        empty="本期没有沿用上期的单位",
    )


def silent(books: Books, only: Narrow) -> Listed:
    found = _sealed_round(books, only)
    return Listed(
        key="silent",
        title="没有报过的单位",
        word="家",
        definition="应报、本次活动里还没有一次有效封存的单位。不计入数字，也不当作 0。",
        head=("单位",),
        reference=reference(books, "silent", only),
        rows=[
            Row((_name(books, code),), table_page(found.round, code), key=(code,))
            for code in found.silent
        ]
        if found
        else [],
        empty="应报的单位都有有效封存",
    )


def round_of(books: Books, only: Narrow) -> Round | None:
    """Sealed: the round the figures come from. Live: the newest that was open by the day."""
    if only.source == SEALED:
        found = _sealed_round(books, only)
        return found.round if found else None
    county = books.county
    campaign = county.running_campaign(_form(only))
    if campaign is None:
        return None
    now, rounds = county.known or clock.now(), rounds_known([campaign], county.known)
    begun = [r for r in rounds if r.opens_at <= now and _day(r.opens_at) <= county.as_of]
    return max(begun, key=lambda r: r.cutoff_on, default=None)


def _tables(
    books: Books,
    only: Narrow,
    key: str,
    title: str,
    definition: str,
    fits: Callable[[Submission], bool],
    *,
    empty: str,
) -> Listed:
    round_ = round_of(books, only)
    if round_ is not None:
        round_.campaign = next(c for c in books.county.campaigns if c.pk == round_.campaign_id)
    return Listed(
        key=key,
        title=title,
        word="家",
        definition=f"{definition}表：{_form(only).label}{f'，{round_.label}' if round_ else ''}。",
        head=("单位", "状态", "首次上报", "迟报（分钟）", "封存次数"),
        reference=reference(books, key, only),
        rows=[_table_row(books, round_, t) for t in _owed(books, round_) if fits(t)]
        if round_
        else [],
        empty=empty if round_ else "这一天还没有开始填报的一期",
    )


def _owed(books: Books, round_: Round) -> list[Submission]:
    """In the county's order, as they stood at the moment."""
    known = books.county.known
    units = {unit.pk: unit for unit in books.county.units.values()}
    if known is None:
        tables = list(Submission.objects.filter(round=round_))
    else:
        tables = history.known(Submission, known, round=round_.pk)
    if books.unit is not None:
        tables = [table for table in tables if table.unit_id == books.unit.pk]
    order = {pk: place for place, pk in enumerate(units)}
    for table in tables:
        if table.unit_id in units:
            table.unit = units[table.unit_id]
    return sorted(
        (table for table in tables if table.unit_id in units), key=lambda t: order[t.unit_id]
    )


def _table_row(books: Books, round_: Round, table: Submission) -> Row:
    code, state = table.unit.code, str(table.get_state_display())
    at, late = _minute(table.submitted_at), table.late_minutes or None
    seals = table.seal_count
    return Row(
        (table.unit.short_name, state, at, late, seals),
        table_page(round_, code, seals),
        key=(code, table.state, at, late, seals),
    )


def _carried_row(books: Books, seal: Seal, round_: Round) -> Row:
    cells = (round_.label, seal.cutoff_on, _minute(seal.sealed_at))
    return Row(
        (_name(books, seal.unit_code), *cells),
        table_page(round_, seal.unit_code, seal.number),
        key=(seal.unit_code, *cells),
    )


def _sealed_round(books: Books, only: Narrow) -> RoundSeals | None:
    return books.sealed_by(_form(only)).at(books.county.as_of)


def _form(only: Narrow) -> Form:
    return Form(only.kind) if only.kind in FORMS else Form.PERMITS


def _name(books: Books, code: str) -> str:
    unit = books.county.units.get(code)
    return unit.short_name if unit else code


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _minute(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else ""
