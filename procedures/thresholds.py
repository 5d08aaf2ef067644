"""Thresholds of the law as suggestions (domain §2.2, §2.3). Pure; a suggestion never decides.

Each rule asks the facts of a project and says what a kind then needs, in one sentence and with
its legal basis. A fact that is not known suggests nothing: the rule names it instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from .rules import EiaClass, Level, Need, Way


@dataclass(frozen=True)
class Facts:
    """What is known of a project; empty or None = not known."""

    way: str = ""
    industry: str = ""
    name: str = ""
    energy_tce: Decimal | None = None
    power_kwh: Decimal | None = None  # 万千瓦时
    land_ha: Decimal | None = None
    earthwork: Decimal | None = None  # 万立方米
    existing_land: bool | None = None
    eia_class: str = ""
    total_investment: Decimal | None = None  # 万元


@dataclass(frozen=True)
class Suggestion:
    kind: str  # the code of the kind
    need: Need
    level: str  # empty: says nothing of the level
    sentence: str
    basis: str


@dataclass(frozen=True)
class Unknown:
    """Nothing is suggested for `kind` until these facts are filled in."""

    kind: str
    facts: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return f"填了{'、'.join(self.facts)}才有建议"


Answer = Suggestion | Unknown | None

# An article is named only where its text was read; elsewhere the law alone (decisions.md).
ENERGY_LAW = "固定资产投资项目节能审查办法（国家发展改革委令第44号）"
CAPACITY_LAW = "产能置换的规定：煤矿由省能源局办理，钢铁、焦化等由省工信厅办理"
EIA_LAW = "环境影响评价法；建设项目环境影响评价分类管理名录"
WATER_LAW = "生产建设项目水土保持方案管理的规定"
LAND_LAW = "土地管理法第四十四条"
BUILD_LAW = "建筑工程施工许可管理办法第二条"
GOV_LAW = "政府投资条例；企业投资项目核准和备案管理条例"
TCE_FREE, TCE_PROVINCE, KWH_FREE = Decimal(1000), Decimal(5000), Decimal(500)
HA_SHEET, HA_BOOK = Decimal("0.5"), Decimal(5)
EARTH_SHEET, EARTH_BOOK = Decimal("0.1"), Decimal(5)
SMALL_WORKS = Decimal(30)
# words in 行业 or the name that tell an industry with controlled capacity
CAPACITY_WORDS = (
    "煤炭", "煤矿", "煤业", "焦化", "焦炭", "钢铁", "炼钢", "炼铁",
    "水泥", "电解铝", "平板玻璃",
)  # fmt: skip
# named like one, or beside one, and makes none
NO_CAPACITY_WORDS = ("煤层气", "煤改", "水泥路")
BESIDE_CAPACITY = ("铁路专用线", "矿井水", "煤矸石", "瓦斯", "物流")


def suggest(facts: Facts) -> dict[str, Suggestion | Unknown]:
    """What the rules say, by code of kind."""
    answers = (rule(facts) for rule in RULES)
    return {answer.kind: answer for answer in answers if answer is not None}


def energy(facts: Facts) -> Answer:
    tce, kwh = facts.energy_tce, facts.power_kwh
    if tce is not None and tce >= TCE_PROVINCE:
        sentence = f"年综合能耗 {tce:,.0f} 吨标准煤，达到 5,000 吨，由省级审查"
        return Suggestion("energy", Need.YES, Level.PROVINCE, sentence, ENERGY_LAW)
    if (tce is not None and tce >= TCE_FREE) or (kwh is not None and kwh >= KWH_FREE):
        sentence = "年综合能耗达到 1,000 吨标准煤或年用电达到 500 万千瓦时，要节能审查"
        return Suggestion("energy", Need.YES, "", sentence, ENERGY_LAW)
    missing = _missing(("年综合能耗", tce), ("年用电量", kwh))
    if missing:
        return Unknown("energy", missing)
    sentence = "年综合能耗不满 1,000 吨标准煤且年用电不满 500 万千瓦时，不单独节能审查"
    return Suggestion("energy", Need.NO, "", sentence, ENERGY_LAW)


def makes_capacity(facts: Facts) -> bool:
    if any(word in facts.name for word in BESIDE_CAPACITY):
        return False
    text = f"{facts.industry} {facts.name}"
    for word in NO_CAPACITY_WORDS:
        text = text.replace(word, "")
    return any(word in text for word in CAPACITY_WORDS)


def capacity(facts: Facts) -> Answer:
    if makes_capacity(facts):
        sentence = "煤炭、焦化、钢铁、水泥、电解铝、平板玻璃等行业，要落实产能"
        return Suggestion("capacity", Need.YES, Level.PROVINCE, sentence, CAPACITY_LAW)
    if not facts.industry:
        return Unknown("capacity", ("行业",))
    return Suggestion("capacity", Need.NO, "", "非涉产能行业", CAPACITY_LAW)


def eia(facts: Facts) -> Answer:
    if facts.eia_class == EiaClass.RECORD:
        sentence = "登记表由建设单位网上备案，即时办结"
        return Suggestion("eia", Need.YES, Level.COUNTY, sentence, EIA_LAW)
    if facts.eia_class == EiaClass.SHEET:
        sentence = "报告表一般由市生态环境局县分局审批，法定 30 日"
        return Suggestion("eia", Need.YES, Level.COUNTY, sentence, EIA_LAW)
    if facts.eia_class == EiaClass.BOOK:
        provincial = makes_capacity(facts)
        level, who = (Level.PROVINCE, "省厅") if provincial else (Level.CITY, "市局")
        sentence = f"报告书一般由{who}审批，法定 60 日"
        return Suggestion("eia", Need.YES, level, sentence, EIA_LAW)
    return Unknown("eia", ("环评类别",))


def soil_water(facts: Facts) -> Answer:
    ha, earth = facts.land_ha, facts.earthwork
    if _reaches(ha, HA_BOOK) or _reaches(earth, EARTH_BOOK):
        sentence = "占地 5 公顷以上或挖填 5 万立方米以上，编报告书"
        return Suggestion("soil_water", Need.YES, "", sentence, WATER_LAW)
    missing = _missing(("占地", ha), ("挖填土石方", earth))
    if missing:
        return Unknown("soil_water", missing)
    if _reaches(ha, HA_SHEET) or _reaches(earth, EARTH_SHEET):
        sentence = "占地 0.5 至 5 公顷或挖填 1,000 至 50,000 立方米，报告表承诺制即时办理"
        return Suggestion("soil_water", Need.YES, "", sentence, WATER_LAW)
    sentence = "占地不满 0.5 公顷且挖填不满 1,000 立方米，无需水土保持方案"
    return Suggestion("soil_water", Need.NO, "", sentence, WATER_LAW)


def land_conversion(facts: Facts) -> Answer:
    if facts.existing_land is None:
        return Unknown("land_conversion", ("是否存量建设用地",))
    if facts.existing_land:
        sentence = "已是建设用地，无需农用地转用"
        return Suggestion("land_conversion", Need.NO, "", sentence, LAND_LAW)
    sentence = "不是存量建设用地，占用农用地的要批准转用：一般由省政府，永久基本农田由国务院"
    return Suggestion("land_conversion", Need.YES, Level.PROVINCE, sentence, LAND_LAW)


def construction_permit(facts: Facts) -> Answer:
    if facts.total_investment is None:
        return Unknown("construction_permit", ("总投资",))
    if facts.total_investment <= SMALL_WORKS:
        sentence = "工程投资 30 万元以下的小型工程，可以不办施工许可"
        return Suggestion("construction_permit", Need.NO, "", sentence, BUILD_LAW)
    sentence = (
        "房屋建筑和市政工程投资超过 30 万元的，要施工许可；建筑面积 300 平方米以下的可以不办，"
        "公路、水利等按行业规定"
    )
    return Suggestion("construction_permit", Need.YES, "", sentence, BUILD_LAW)


def feasibility(facts: Facts) -> Answer:
    return _government_money("feasibility", "可研", facts)


def prelim_design(facts: Facts) -> Answer:
    return _government_money("prelim_design", "初步设计", facts)


def _government_money(kind: str, paper: str, facts: Facts) -> Answer:
    if not facts.way:
        return Unknown(kind, ("立项方式",))
    if facts.way == Way.APPROVAL:
        return Suggestion(kind, Need.YES, "", f"政府投资项目，{paper}要批复", GOV_LAW)
    return Suggestion(kind, Need.NO, "", f"企业投资项目，{paper}不需审批", GOV_LAW)


def _reaches(value: Decimal | None, bound: Decimal) -> bool:
    return value is not None and value >= bound


def _missing(*facts: tuple[str, object]) -> tuple[str, ...]:
    return tuple(name for name, value in facts if value is None)


RULES: tuple[Callable[[Facts], Answer], ...] = (
    energy,
    capacity,
    eia,
    soil_water,
    land_conversion,
    construction_permit,
    feasibility,
    prelim_design,
)
