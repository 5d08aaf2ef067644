"""The demo's 疑点: a few slips of units that the rules find, and what the centre made of them.

Others come of the tale itself: dates put off again and again, a code younger than its approval.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from procedures.models import Permit, PermitKind
from procedures.rules import Side
from procedures.services.editing import begin_permit
from procedures.services.steps import retract_step, take_step
from procedures.steps import Step
from projects.models import Project
from reporting.models import Alarm
from reporting.services import alarms

from .replay import Replay
from .replay import Step as Moment
from .replay import winter as at

WORKS_PERMIT = "construction_permit"
BUILDING = "南岭煤业瓦斯治理工程"  # invests each month, its 施工许可 still on the way
ROADS = {  # 施工许可 made up for late; two roads with the number of one
    "黑龙关至薛关公路改造工程": date(2022, 12, 20),
    "农村公路提质项目": date(2022, 12, 21),
}
NUMBER, OTHER = "141033202212200101", "141033202212210201"
GROUND = "施工许可证电子证照，证载编号已核"
TOO_SOON = "装配式建筑构件厂项目"  # said to have it, then took that back
TAKEN_FOR_IT = "把施工图审查合格书当成了施工许可证，撤回"
CLEARED = [  # rule, what of, and what it turned out to be
    ("done_before_code", "", "项目 2021 年已做前期，12 月补赋新码，批复原件已看"),
    ("rising_without_permits", BUILDING, "井下瓦斯治理不领建筑施工许可，责任单位已交说明"),
    (
        "exempt_but_needed",
        "东关智慧停车场项目",
        "年用电 82 万千瓦时，不单独节能审查，承办部门已确认",
    ),
]


def steps(replay: Replay) -> Iterator[Moment]:
    slips = Slips(replay)
    yield at(12, 14, 15), partial(slips.begin, BUILDING)
    for n, name in enumerate(ROADS):
        yield at(12, 15, 10, 20 * n), partial(slips.begin, name)
        yield at(12, 22, 10, 20 * n), partial(slips.number, name)
    yield at(12, 19, 9, 40), partial(slips.begin, TOO_SOON)
    yield at(12, 21, 16, 10), partial(slips.number, TOO_SOON)
    yield at(1, 10, 9, 35), slips.take_back
    for n, cleared in enumerate(CLEARED):
        yield at(1, 18, 15, 10 * n), partial(slips.clear, *cleared)


@dataclass
class Slips:
    replay: Replay

    def __post_init__(self) -> None:
        self.desk = self.replay.desk

    def begin(self, name: str) -> None:
        """开始组卷 of a 施工许可 that the weekly table does not ask for."""
        project = Project.objects.select_related("unit").get(number=self.replay.numbers[name])
        kind = PermitKind.objects.get(code=WORKS_PERMIT)
        begin_permit(project=project, kind=kind, by=self.desk.liaison(project.unit.code))

    def number(self, name: str) -> None:
        permit = self._works_permit(name)
        take_step(
            permits=[permit],
            step=Step.OBTAIN,
            by=self.desk.liaison(permit.project.unit.code),
            on=ROADS.get(name),
            values={"document_no": NUMBER if name in ROADS else OTHER, "ground": GROUND},
        )

    def take_back(self) -> None:
        permit = self._works_permit(TOO_SOON)
        by = self.desk.liaison(permit.project.unit.code)
        retract_step(permits=[permit], side=Side.OWNER, by=by, note=TAKEN_FOR_IT)

    def _works_permit(self, name: str) -> Permit:
        rows = Permit.objects.select_related("project__unit", "kind")
        return rows.get(project__number=self.replay.numbers[name], kind__code=WORKS_PERMIT)

    def clear(self, rule: str, name: str, explanation: str) -> None:
        found = Alarm.objects.standing().filter(rule=rule, project__name__contains=name)
        alarm = found.order_by("pk").first()
        if alarm is not None:
            alarms.clear(alarm_id=alarm.pk, explanation=explanation, by=self.desk.centre)
