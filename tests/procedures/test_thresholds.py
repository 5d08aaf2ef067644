"""Thresholds of the law as suggestions; an unknown fact suggests nothing and is named."""

from decimal import Decimal

import pytest

from procedures.thresholds import Facts, Suggestion, Unknown, suggest

D = Decimal
TABLE = [  # kind, facts, need, level, words of the sentence
    ("energy", {"energy_tce": D("999.99"), "power_kwh": D("499.99")}, "no", "", "不满 1,000"),
    ("energy", {"energy_tce": D(1000)}, "yes", "", "达到 1,000"),
    ("energy", {"power_kwh": D(500)}, "yes", "", "500 万千瓦时"),
    ("energy", {"energy_tce": D("4999.99"), "power_kwh": D(0)}, "yes", "", "达到 1,000"),
    ("energy", {"energy_tce": D(5000)}, "yes", "province", "5,000 吨，由省级审查"),
    ("capacity", {"industry": "煤炭"}, "yes", "province", "落实产能"),
    ("capacity", {"industry": "新材料", "name": "年产100万吨焦化项目"}, "yes", "province", "焦化"),
    ("capacity", {"industry": "能源", "name": "煤层气抽采项目"}, "no", "", "非涉产能行业"),
    ("capacity", {"industry": "交通", "name": "水泥路硬化"}, "no", "", "非涉产能行业"),
    ("eia", {"eia_class": "record"}, "yes", "county", "即时办结"),
    ("eia", {"eia_class": "sheet"}, "yes", "county", "县分局"),
    ("eia", {"eia_class": "book", "industry": "文旅"}, "yes", "city", "市局"),
    ("eia", {"eia_class": "book", "industry": "煤炭"}, "yes", "province", "省厅"),
    ("soil_water", {"land_ha": D(5)}, "yes", "", "报告书"),
    ("soil_water", {"earthwork": D(5)}, "yes", "", "报告书"),
    ("soil_water", {"land_ha": D("0.5"), "earthwork": D(0)}, "yes", "", "承诺制"),
    ("soil_water", {"land_ha": D("0.1"), "earthwork": D("0.1")}, "yes", "", "承诺制"),
    ("soil_water", {"land_ha": D("0.49"), "earthwork": D("0.09")}, "no", "", "无需水土保持"),
    ("land_conversion", {"existing_land": True}, "no", "", "已是建设用地"),
    ("land_conversion", {"existing_land": False}, "yes", "province", "省政府"),
    ("construction_permit", {"total_investment": D(30)}, "no", "", "小型工程"),
    ("construction_permit", {"total_investment": D("30.01")}, "yes", "", "施工许可"),
    ("feasibility", {"way": "approval"}, "yes", "", "可研要批复"),
    ("prelim_design", {"way": "filing"}, "no", "", "初步设计不需审批"),
]
MISSING = [  # kind, facts, what is asked for
    ("energy", {}, ("年综合能耗", "年用电量")),
    ("energy", {"energy_tce": D(10)}, ("年用电量",)),
    ("capacity", {}, ("行业",)),
    ("eia", {}, ("环评类别",)),
    ("soil_water", {"land_ha": D(1)}, ("挖填土石方",)),
    ("land_conversion", {}, ("是否存量建设用地",)),
    ("construction_permit", {}, ("总投资",)),
    ("feasibility", {}, ("立项方式",)),
]


@pytest.mark.parametrize(("kind", "facts", "need", "level", "words"), TABLE)
def test_what_a_threshold_suggests(kind, facts, need, level, words):
    found = suggest(Facts(**facts))[kind]
    assert isinstance(found, Suggestion)
    assert (found.need, found.level) == (need, level)
    assert words in found.sentence
    assert found.basis


@pytest.mark.parametrize(("kind", "facts", "missing"), MISSING)
def test_an_unknown_fact_suggests_nothing_and_is_named(kind, facts, missing):
    found = suggest(Facts(**facts))[kind]
    assert isinstance(found, Unknown)
    assert found.facts == missing
    assert "、".join(missing) in found.sentence
