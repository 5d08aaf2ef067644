"""What happens to each permit in each week. Pure: same seed, same story; no database here."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

BASELINE = date(2022, 12, 6)
FRIDAYS = [date(2022, 12, 9) + timedelta(weeks=n) for n in range(12)]
SPRING_FESTIVAL = 8  # the week in which no desk is open
WEEKS = range(10)  # 0 is the baseline, 9 the open round

# kind -> (earliest, latest) week in which it is done, if nothing goes wrong
DONE_WEEK = {
    "approval": (-3, 5),
    "land": (0, 15),
    "planning": (1, 17),
    "eia": (0, 14),
    "energy": (1, 14),
    "capacity": (5, 18),
}
DOCUMENT = {
    "approval": "蒲审管备〔{year}〕{serial}号",
    "land": "用字第141033{year}{serial:05}号",
    "planning": "建字第141033{year}{serial:05}号",
    "eia": "临环审蒲〔{year}〕{serial}号",
    "energy": "蒲审管能〔{year}〕{serial}号",
    "capacity": "晋能源规发〔{year}〕{serial}号",
}
WORDS = {
    "preparing": ["要件 5 份已齐 3 份", "委托编制报告", "正在勘测定界", "资料汇总中"],
    "submitted": ["已受理", "专家评审排期", "拟审批公示", "上报省厅"],
    "returned": ["补正论证材料", "补正踏勘意见"],
}
POSTPONED = ["评审改期", "春节前后窗口停办，顺延", "补充材料，顺延", "等前置手续，顺延"]
ISSUES = [
    ("用地预审退件，需补正踏勘论证", "province", "自然资源局"),
    ("建设用地指标未落实", "city", "自然资源局"),
    ("环评批复排期未定", "city", "市生态环境局蒲县分局"),
    ("林地使用指标不足", "province", "自然资源局"),
    ("勘测定界费用未拨付", "county", "财政局"),
    ("产能核增方案待省里批复", "province", "能源局"),
    ("施工便道占地需协调", "county", "交通局"),
]
# how each was solved, in the words of the unit; summaries quote only words without figures
SOLVED = {
    "用地预审退件，需补正踏勘论证": "会同自然资源局现场踏勘，补正论证意见后省厅已重新受理",
    "建设用地指标未落实": "县政府常务会研究，从全县统筹指标中安排解决",
    "环评批复排期未定": "市局列入年前集中评审，分局派专人陪同补齐材料",
    "林地使用指标不足": "林业部门调整使用方案，市里调剂落实了林地定额",
    "勘测定界费用未拨付": "财政局从前期工作经费中列支，款已拨到勘测单位",
    "产能核增方案待省里批复": "专人驻省对接，核增方案已通过省能源局评审",
    "施工便道占地需协调": "乡镇牵头与村委会签订临时用地协议，便道已经开通",
}


@dataclass
class PermitTale:
    """One permit's way: the status it has in each week, and its dates as cells."""

    kind: str
    exempt: str = ""
    level: str = "county"
    done_week: int = 99
    returned_week: int = 99
    expected: date | None = None
    serial: int = 0
    status: str = ""
    note: str = ""


@dataclass
class ProjectTale:
    name: str
    unit: str
    permits: list[PermitTale]
    code: str
    issue: tuple[str, str, str] | None = None
    issue_from: int = 99
    issue_until: int = 99
    cells: dict[str, str] = field(default_factory=dict)  # as they stand after the last week told


def cutoff(week: int) -> date:
    return BASELINE if week == 0 else FRIDAYS[week - 1]


def tales(projects: list[dict], seed: int) -> list[ProjectTale]:
    """A tale for each new project of 2023, in the order of the file."""
    dice = Random(seed)  # noqa: S311  a story, not a secret
    new = [row for row in projects if row["plans"][0]["year"] == 2023]
    new = [row for row in new if row["plans"][0]["nature"] == "new"]
    result = []
    for index, row in enumerate(new):
        permits = [_permit(row, kind, 20 + index * 3 + n, dice) for n, kind in enumerate(DONE_WEEK)]
        tale = ProjectTale(
            name=row["name"],
            unit=row["unit"],
            permits=permits,
            code=f"22{dice.randint(8, 12):02}-141033-04-01-{dice.randint(100000, 999999)}",
        )
        if dice.random() < 0.4:
            tale.issue = _issue(row, index)
            tale.issue_from = dice.randint(0, 7)
            tale.issue_until = tale.issue_from + dice.randint(2, 9)
        result.append(tale)
    return result


def _issue(row: dict, index: int) -> tuple[str, str, str]:
    """The next one of the list that such a project can have."""
    issue = ISSUES[index % len(ISSUES)]
    unlike = "产能" in issue[0] and row["industry"] != "煤炭"
    unlike |= issue[2] == "交通局" and row["unit"] == "JTJ"  # it would ask itself
    return ISSUES[(index + 1) % len(ISSUES)] if unlike else issue


def _permit(row: dict, kind: str, serial: int, dice: Random) -> PermitTale:
    tale = PermitTale(kind=kind, serial=serial, exempt=_exempt(row, kind))
    big = float(row["total_investment"]) > 15_000
    if kind == "capacity":
        tale.level = "province"
    elif big and kind in {"land", "eia", "energy"}:
        tale.level = "province" if kind == "land" else "city"
    first, last = DONE_WEEK[kind]
    tale.done_week = dice.randint(first, last) + (2 if big else 0)
    if dice.random() < 0.12:
        tale.returned_week = tale.done_week - 2
        tale.done_week += 2
    if tale.done_week == SPRING_FESTIVAL:
        tale.done_week += 1
    return tale


def _exempt(row: dict, kind: str) -> str:
    """Why this project needs no such permit; blank when it does (domain.md §2.2)."""
    if kind == "capacity" and row["industry"] != "煤炭":
        return "非涉产能行业"
    if kind == "energy" and float(row["total_investment"]) < 8_000:
        return "规模以下"
    if kind == "land" and row["build_nature"] in {"rebuild", "renovation"}:
        return "存量建设用地"
    if kind == "planning" and row["industry"] in {"生态环保", "水利", "现代农业"}:
        return "其他：不涉及规划许可"
    if kind == "eia" and row["industry"] == "现代农业" and row["is_industrial"] is False:
        return "名录豁免"
    return ""


def tell_week(tale: ProjectTale, week: int, dice: Random) -> dict[str, str]:
    """The cells that this week changes, as wire values; `tale.cells` is brought up to date."""
    now: dict[str, str] = {}
    for permit in tale.permits:
        now.update(_permit_cells(permit, week, dice))
    if now["approval.status"] == "done":
        now["national_code"] = tale.code
    if tale.issue:
        text, level, unit = tale.issue
        stands = tale.issue_from <= week < tale.issue_until
        wanted = cutoff(tale.issue_from if tale.issue_from < 10 else 9) + timedelta(days=21)
        now["issue"] = text if stands else ""
        now["issue_level"] = level if stands else ""
        now["issue_unit"] = unit if stands else ""
        now["issue_by"] = wanted.isoformat() if stands else ""
    changed = {key: value for key, value in now.items() if tale.cells.get(key, "") != value}
    for permit in tale.permits:
        if changed.get(f"{permit.kind}.status") == "done":  # the day it was expected, maybe
            changed[f"{permit.kind}.date"] = now[f"{permit.kind}.date"]
    tale.cells.update(now)
    return changed


def _permit_cells(permit: PermitTale, week: int, dice: Random) -> dict[str, str]:
    before = permit.status
    permit.status = _status(permit, week)
    if permit.status == "not_required":
        values = {"status": "not_required", "level": "", "date": "", "ref": permit.exempt}
    elif permit.status == "done":
        day = _working_day(cutoff(max(permit.done_week, 0)), permit.serial)
        values = {
            "status": "done",
            "level": permit.level,
            "date": day.isoformat(),
            "ref": DOCUMENT[permit.kind].format(year=day.year, serial=permit.serial),
        }
    else:
        _expect(permit, week, before, dice)
        values = {
            "status": permit.status,
            "level": permit.level,
            "date": permit.expected.isoformat() if permit.expected else "",
            "ref": permit.note,
        }
    return {f"{permit.kind}.{name}": value for name, value in values.items()}


def _status(permit: PermitTale, week: int) -> str:
    if permit.exempt:
        return "not_required"
    left = permit.done_week - week
    if left <= 0:
        return "done"
    if permit.returned_week <= week < permit.returned_week + 2:
        return "returned"
    if left <= 3:
        return "submitted"
    return "preparing" if left <= 6 else "not_started"


def _expect(permit: PermitTale, week: int, before: str, dice: Random) -> None:
    """An expected date for whatever is under way; put off, with a word, once it has passed."""
    today = cutoff(week) + timedelta(days=week == SPRING_FESTIVAL)  # due on the Saturday
    if permit.status != before and permit.status in WORDS:
        permit.note = dice.choice(WORDS[permit.status])
    if permit.expected is None:
        if permit.status != "not_started" or dice.random() < 0.5:
            weeks_off = max(permit.done_week, week + 1) - dice.choice([0, 0, 1, 2])
            friday = FRIDAYS[0] + timedelta(weeks=weeks_off - 1)
            permit.expected = max(friday, today + timedelta(days=7))
    elif permit.expected < today:
        permit.expected = today + timedelta(days=dice.choice([7, 14]))
        reason = dice.choice([word for word in POSTPONED if word != permit.note])
        permit.note = reason


def _working_day(due: date, serial: int) -> date:
    """A Monday to Wednesday of the week of `due`; for the baseline some weekday of November."""
    if due != BASELINE:
        return due - timedelta(days=2 + serial % 3)
    day = due - timedelta(days=6 + serial % 24)
    return day - timedelta(days=max(0, day.weekday() - 4))
