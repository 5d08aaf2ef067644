"""汇总时的数: kept with each compilation, as the rows give them, used only while they hold."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db.models.signals import post_init

from procedures.models import Permit
from projects.models import Project
from reporting.models import RoundFigure, SealedPermit, SealedProject, Submission
from reporting.selectors.county import load_county
from reporting.selectors.figures import Books
from reporting.selectors.filing import table_of
from reporting.selectors.round_figures import round_shares
from reporting.selectors.trend import rounds_trend
from reporting.services.compile import compile_round
from reporting.services.grid import apply_patches
from sheets.grid import Patch
from tests import factories
from tests.reporting import progress
from tests.reporting.filing import file_table, step
from tests.reporting.progress import wired
from tests.reporting.weeks import compile_weeks
from workplace import clock, history

CUTOFF = date(2022, 12, 9)
LATER = date(2022, 12, 30)


@pytest.fixture
def compiled_weeks(cast, friday):
    """Three rounds, a permit more in each, compiled; 黑龙关镇 files in the first alone."""
    factories.PlanFactory(
        project=factories.ProjectFactory(unit=cast.units["HEILONGGUAN"], name="文旅步道")
    )
    for model in (Project, Permit):
        history.begin(model)
    file_table(cast.other_submission, cast.outsider)
    return compile_weeks(cast, "approval", "land", "eia")


def books_of(cast, unit=None, known=None):
    return Books(load_county(cast.centre.unit, LATER, known=known), unit=unit, rounds=None)


def by_rows(cast, unit=None, known=None):
    """The trend without any summary."""
    books = books_of(cast, unit, known)
    return [told(books.sealed.facts_of(found), books) for found in books.sealed.rounds]


def told(facts, books):
    figure = books.figure("permit_rate", source="sealed")
    share = figure.indicator.count(facts, figure.convention)
    return share.numerator, share.denominator


def trend(cast, unit=None, known=None):
    points = rounds_trend(books_of(cast, unit, known))
    return [(point.share.numerator, point.share.denominator) for point in points]


class RowsRead:
    """How many sealed rows are made while it is on."""

    def __enter__(self):
        self.count = 0
        for model in (SealedProject, SealedPermit):
            post_init.connect(self.add, sender=model)
        return self

    def add(self, **_):
        self.count += 1

    def __exit__(self, *_):
        for model in (SealedProject, SealedPermit):
            post_init.disconnect(self.add, sender=model)


def test_a_compilation_keeps_every_figure_of_its_form(cast):
    file_table(cast.submission, cast.reporter)
    compilation = compile_round(round_id=cast.round.pk, by=cast.centre)
    rows = compilation.figures.all()
    assert {row.key for row in rows} == {"permit_rate"}
    assert {row.unit_code for row in rows} == {"", "XUEGUAN"}
    assert rows.count() == 2 * 4 * 2  # the county and one unit, conventions, countings


def test_progress_keeps_its_five(cast):
    work = progress.build(cast)
    file_table(work.submission, cast.reporter)
    compilation = compile_round(round_id=work.round.pk, by=cast.centre)
    whole = {row.key: row for row in compilation.figures.filter(unit_code="")}
    assert set(whole) == {
        "start_rate", "new_start_rate", "resume_rate", "investment_rate", "completed_total",
    }  # fmt: skip
    invested = whole["investment_rate"]
    assert (invested.numerator, invested.denominator) == (Decimal("1200.00"), Decimal("4000.00"))
    assert whole["completed_total"].denominator is None


def test_the_trend_reads_summaries_and_no_rows(compiled_weeks, cast):
    with RowsRead() as read:
        found = trend(cast)
    assert read.count == 0
    assert found == by_rows(cast) == [(1, 12), (2, 12), (3, 12)]


@pytest.mark.parametrize("code", ["XUEGUAN", "HEILONGGUAN"])
def test_a_units_trend_reads_its_own_summaries(compiled_weeks, cast, code):
    unit = cast.units[code]
    with RowsRead() as read:
        found = trend(cast, unit)
    assert read.count == 0
    assert found == by_rows(cast, unit)


def correct(cast):
    """薛关镇's first week is sealed again, with 立项 taken back."""
    step(cast.submission, "reopen", cast.centre, "没有办结")
    for key, value in [("approval.status", "submitted"), ("approval.date", "2022-12-30")]:
        table = table_of(Submission.objects.get(pk=cast.submission.pk))
        was = wired(table, cast.project.number, key)
        patch = Patch(cast.project.number, key, was, value, "")
        [result] = apply_patches(
            submission_id=cast.submission.pk, patches=[patch], by=cast.reporter, reason="没有办结"
        )
        assert result.status == "saved", result
    file_table(cast.submission, cast.reporter)


def test_a_round_with_newer_seals_is_read_from_its_rows(compiled_weeks, cast):
    correct(cast)
    with RowsRead() as read:
        found = trend(cast)
    assert read.count == 2 * 7  # two tables of one project with six permits
    assert found == by_rows(cast) == [(0, 12), (2, 12), (3, 12)]


def test_a_project_withdrawn_behind_a_compiled_round_is_counted_again(compiled_weeks, cast):
    """It leaves the carried rows of weeks 2 and 3, as everywhere."""
    Project.objects.filter(name="文旅步道").update(withdrawn_on=CUTOFF)
    assert trend(cast) == by_rows(cast) == [(1, 12), (2, 6), (3, 6)]
    unit = cast.units["HEILONGGUAN"]
    assert trend(cast, unit) == [(0, 6)]  # two weeks have nothing to divide by
    assert by_rows(cast, unit) == [(0, 6), (0, 0), (0, 0)]


def test_what_was_known_before_a_compilation_does_not_use_its_summary(compiled_weeks, cast, friday):
    moment = clock.now()
    friday.shift(3600)
    correct(cast)
    compile_round(round_id=cast.round.pk, by=cast.centre, reason="更正")
    with RowsRead() as read:
        assert trend(cast) == [(0, 12), (2, 12), (3, 12)]
        assert trend(cast, known=moment) == [(1, 12), (2, 12), (3, 12)]
    assert read.count == 0  # version 1 was known then
    assert trend(cast, known=factories.at("2022-12-09 09:00")) == []


def test_every_definition_is_kept(compiled_weeks, cast):
    books = books_of(cast)
    shares = round_shares(books.sealed, "permit_rate")
    for found in books.sealed.rounds:
        facts = books.sealed.facts_of(found)
        for row in RoundFigure.objects.filter(compilation__round=found.round, unit_code=""):
            counted = shares.indicator.count(facts.counted_by(row.counting), row.convention)
            assert shares.of(found, row) == counted


def run(**how):
    out = io.StringIO()
    try:
        call_command("round_figures", stdout=out, **how)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_the_command_finds_no_difference_in_what_was_kept(compiled_weeks):
    assert run() == ("与封存的行一致\n", 0)


def test_the_command_names_what_differs_and_rebuilds_it(compiled_weeks):
    RoundFigure.objects.filter(
        unit_code="XUEGUAN", convention="full_matrix", counting="one_side",
        compilation__round__cutoff_on=CUTOFF,
    ).update(numerator=5)  # fmt: skip
    words, code = run()
    place = "2022-12-09 permits 版本 1 XUEGUAN permit_rate full_matrix one_side"
    assert (words.splitlines()[0], code) == (f"{place}：存的 5.00/6.00，按行算 1.00/6.00", 1)
    assert json.loads(run(json=True)[0])["differences"][0]["unit"] == "XUEGUAN"

    assert run(rebuild=True)[1] == 0
    assert run() == ("与封存的行一致\n", 0)


def test_summaries_that_are_missing_are_written_and_meanwhile_the_rows_count(compiled_weeks, cast):
    before = trend(cast)
    RoundFigure.objects.all().delete()
    with RowsRead() as read:
        assert trend(cast) == before
    assert read.count > 0
    assert "没有" in run()[0]
    run(rebuild=True)
    assert run()[1] == 0
