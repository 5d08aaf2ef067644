"""Every indicator of the order on a county that fits on paper (small_county.py).

Each expectation is written as it was added up by hand: numerator/denominator, or a total.
"""

import pytest

from reporting.formulas import SCOPES
from reporting.indicators import INDICATORS
from reporting.selectors.figures import figures
from tests.reporting import small_county
from tests.reporting.small_county import JUNE, NOVEMBER

X, H, G = "XUEGUAN", "HEILONGGUAN", "GUXIAN"
P, C, K = "province", "city", "county"
COAL, FARM, NONE = "煤炭", "农业", ""


@pytest.fixture
def centre(units, kinds):
    small_county.build(units, kinds)
    return units["XMZX"]


def written(share):
    if share is None:
        return "—"
    whole = "" if share.denominator is None else f"/{share.denominator}"
    return f"{share.numerator}{whole}"


def counted(centre, day, **options):
    return {f.key: written(f.share) for f in figures(centre=centre, as_of=day, **options)}


def grouped(centre, day, by, **options):
    return {
        f.key: {g.key: written(g.share) for g in f.groups}
        for f in figures(centre=centre, as_of=day, by=by, **options)
    }


# On 06-30 are listed: 一 二 三 四 六 八 as works (五 comes later, 七 is a child, 十二 still 前期).
LIVE_IN_JUNE = {
    "start_rate": "4/6",  # 一 六 begun, 二 八 resumed; 三 begins in October, 四 never
    "new_start_rate": "2/3",  # 一 六 of 一 三 六
    "resume_rate": "2/3",  # 二 八 of 二 四 八
    # 300 + 1200 + 0 + 0 + 100 + 90; 1000 + 2000 + 500 (first version) + 1500 + 400 + 300
    "investment_rate": "1690.00/5700.00",
    "completed_total": "1690.00",
    # 一 1 of 6 (land only on 07-15), 三 1 of 4 (two exempt), 六 1 of 5 (one exempt)
    "permit_rate": "3/15",
    "reserve_count": "3",  # 九 十 十二; 十一 is listed a day later
    "reserve_total": "103000.00",  # 80000 + 20000 + 3000
    "reserve_plan": "40200.00",  # 10000 + 30000 + 200 (first version)
    "reserve_industrial_share": "10000.00/40200.00",  # 九 alone is 产业项目
    "funding_total": "490.00",  # 一 400, 七 60, 八 30; 二 only in September, 十 without a day
}
# On 11-30: 一 二 三 四 五 十二; 六 left on 10-01, 八 was merged on 09-01.
LIVE_IN_NOVEMBER = {
    "start_rate": "4/6",  # 一 三 五 begun, 二 resumed and stopped since; 四 and 十二 not
    "new_start_rate": "3/4",  # 一 三 五 of 一 三 五 十二
    "resume_rate": "1/2",  # 二 of 二 四
    # 900 + 2400 + 400 + 0 + 150 + 0; 1000 + 2000 + 800 (second version) + 1500 + 600 + 240
    "investment_rate": "3850.00/6140.00",
    "completed_total": "3850.00",
    "permit_rate": "3/22",  # 一 2 of 6, 三 1 of 4, 五 0 of 6, 十二 0 of 6
    "reserve_count": "3",  # 九 十 十一; 十二 is 新建 now
    "reserve_total": "150000.00",  # 80000 + 20000 + 50000
    "reserve_plan": "45000.00",  # 10000 + 30000 + 5000
    "reserve_industrial_share": "15000.00/45000.00",  # 九 and 十一
    "funding_total": "710.00",  # 一 400, 二 250, 七 60; 八 is gone, 四 a day later
}
# Units X H; G never sealed. 一 was reported with 290, not the 300 that the register has.
SEALED_IN_JUNE = {
    "start_rate": "3/5",  # 一 二 八 of 一 二 三 四 八
    "new_start_rate": "1/2",  # 一 of 一 三
    "resume_rate": "2/3",  # 二 八 of 二 四 八
    "investment_rate": "1580.00/5300.00",  # 290 + 1200 + 90; 1000 + 2000 + 500 + 1500 + 300
    "completed_total": "1580.00",
    "permit_rate": "2/10",  # 一 1 of 6, 三 1 of 4
}
# X and G sealed; H is carried from June: 三 as it stood then, 八 dropped for it was merged.
SEALED_IN_NOVEMBER = {
    "start_rate": "3/6",  # 一 二 五 of 一 二 三 四 五 十二: 三 was not begun in June
    "new_start_rate": "2/4",  # 一 五 of 一 三 五 十二
    "resume_rate": "1/2",  # 二 of 二 四
    # 900 + 2400 + 150; 1000 + 2000 + 500 (三 as of June) + 1500 + 600 + 240
    "investment_rate": "3450.00/5840.00",
    "completed_total": "3450.00",
    "permit_rate": "3/22",  # 一 2 of 6, 三 1 of 4 as of June, 五 0 of 6, 十二 0 of 6
}


@pytest.mark.parametrize(
    ("day", "source", "expected"),
    [
        (JUNE, "live", LIVE_IN_JUNE),
        (NOVEMBER, "live", LIVE_IN_NOVEMBER),
        (JUNE, "sealed", SEALED_IN_JUNE),
        (NOVEMBER, "sealed", SEALED_IN_NOVEMBER),
    ],
)
def test_the_county(centre, day, source, expected):
    assert counted(centre, day, source=source) == expected


JUNE_BY_UNIT = {
    "start_rate": {X: "2/2", H: "1/3", G: "1/1"},  # 一 二 · 八 of 三 四 八 · 六
    "new_start_rate": {X: "1/1", H: "0/1", G: "1/1"},
    "resume_rate": {X: "1/1", H: "1/2"},
    "investment_rate": {X: "1500.00/3000.00", H: "90.00/2300.00", G: "100.00/400.00"},
    "completed_total": {X: "1500.00", H: "90.00", G: "100.00"},
    "permit_rate": {X: "1/6", H: "1/4", G: "1/5"},
    "reserve_count": {X: "1", H: "1", G: "1"},  # 九 · 十 · 十二
    "reserve_total": {X: "80000.00", H: "20000.00", G: "3000.00"},
    "reserve_plan": {X: "10000.00", H: "30000.00", G: "200.00"},
    "reserve_industrial_share": {X: "10000.00/10000.00", H: "0.00/30000.00", G: "0.00/200.00"},
    "funding_total": {X: "460.00", H: "30.00"},  # 一 400 + 七 60 · 八 30
}
NOVEMBER_BY_UNIT = {
    "start_rate": {X: "2/2", H: "1/2", G: "1/2"},  # 一 二 · 三 of 三 四 · 五 of 五 十二
    "new_start_rate": {X: "1/1", H: "1/1", G: "1/2"},
    "resume_rate": {X: "1/1", H: "0/1"},
    "investment_rate": {X: "3300.00/3000.00", H: "400.00/2300.00", G: "150.00/840.00"},
    "completed_total": {X: "3300.00", H: "400.00", G: "150.00"},
    "permit_rate": {X: "2/6", H: "1/4", G: "0/12"},
    "reserve_count": {X: "1", H: "1", G: "1"},  # 九 · 十 · 十一
    "reserve_total": {X: "80000.00", H: "20000.00", G: "50000.00"},
    "reserve_plan": {X: "10000.00", H: "30000.00", G: "5000.00"},
    "reserve_industrial_share": {X: "10000.00/10000.00", H: "0.00/30000.00", G: "5000.00/5000.00"},
    "funding_total": {X: "710.00", H: "0.00"},  # 一 二 七 · 三 turned down, 四 a day later
}
JUNE_BY_LEVEL = {  # 一 四 · 二 六 · 三 八; of the pool 十 · 九 十二
    "start_rate": {P: "1/2", C: "2/2", K: "1/2"},
    "new_start_rate": {P: "1/1", C: "1/1", K: "0/1"},
    "resume_rate": {P: "0/1", C: "1/1", K: "1/1"},
    "investment_rate": {P: "300.00/2500.00", C: "1300.00/2400.00", K: "90.00/800.00"},
    "completed_total": {P: "300.00", C: "1300.00", K: "90.00"},
    "permit_rate": {P: "1/6", C: "1/5", K: "1/4"},
    "reserve_count": {P: "0", C: "1", K: "2"},
    "reserve_total": {P: "0.00", C: "20000.00", K: "83000.00"},
    "reserve_plan": {P: "0.00", C: "30000.00", K: "10200.00"},
    "reserve_industrial_share": {P: "0.00/0.00", C: "0.00/30000.00", K: "10000.00/10200.00"},
    "funding_total": {P: "400.00", C: "0.00", K: "90.00"},  # 一 · 二 later · 七 60 + 八 30
}
NOVEMBER_BY_LEVEL = {  # 一 四 · 二 · 三 五 十二; of the pool 十一 · 十 · 九
    "start_rate": {P: "1/2", C: "1/1", K: "2/3"},
    "new_start_rate": {P: "1/1", C: "0/0", K: "2/3"},
    "resume_rate": {P: "0/1", C: "1/1", K: "0/0"},
    "investment_rate": {P: "900.00/2500.00", C: "2400.00/2000.00", K: "550.00/1640.00"},
    "completed_total": {P: "900.00", C: "2400.00", K: "550.00"},
    "permit_rate": {P: "2/6", C: "0/0", K: "1/16"},
    "reserve_count": {P: "1", C: "1", K: "1"},
    "reserve_total": {P: "50000.00", C: "20000.00", K: "80000.00"},
    "reserve_plan": {P: "5000.00", C: "30000.00", K: "10000.00"},
    "reserve_industrial_share": {P: "5000.00/5000.00", C: "0.00/30000.00", K: "10000.00/10000.00"},
    "funding_total": {P: "400.00", C: "250.00", K: "60.00"},
}
JUNE_BY_INDUSTRY = {  # 一 四 六 · 二 · 三 八; of the pool 九 · 十 · 十二
    "start_rate": {COAL: "2/3", FARM: "1/1", NONE: "1/2"},
    "new_start_rate": {COAL: "2/2", NONE: "0/1"},
    "resume_rate": {COAL: "0/1", FARM: "1/1", NONE: "1/1"},
    "investment_rate": {COAL: "400.00/2900.00", FARM: "1200.00/2000.00", NONE: "90.00/800.00"},
    "completed_total": {COAL: "400.00", FARM: "1200.00", NONE: "90.00"},
    "permit_rate": {COAL: "2/11", NONE: "1/4"},
    "reserve_count": {COAL: "1", FARM: "1", NONE: "1"},
    "reserve_total": {COAL: "80000.00", FARM: "20000.00", NONE: "3000.00"},
    "reserve_plan": {COAL: "10000.00", FARM: "30000.00", NONE: "200.00"},
    "reserve_industrial_share": {
        COAL: "10000.00/10000.00", FARM: "0.00/30000.00", NONE: "0.00/200.00"
    },
    "funding_total": {COAL: "400.00", FARM: "60.00", NONE: "30.00"},  # 一 · 七 · 八
}  # fmt: skip
NOVEMBER_BY_INDUSTRY = {  # 一 四 · 二 五 · 三 十二; of the pool 九 · 十 · 十一
    "start_rate": {COAL: "1/2", FARM: "2/2", NONE: "1/2"},
    "new_start_rate": {COAL: "1/1", FARM: "1/1", NONE: "1/2"},
    "resume_rate": {COAL: "0/1", FARM: "1/1"},
    "investment_rate": {COAL: "900.00/2500.00", FARM: "2550.00/2600.00", NONE: "400.00/1040.00"},
    "completed_total": {COAL: "900.00", FARM: "2550.00", NONE: "400.00"},
    "permit_rate": {COAL: "2/6", FARM: "0/6", NONE: "1/10"},
    "reserve_count": {COAL: "1", FARM: "1", NONE: "1"},
    "reserve_total": {COAL: "80000.00", FARM: "20000.00", NONE: "50000.00"},
    "reserve_plan": {COAL: "10000.00", FARM: "30000.00", NONE: "5000.00"},
    "reserve_industrial_share": {
        COAL: "10000.00/10000.00", FARM: "0.00/30000.00", NONE: "5000.00/5000.00"
    },
    "funding_total": {COAL: "400.00", FARM: "310.00", NONE: "0.00"},  # 一 · 二 七 · 三 refused
}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "by", "expected"),
    [
        (JUNE, "unit", JUNE_BY_UNIT),
        (NOVEMBER, "unit", NOVEMBER_BY_UNIT),
        (JUNE, "level", JUNE_BY_LEVEL),
        (NOVEMBER, "level", NOVEMBER_BY_LEVEL),
        (JUNE, "industry", JUNE_BY_INDUSTRY),
        (NOVEMBER, "industry", NOVEMBER_BY_INDUSTRY),
    ],
)
def test_the_county_in_parts(centre, day, by, expected):
    assert grouped(centre, day, by) == expected
    assert set(expected) == set(INDICATORS)


def test_one_kind_of_permit_at_a_time(centre):
    """June: 一 三 六; 三 needs no land, and neither 三 nor 六 capacity. November: 一 三 五 十二."""
    june = grouped(centre, JUNE, "kind")
    assert june["permit_rate"] == {
        "approval": "3/3", "land": "0/2", "planning": "0/3", "eia": "0/3", "energy": "0/3",
        "capacity": "0/1",
    }  # fmt: skip
    assert grouped(centre, NOVEMBER, "kind")["permit_rate"] == {
        "approval": "2/4", "land": "1/3", "planning": "0/4", "eia": "0/4", "energy": "0/4",
        "capacity": "0/3",
    }  # fmt: skip
    assert june["start_rate"] == june["funding_total"] == {}


def test_the_province_scope_is_the_province_group(centre):
    for day, groups in ((JUNE, JUNE_BY_LEVEL), (NOVEMBER, NOVEMBER_BY_LEVEL)):
        found = counted(centre, day, scope="province")
        assert found == {key: parts[P] for key, parts in groups.items()}


def test_province_and_city_together(centre):
    """June 一 四 二 六 and 十; November 一 四 二 and 十一 十."""
    assert counted(centre, JUNE, scope="province_city") == {
        "start_rate": "3/4",
        "new_start_rate": "2/2",
        "resume_rate": "1/2",
        "investment_rate": "1600.00/4900.00",  # 300 + 0 + 1200 + 100; 1000 + 1500 + 2000 + 400
        "completed_total": "1600.00",
        "permit_rate": "2/11",  # 一 1 of 6, 六 1 of 5
        "reserve_count": "1",
        "reserve_total": "20000.00",
        "reserve_plan": "30000.00",
        "reserve_industrial_share": "0.00/30000.00",
        "funding_total": "400.00",
    }
    assert counted(centre, NOVEMBER, scope="province_city") == {
        "start_rate": "2/3",
        "new_start_rate": "1/1",
        "resume_rate": "1/2",
        "investment_rate": "3300.00/4500.00",  # 900 + 0 + 2400; 1000 + 1500 + 2000
        "completed_total": "3300.00",
        "permit_rate": "2/6",
        "reserve_count": "2",
        "reserve_total": "70000.00",
        "reserve_plan": "35000.00",
        "reserve_industrial_share": "5000.00/35000.00",
        "funding_total": "650.00",
    }
    assert set(SCOPES) == {"all", "province", "province_city"}
