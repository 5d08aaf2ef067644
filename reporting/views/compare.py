"""两日对比: every figure of two days side by side, and the rows of one."""

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, page_of
from reporting.access import numbers_seen
from reporting.indicators import INDICATORS, SEALED
from reporting.references import Reference
from reporting.selectors import compare as selectors
from reporting.selectors.compare import Comparison, Pair
from reporting.selectors.compare_book import compare_book
from reporting.selectors.compare_rows import Move, Moves, moves
from reporting.selectors.dashboard import days_to_pick
from reporting.selectors.moves import unit_word
from reporting.selectors.recount import Unknown
from sheets.write import write_table
from workplace import acts, clock, files
from workplace.chips import Chip

from .asked import Asked, asked, day_asked

PAGE = 50


@dataclass(frozen=True)
class Question:
    """The days in the order of the calendar, whatever the address says first."""

    ask: Asked
    a: date
    b: date
    source: str
    key: str

    @property
    def reference(self) -> Reference:
        return replace(self.ask.reference("/compare/"), source=self.source)


@needs("see_figures")
@require_GET
def compare(request: SignedInRequest) -> HttpResponse:
    question = _question(request)
    ask, found = question.ask, _compared(question)
    one, rows = _one(question, found)
    shown = _chosen(rows, request.GET.get("only", "")) if rows else []
    page = page_of(request, shown, PAGE)
    context = {
        "ask": ask,
        "a": question.a,
        "b": question.b,
        "source": question.source,
        "pairs": found.pairs,
        "one": one,
        "moves": rows,
        "lines": [(move, unit_word(found.b.county, move.project)) for move in page],
        "page": page,
        "chips": _chips(rows) if rows else [],
        "only": request.GET.get("only", ""),
        "seen": numbers_seen(request.user, [move.project.number for move in page]),
        "units": found.b.county.units.values() if ask.unit is None or ask.narrowed else [],
        "days": days_to_pick(ask.centre, clock.today(), question.b),
        "earlier": days_to_pick(ask.centre, clock.today(), question.a),
    }
    return render(request, "reporting/compare.html", context)


@needs("see_figures")
@require_GET
def compare_export(request: SignedInRequest) -> FileResponse:
    question = _question(request)
    found = _compared(question)
    one, rows = _one(question, found)
    out = BytesIO()
    write_table(out, compare_book(found, one, rows))
    name = f"两日对比_{question.a}_{question.b}.xlsx"
    acts.record(by=request.user, verb="compare-export", target=name, key=question.key)
    return files.send(out.getvalue(), name=name)


def _question(request: SignedInRequest) -> Question:
    """By default the last round against the one before, as they were reported."""
    ask, get = asked(request), request.GET
    first, last = selectors.default_days(ask.centre, clock.today())
    a = day_asked(get["a"]) if get.get("a") else first
    b = day_asked(get["b"]) if get.get("b") else last
    key = get.get("key", "")
    if key and key not in INDICATORS:
        raise Http404
    source = ask.source if get.get("source") else SEALED
    return Question(ask, min(a, b), max(a, b), source, key)


def _compared(question: Question) -> Comparison:
    asked_for, ask = question.reference, question.ask
    try:
        a, b = selectors.open_books(question.a, question.b, asked_for, ask.centre, clock.now())
        return selectors.comparison(a, b, asked_for, selectors.ALL)
    except Unknown as error:
        raise Http404 from error


def _one(question: Question, found: Comparison) -> tuple[Pair | None, Moves | None]:
    one = next((pair for pair in found.pairs if pair.new.key == question.key), None)
    return one, moves(found.a, found.b, one) if one else None


def _chips(rows: Moves) -> list[Chip]:
    counted = [Chip(key, label, count) for key, label, count in rows.counts]
    return [Chip("", "全部变动", len(rows.all)), *counted]


def _chosen(rows: Moves, only: str) -> list[Move]:
    return [move for move in rows.all if not only or move.kind == only]
