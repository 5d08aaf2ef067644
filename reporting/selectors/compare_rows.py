"""两日对比 of one figure, row by row: what stayed, what changed, what came and went, and why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from procedures.rules import Level as PermitLevel
from procedures.rules import Status
from projects.models import AnnualPlan
from projects.rules import Channel, FundingStatus, Nature
from projects.rules import Level as ProjectLevel
from projects.selectors.listed import gone, plan_on, why_left_out
from reporting.adds import Row
from reporting.formulas import FundFact, ItemFact, ProjectFact, Share
from reporting.states import WorkState

from .compare import Pair
from .figures import Books, Figure, amount

Key = tuple[object, ...]
Told = dict[str, str]


@dataclass(frozen=True)
class Move:
    """One row that is not what it was; a share is None where the row was not there."""

    kind: str  # changed | added | removed
    project: ProjectFact
    what: str  # the permit, the channel
    old: str
    new: str
    why: str
    old_share: Share | None = None
    new_share: Share | None = None


@dataclass(frozen=True)
class Moves:
    unchanged: int = 0
    changed: list[Move] = field(default_factory=list)
    added: list[Move] = field(default_factory=list)
    removed: list[Move] = field(default_factory=list)

    @property
    def all(self) -> list[Move]:
        return [*self.changed, *self.added, *self.removed]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        return [
            ("changed", "变化", len(self.changed)),
            ("added", "新增", len(self.added)),
            ("removed", "减少", len(self.removed)),
        ]


def moves(a: Books, b: Books, pair: Pair) -> Moves:
    """In the order of the later day; what went comes in the order of the earlier one."""
    before, after = _keyed(pair.old), _keyed(pair.new)
    told = _Teller(a, b, pair)
    unchanged, changed, added = 0, [], []
    for key, row in after.items():
        if key not in before:
            added.append(told.added(row, {k[0] for k in before}))
        elif move := told.changed(before[key], row):
            changed.append(move)
        else:
            unchanged += 1
    left = {k[0] for k in after}
    removed = [told.removed(row, left) for key, row in before.items() if key not in after]
    return Moves(unchanged, changed, added, removed)


def _keyed(figure: Figure) -> dict[Key, Row]:
    """A project may apply to one channel twice: the second one is the second one."""
    found: dict[Key, Row] = {}
    seen: Counter[Key] = Counter()
    for row in figure.indicator.behind(figure.facts):
        project, what = _project(row), _what(row)
        key = (project.project_id, what)
        found[(*key, seen[key])] = row
        seen[key] += 1
    return found


def _project(row: Row) -> ProjectFact:
    return row if isinstance(row, ProjectFact) else row.project


def _what(row: Row) -> str:
    if isinstance(row, ItemFact):
        return row.kind
    return row.channel if isinstance(row, FundFact) else ""


class _Teller:
    """Tells of one row what it was, what it is, and why it moved."""

    def __init__(self, a: Books, b: Books, pair: Pair) -> None:
        self.a, self.b, self.pair = a, b, pair
        self.kinds = {kind.code: kind.name for kind in b.county.kinds}
        self.plans: Mapping[tuple[int, int], AnnualPlan] = {
            (plan.project_id, plan.year): plan for plan in b.register.plans
        }
        self.funded = {fund.project_id: fund.project for fund in b.register.funds}

    def changed(self, old: Row, new: Row) -> Move | None:
        share, now = self.pair.old.adds(old), self.pair.new.adds(new)
        if old == new and share == now:
            return None  # most rows: not worth telling
        before, after = self._told(old), self._told(new)
        differs = [name for name in after if before.get(name) != after[name]]
        if not differs and share == now:
            return None
        said = [name for name in differs if name != "办结" or "进展" not in differs]
        return Move(
            "changed", _project(new), self._name(new), _line(before, said), _line(after, said),
            _why(differs, after) or "口径改变", share, now,
        )  # fmt: skip

    def added(self, row: Row, known: set[object]) -> Move:
        project = _project(row)
        why = "增加了这一项" if project.project_id in known else self._why_not(project, old=True)
        words = _line(self._told(row), ())
        return Move(
            "added", project, self._name(row), "", words, why, None, self.pair.new.adds(row)
        )

    def removed(self, row: Row, known: set[object]) -> Move:
        project = _project(row)
        why = "减少了这一项" if project.project_id in known else self._why_not(project, old=False)
        words = _line(self._told(row), ())
        return Move(
            "removed", project, self._name(row), words, "", why, self.pair.old.adds(row), None
        )

    def _why_not(self, project: ProjectFact, *, old: bool) -> str:
        """Why a project is not there on one of the days, by the register."""
        figure, books = (self.pair.old, self.a) if old else (self.pair.new, self.b)
        if figure.indicator.rows == "funds":
            found = self.funded.get(project.project_id)
            return (found and gone(found, figure.as_of)) or ("新申报" if old else "不再申报")
        plan = self.plans.get((project.project_id, figure.year))
        if plan is None:
            return "移交给别的单位" if books.unit else "没有列入当年计划"
        if why := why_left_out(plan, figure.as_of):
            return f"新列入：{why}" if old and plan.listed_from > figure.as_of else why
        nature = plan_on(plan, figure.as_of).nature
        if nature not in figure.indicator.natures:
            return f"年度类别当日是{Nature(nature).label}"
        if project.unit in figure.facts.silent:
            return "单位当日还没有封存"
        return "当日的封存里没有"

    def _name(self, row: Row) -> str:
        if isinstance(row, ItemFact):
            return self.kinds.get(row.kind, row.kind)
        return str(Channel(row.channel).label) if isinstance(row, FundFact) else ""

    def _told(self, row: Row) -> Told:
        project = _project(row)
        told = {"责任单位": self._unit(project), "项目名称": project.name}
        if isinstance(row, ItemFact):
            return told | _item(row)
        if isinstance(row, FundFact):
            return told | _fund(row)
        return told | _work(row, self.pair.new)

    def _unit(self, project: ProjectFact) -> str:
        unit = self.b.county.units.get(project.unit)
        return unit.short_name if unit else project.unit


def _item(item: ItemFact) -> Told:
    sides = {True: "已确认", False: "未确认", None: ""}
    return {
        "办结": "已办结" if item.said else "",
        "进展": str(Status(item.status).label),
        "时间": item.day.isoformat() if item.day else "",
        "层级": str(PermitLevel(item.level).label) if item.level else "",
        "文号/说明": item.ref,
        "两边确认": sides[item.confirmed],
    }


def _fund(fund: FundFact) -> Told:
    return {
        "状态": str(FundingStatus(fund.status).label),
        "批复时间": fund.approved_on.isoformat() if fund.approved_on else "",
        "批复金额": amount(fund.counted),
    }


def _work(project: ProjectFact, figure: Figure) -> Told:
    """Only what the figure speaks of: an amount moves no 开复工率."""
    told = {
        "年度类别": str(Nature(project.nature).label),
        "项目级别": str(ProjectLevel(project.level).label),
    }
    if figure.indicator.rows == "pool":
        return told | {
            "总投资": amount(project.total),
            "年度计划投资": amount(project.planned),
            "产业项目": "是" if project.is_industrial else "否",
        }
    if figure.indicator.money:
        return told | {
            "年度计划投资": amount(project.planned),
            "本年累计完成": amount(project.completed),
        }
    return told | {
        "开复工时间": project.started_on.isoformat() if project.started_on else "",
        "停工": str(WorkState(project.stop).label) if project.stop else "",
    }


WHY = {
    "责任单位": "移交",
    "项目名称": "改名",
    "年度计划投资": "计划调整",
    "本年累计完成": "投资进度",
}


def _why(differs: list[str], now: Told) -> str:
    """A permit that was finished is just that, whatever else was written with it."""
    if "办结" in differs:
        moved = [WHY[name] for name in differs if name in WHY]
        return "、".join(["新办结" if now["办结"] else "改回未办结", *moved])
    return "、".join(WHY.get(name, name) for name in differs)


def _line(told: Told, names: Iterable[str]) -> str:
    """What differs; of a row that stands alone all that is not empty, without unit and name."""
    wanted = list(names) or [name for name in told if name not in ("责任单位", "项目名称", "办结")]
    return "，".join(told[name] for name in wanted if told.get(name))
