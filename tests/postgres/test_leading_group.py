"""What office, centre and units do at once with 口径, documents, summaries and references."""

import threading
import time
from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connections, transaction

from accounts.errors import Refused
from procedures.models import PermitKind
from reporting.demo.summaries import own_words
from reporting.models import (
    ActivitySummary,
    Campaign,
    Circular,
    Compilation,
    Definition,
    FigureReference,
)
from reporting.references import Printed, Reference
from reporting.services import compile as compiling
from reporting.services import papers, submissions, summaries
from reporting.services.definitions import add_definition
from reporting.services.references import mint, mint_one
from tests.factories import at
from tests.reporting import paper_county
from tests.reporting.filing import file_table
from workplace import history

AFTER = at("2022-12-16 15:00")
CUTOFF = date(2022, 12, 9)


def changes(cast):
    return partial(
        add_definition, cast.campaign.pk, valid_from=CUTOFF, convention="full_matrix",
        counting="one_side", reason="与市里一致", source="", by=cast.office,
    )  # fmt: skip


def compiles(cast):
    return partial(compiling.compile_round, round_id=cast.round.pk, by=cast.centre)


class Beside:
    """`act` in a thread of its own: does it wait, and what is its answer?"""

    def __init__(self, act):
        self.answer = None
        self.thread = threading.Thread(target=self._run, args=[act])
        self.thread.start()

    def _run(self, act):
        try:
            self.answer = act()
        except Exception as error:
            self.answer = error
        finally:
            connections.close_all()

    @property
    def waits(self):
        self.thread.join(0.6)
        return self.thread.is_alive()

    def end(self):
        self.thread.join(20)
        assert not self.thread.is_alive()
        return self.answer


def test_a_compilation_waits_for_the_new_definition_and_counts_by_it(cast):
    file_table(cast.submission, cast.reporter)
    with transaction.atomic():
        changes(cast)()
        compilation = Beside(compiles(cast))
        assert compilation.waits
    assert compilation.end().summary["definition"] == 2


def test_a_definition_waits_for_the_compilation_and_is_refused_its_day(cast):
    file_table(cast.submission, cast.reporter)
    with transaction.atomic():
        assert compiles(cast)().summary["definition"] == 1
        change = Beside(changes(cast))
        assert change.waits
    assert "2022-12-09 的一期已经汇总" in str(change.end())
    assert not Definition.objects.exists()


def test_of_a_definition_and_a_compilation_at_once_one_is_first(cast, race):
    file_table(cast.submission, cast.reporter)
    made, compilation = race([changes(cast), compiles(cast)])
    assert isinstance(compilation, Compilation), compilation
    assert isinstance(made, Definition | ValidationError), made
    assert compilation.summary["definition"] == (2 if isinstance(made, Definition) else 1)


def test_a_compilation_that_accepts_a_correction_closes_no_circle(cast, monkeypatch):
    """It needs the centre for the corrected names, which the office holds while it waits."""
    file_table(cast.submission, cast.reporter)
    move = partial(submissions.move, submission_id=cast.submission.pk, by=cast.centre, reason="改")
    move(verb="accept")
    move(verb="reopen")
    file_table(cast.submission, cast.reporter)
    settle = compiling._settle
    monkeypatch.setattr(compiling, "_settle", lambda *a: (time.sleep(0.5), settle(*a)))
    compilation = Beside(compiles(cast))
    time.sleep(0.2)
    change = Beside(changes(cast))
    assert isinstance(compilation.end(), Compilation), compilation.answer
    assert not isinstance(change.end(), OperationalError), change.answer


@pytest.fixture
def round_(cast, friday):
    found = paper_county.compiled(cast)
    friday.move_to(AFTER)
    return found


def drafts(cast, round_, kind="weekly"):
    return partial(papers.draft_paper, kind=kind, round_id=round_.pk, by=cast.centre)


def issues(cast, paper, number=2):
    return partial(
        papers.issue_paper, paper_id=paper.pk, number=number, dated_on=date(2022, 12, 16),
        seen=paper.version, by=cast.office,
    )  # fmt: skip


def test_two_who_draft_the_same_paper_have_one(cast, round_, race):
    answers = race([drafts(cast, round_)] * 3)
    assert {answer.pk for answer in answers} == {Circular.objects.get().pk}


def test_of_two_who_issue_a_paper_one_does(cast, round_, race):
    paper = drafts(cast, round_)()
    answers = race([issues(cast, paper, 2), issues(cast, paper, 3)])
    [refused] = [a for a in answers if isinstance(a, Refused)]
    [issued] = [a for a in answers if isinstance(a, Circular)]
    assert "已经印发" in refused.why
    assert Circular.objects.get().number == issued.number
    assert paper.history.filter(history_change_reason="印发").count() == 1


def test_a_number_is_given_once_to_papers_of_two_rounds(cast, round_, race):
    two = [drafts(cast, cast.round)(), drafts(cast, round_)()]
    answers = race([issues(cast, paper, 7) for paper in two])
    [refused] = [a for a in answers if isinstance(a, ValidationError)]
    assert "第7期已经用过" in refused.messages[0]
    assert Circular.objects.filter(number=7).count() == 1


def test_a_correction_and_a_withdrawal_at_once_withdraw_once(cast, round_, race):
    first = drafts(cast, round_)()
    first = issues(cast, first)()
    second = papers.correct_paper(paper_id=first.pk, reason="笔误", by=cast.office)
    withdraw = partial(papers.withdraw_paper, paper_id=first.pk, reason="有误", by=cast.office)
    answers = race([issues(cast, second, 3), withdraw])
    assert isinstance(answers[0], Circular), answers
    assert isinstance(answers[1], Circular | Refused), answers
    assert first.history.filter(withdrawn_at__isnull=False).count() == 1


@pytest.fixture
def sealed(cast):
    for model in (Campaign, PermitKind):
        history.begin(model)
    file_table(cast.submission, cast.reporter)
    return cast


def summarises(cast):
    unit = cast.submission.unit
    return partial(summaries.draft, campaign_id=cast.campaign.pk, unit=unit, by=cast.reporter)


def test_two_who_draft_the_summary_of_a_unit_have_one(sealed, race):
    answers = race([summarises(sealed)] * 2)
    assert not [a for a in answers if not isinstance(a, ActivitySummary | Refused)], answers
    assert ActivitySummary.objects.count() == 1


def filing(one, sealed):
    """In the unit's own words, as it must be."""

    def file():
        filed, errors = summaries.submit(
            summary_id=one.pk, texts=own_words(one), version=one.version, by=sealed.reporter
        )
        assert errors == {}
        return filed

    return file


@pytest.mark.parametrize("other", ["send_back", "accept"])
def test_of_two_verdicts_on_a_summary_one_holds(sealed, race, other):
    one = summarises(sealed)()
    one = filing(one, sealed)()
    seen = {"summary_id": one.pk, "version": one.version, "by": sealed.centre}
    back = partial(summaries.send_back, reason="数字不全", **seen)
    answers = race([back, back if other == "send_back" else partial(summaries.accept, **seen)])
    [done] = [a for a in answers if isinstance(a, ActivitySummary)]
    [refused] = [a for a in answers if isinstance(a, Refused)]
    assert refused.status == 409
    assert (ActivitySummary.objects.get().state, done.version) == (done.state, one.version + 1)


def test_filing_a_summary_and_drafting_it_anew_at_once(sealed, race):
    one = summarises(sealed)()
    filed, drafted = race([filing(one, sealed), summarises(sealed)])
    now = ActivitySummary.objects.get()
    if isinstance(filed, ActivitySummary):
        assert now.state == "submitted" and isinstance(drafted, Refused), drafted
    else:
        assert now.state == "draft" and isinstance(filed, Refused), filed


def numbers(*days, month=12):
    return [
        Printed(
            Reference("/indicators/permit_rate/", date(2022, month, day), "live", AFTER),
            "办结率", "50.0%", "1", "2", "0" * 64,
        )
        for day in days
    ]  # fmt: skip


def test_a_number_printed_twice_at_once_has_one_code(cast, race):
    centre = cast.centre.unit
    [one] = numbers(9)
    rows = race([partial(mint_one, one, centre=centre, by=cast.office)] * 4)
    assert {getattr(row, "code", row) for row in rows} == {FigureReference.objects.get().code}


def test_many_numbers_printed_at_once_in_any_order_close_no_circle(cast, race):
    centre, days = cast.centre.unit, range(1, 25)
    for month in range(1, 6):
        some = numbers(*days, month=month)
        orders = [some, some[::-1], some[month:], some[:-month][::-1]]
        answers = race([partial(mint, order, centre=centre, by=None) for order in orders])
        assert all(isinstance(answer, dict) for answer in answers), answers
        assert FigureReference.objects.count() == month * len(some)
        kept = set(FigureReference.objects.values_list("pk", "code"))
        assert {(row.pk, row.code) for answer in answers for row in answer.values()} <= kept
