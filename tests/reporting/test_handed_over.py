"""A project handed over between two seals is the unit's that sealed it last, on every page."""

import itertools
from types import SimpleNamespace

import pytest

from reporting.indicators import INDICATORS
from reporting.models import Compilation, CompilationSeal, RoundFigure
from reporting.rules import Convention, Counting
from reporting.selectors import round_figures
from reporting.selectors.county import load_county
from reporting.selectors.drill import drill
from reporting.selectors.figures import Books
from tests import factories
from tests.reporting import small_county
from tests.reporting.small_county import JUNE, NOVEMBER, d
from workplace import clock

FORMS = ("start_rate", "investment_rate", "permit_rate")
ROW = (2000, 2400, d(3, 10))
HANDED = {
    "within one round": {"二": ROW},  # 薛关镇 sealed it in November too, an instant before
    "from a carried seal": {"三": (800, 400, d(10, 8))},  # 黑龙关镇 sealed it in June only
    "both": {"一": ROW, "四": ROW, "三": ROW},
}


@pytest.fixture(params=HANDED)
def county(units, kinds, monkeypatch, request):
    """古县乡 files last in November, and takes these with it."""
    taken = small_county.IN_NOVEMBER["GUXIAN"] | HANDED[request.param]
    monkeypatch.setitem(small_county.IN_NOVEMBER, "GUXIAN", taken)
    small_county.build(units, kinds)
    return units


def books(units, day, unit=None, known=None):
    return Books(load_county(units["XMZX"], day, None, known), unit=unit, moment=clock.now())


def test_a_group_of_the_county_is_the_page_of_the_unit(county):
    """Its number, and the rows behind it: now, and as known at a moment."""
    for key, day, known in itertools.product(FORMS, (JUNE, NOVEMBER), (None, clock.now())):
        whole = books(county, day, known=known)
        found = drill(whole, whole.figure(key, source="sealed", by="unit"), "unit")
        linked = [part for part in found.parts if part.printed]
        assert linked  # a number of a unit opens its rows
        for part in linked:
            own = books(county, day, county[part.group.key], known).figure(key, source="sealed")
            assert (own.share, own.printed.digest) == (part.group.share, part.printed.digest)
            assert part.printed.reference.unit == part.group.key


def test_the_handed_over_project_counts_once(county, request):
    parts = [books(county, NOVEMBER, county[code]) for code in ("XUEGUAN", "HEILONGGUAN", "GUXIAN")]
    for key in FORMS:
        whole = books(county, NOVEMBER).figure(key, source="sealed").facts
        own = [part.facts(INDICATORS[key], "sealed") for part in parts]
        numbers = [project.number for facts in own for project in facts.projects]
        assert sorted(numbers) == [project.number for project in whole.projects]
        assert len(set(numbers)) == len(numbers)
    taken = {project.name for project in own[2].projects}  # of the permits: new projects only
    assert taken - {"五", "十二"} == {"一", "三"} & set(small_county.IN_NOVEMBER["GUXIAN"])


def test_the_summaries_of_a_unit_are_its_rows(county):
    """What a chart over years reads instead of the rows, and stops reading when a seal is moved."""
    whole = books(county, NOVEMBER).sealed
    found = whole.at(NOVEMBER)
    compilation = Compilation.objects.create(
        round=found.round, version=1, at=clock.now(), by=factories.UserFactory(unit=county["XMZX"]),
        workbook=b"x", digest="0", summary={"dropped": []},
    )  # fmt: skip
    CompilationSeal.objects.bulk_create(
        CompilationSeal(compilation=compilation, seal=seal) for seal in found.seals.values()
    )
    RoundFigure.objects.bulk_create(round_figures.counted(compilation, None))
    basis = SimpleNamespace(convention=Convention.REQUIRED_ONLY, counting=Counting.ONE_SIDE)
    for code in found.seals:
        book = books(county, NOVEMBER, county[code]).sealed
        kept = round_figures.round_shares(book, "permit_rate", code)
        assert found.round.pk in kept.kept
        read = round_figures.RoundShares(book, INDICATORS["permit_rate"])
        assert kept.of(book.at(NOVEMBER), basis) == read.of(book.at(NOVEMBER), basis)


def test_the_queries_of_a_unit_do_not_grow(county, django_assert_num_queries):
    unit = books(county, NOVEMBER, county["XUEGUAN"])
    assert unit.county.sealing_campaign("permits")
    with django_assert_num_queries(5):  # rounds, seals, owed, others' rounds and seals
        unit.sealed  # noqa: B018
    with django_assert_num_queries(4):
        unit.sealed.facts(NOVEMBER)
