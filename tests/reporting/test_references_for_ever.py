"""The same reference gives the same rows for ever: after edits, merges, returns, another 口径."""

from datetime import date

import pytest

from reporting.indicators import INDICATORS, LIVE, SOURCES
from reporting.references import Reference, rows_digest
from reporting.selectors.county import load_county
from reporting.selectors.drill import drill
from reporting.selectors.figures import Books
from reporting.selectors.list_rows import shown
from reporting.selectors.listing import listing
from reporting.selectors.lists import LISTS, listed
from reporting.selectors.recount import figure_of
from reporting.selectors.reference_card import reference_card
from reporting.services.references import mint
from tests.reporting.county_edits import VERBS
from tests.reporting.county_weeks import County
from workplace import clock

FRIDAYS, EDITS = 12, 2_000
LATER = [*VERBS, *["file"] * 3, *["review"] * 3, "compile", "join", "postpone"]
pytestmark = pytest.mark.thorough


def books_at(cast, day, known, unit):
    county = load_county(cast.centre.unit, day, known=known)
    return Books(county, unit=unit, rounds=None, moment=known or clock.now())


def figure_text(books, key, reference):
    """All that the card says of it, and every cell of its rows."""
    figure = figure_of(books, key, reference)
    card, rows = drill(books, figure, None), listing(books, figure, only="all")
    said = [card.facts, card.basis, card.numerator, card.denominator, card.gap, card.to_do]
    parts = [(p.group.key, p.numerator, p.denominator, p.exempt, p.signal) for p in card.parts]
    left = sorted((left.project.number, left.why) for left in card.left_out)
    return repr((figure.printed, said, parts, left, [sorted(n.values.items()) for n in rows.lines]))


def list_text(found):
    return repr((found.printed, [tuple(map(shown, row.cells)) for row in found.rows]))


def asked(cast, moments, towns=(), pinned=True):
    """Every figure and list of every Friday, by both sources, of the county and a town in turn."""
    texts, printed = {}, []
    for place, (day, known) in enumerate(moments):
        for unit in [None, *towns[place % max(1, len(towns)) :][:1]]:
            books = books_at(cast, day, known if pinned else None, unit)
            for source in SOURCES:
                code = unit.code if unit else ""
                for key in INDICATORS:
                    reference = Reference(f"/indicators/{key}/", day, source, known, code)
                    texts[day, code, source, key] = figure_text(books, key, reference)
                    printed.append(figure_of(books, key, reference).printed)
                for key in LISTS:
                    found = listed(books, key, source)
                    texts[day, code, source, f"list {key}"] = list_text(found)
                    printed.append(found.printed)
    return texts, printed


def test_twelve_fridays_are_the_same_after_two_thousand_edits(cast, friday):
    county = County(cast, friday, seed=20230203)
    moments = []
    for number in range(1, FRIDAYS + 1):
        county.week(number)
        moments.append((clock.today(), clock.now()))
        county.next_friday(number)
    before, printed = asked(cast, moments, county.units)
    kept = mint(printed, centre=cast.centre.unit, by=cast.centre)
    lived = county.done.total()

    tries = 0
    while county.done.total() < lived + EDITS:
        county.edit(50, LATER)
        tries += 50
        assert tries < 5 * EDITS, county.done

    after, _ = asked(cast, moments, county.units)
    assert {key for key in before if before[key] != after[key]} == set()
    assert set(LATER) <= set(county.done), "an act that never happened proves nothing"
    sample = list(kept.values())[:: max(1, len(kept) // 60)]
    assert all(reference_card(row).agrees for row in sample)
    assert len(set(before.values())) > len(before) // 3  # they do differ


def digests(cast, known, unit, day):
    books = books_at(cast, day, known, unit)
    found = {}
    for source in SOURCES:
        for key in INDICATORS:
            figure = books.figure(key, source=books.source_of(key, source))
            found[source, key] = figure.printed.digest, figure.shown, figure.target
        for key in LISTS:
            found[source, f"list {key}"] = listed(books, key, source).printed.digest
    return found


def test_what_is_known_now_is_what_stands_now(cast, friday):
    county = County(cast, friday, seed=7)
    for number in range(1, 6):
        county.week(number)
        county.next_friday(number)
        county.edit(60, LATER)
        day = clock.today()
        for unit in [None, *county.units[:2]]:
            assert digests(cast, clock.now(), unit, day) == digests(cast, None, unit, day)


def test_the_texts_compared_do_not_hide_a_change(cast, friday):
    """The test above could not fail if what it compares left something out."""
    county = County(cast, friday, seed=3)
    county.week(1)
    moments = [(clock.today(), clock.now())]
    before, _ = asked(cast, moments)
    county.edit(40)
    after, _ = asked(cast, moments, pinned=False)
    assert (
        before[date(2022, 12, 9), "", LIVE, "permit_rate"]
        != after[date(2022, 12, 9), "", LIVE, "permit_rate"]
    )
    assert rows_digest([[1]]) != rows_digest([[2]])
