"""The seals of the small county in parts, and what holds whatever its rows are."""

from decimal import Decimal

import pytest

from reporting.indicators import GROUPINGS, INDICATORS, SOURCES
from reporting.selectors.figures import figures
from tests.reporting import small_county
from tests.reporting.small_county import JUNE, NOVEMBER
from tests.reporting.test_small_county import COAL, FARM, NONE, C, G, H, K, P, X, counted, grouped

FORMS = ("start_rate", "investment_rate", "permit_rate")


@pytest.fixture
def centre(units, kinds):
    small_county.build(units, kinds)
    return units["XMZX"]


def parts(centre, day, by):
    found = grouped(centre, day, by, source="sealed")
    return {key: found[key] for key in FORMS}


def test_june_in_parts(centre):
    """Sealed: 一 二 by X, 三 四 八 by H; G is silent and named."""
    assert parts(centre, JUNE, "unit") == {
        "start_rate": {X: "2/2", H: "1/3", G: "—"},
        "investment_rate": {X: "1490.00/3000.00", H: "90.00/2300.00", G: "—"},  # 290 + 1200 · 八
        "permit_rate": {X: "1/6", H: "1/4", G: "—"},
    }
    assert parts(centre, JUNE, "level") == {  # 一 四 · 二 · 三 八
        "start_rate": {P: "1/2", C: "1/1", K: "1/2"},
        "investment_rate": {P: "290.00/2500.00", C: "1200.00/2000.00", K: "90.00/800.00"},
        "permit_rate": {P: "1/6", C: "0/0", K: "1/4"},
    }
    assert parts(centre, JUNE, "industry") == {  # the same three groups
        "start_rate": {COAL: "1/2", FARM: "1/1", NONE: "1/2"},
        "investment_rate": {COAL: "290.00/2500.00", FARM: "1200.00/2000.00", NONE: "90.00/800.00"},
        "permit_rate": {COAL: "1/6", NONE: "1/4"},
    }


def test_november_in_parts(centre):
    """Sealed: 一 二 by X, 五 十二 by G; H carried with 三 四."""
    assert parts(centre, NOVEMBER, "unit") == {
        "start_rate": {X: "2/2", H: "0/2", G: "1/2"},
        "investment_rate": {X: "3300.00/3000.00", H: "0.00/2000.00", G: "150.00/840.00"},
        "permit_rate": {X: "2/6", H: "1/4", G: "0/12"},
    }
    assert parts(centre, NOVEMBER, "level") == {  # 一 四 · 二 · 三 五 十二
        "start_rate": {P: "1/2", C: "1/1", K: "1/3"},
        "investment_rate": {P: "900.00/2500.00", C: "2400.00/2000.00", K: "150.00/1340.00"},
        "permit_rate": {P: "2/6", C: "0/0", K: "1/16"},
    }
    assert parts(centre, NOVEMBER, "industry") == {  # 一 四 · 二 五 · 三 十二
        "start_rate": {COAL: "1/2", FARM: "2/2", NONE: "0/2"},
        "investment_rate": {COAL: "900.00/2500.00", FARM: "2550.00/2600.00", NONE: "0.00/740.00"},
        "permit_rate": {COAL: "2/6", FARM: "0/6", NONE: "1/10"},
    }


def test_the_scopes_of_what_was_sealed(centre):
    found = counted(centre, NOVEMBER, source="sealed", scope="province_city")
    assert {key: found[key] for key in FORMS} == {
        "start_rate": "2/3",  # 一 二 of 一 四 二
        "investment_rate": "3300.00/4500.00",
        "permit_rate": "2/6",
    }
    found = counted(centre, JUNE, source="sealed", scope="province")
    assert {key: found[key] for key in FORMS} == {
        "start_rate": "1/2",
        "investment_rate": "290.00/2500.00",
        "permit_rate": "1/6",
    }


def test_the_carried_seal_of_one_unit(centre, units):
    found = counted(centre, NOVEMBER, source="sealed", unit=units[H])
    assert found["start_rate"] == "0/2"
    assert counted(centre, JUNE, source="sealed", unit=units[G])["start_rate"] == "0/0"


def test_the_groups_of_a_figure_add_up_to_it(centre):
    ways = [(day, src, by) for day in (JUNE, NOVEMBER) for src in SOURCES for by in GROUPINGS]
    for day, source, by in ways:
        for figure in figures(centre=centre, as_of=day, source=source, by=by):
            if by == "kind" and INDICATORS[figure.key].rows != "items":
                continue
            shares = [group.share for group in figure.groups if group.share]
            assert sum(Decimal(s.numerator) for s in shares) == figure.share.numerator
            if figure.share.denominator is not None:
                whole = sum(Decimal(s.denominator) for s in shares)
                assert whole == figure.share.denominator
