"""The demo's 分解下达 (第三条2): the centre gives each permit to a bureau, which signs for it.

Levels and exemptions stay as the units reported them on 6 December: where a template thinks
otherwise, the demo's centre believes the unit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from accounts.models import User
from procedures.decomposition import Choice, Plan
from procedures.models import Permit, PermitKind
from procedures.rules import EiaClass, Level
from procedures.selectors.decompose import fitting, permits_of, templates
from procedures.services.agents import assign_officer, note_service
from procedures.services.decompose import acknowledge, change_orders, decompose
from projects.models import Project
from workplace import clock

from .replay import OPEN_WEEK, Replay
from .replay import Step as Moment
from .replay import winter as at
from .story import DONE_WEEK, FRIDAYS, PermitTale, ProjectTale

WAITING = ("薛关镇集镇供热管网改造工程", "高标准农田建设项目")  # the queue is not empty
GIVEN_AT = [
    at(12, 7, 15, 40),
    at(12, 8, 10, 25),
    at(12, 9, 11, 5),
]
HOURS_TO_SIGN = {"XZSP": 2, "ZRZY": 5, "STHJ": 23, "NYJ": 47}  # after being given
SLOW, SLOW_BATCH = "STHJ", 2  # of the last batch it has signed for what is its own to decide only
ORDERED_BY = date(2023, 2, 28)  # 蒲政办发〔2022〕57号: new projects' permits
NOT_BEFORE = date(2023, 2, 8)  # what is open on the last day is late only where told
SLACK = (-3, 0, 4, 7, 11)  # days that the centre adds to the week it expects
OVERDUE = {
    ("薛关镇核桃精深加工项目", "planning"): date(2023, 1, 31),
    ("薛关工业园煤矸石综合利用项目", "land"): date(2023, 1, 20),
    ("克城至乔家湾旅游公路改造工程", "eia"): date(2023, 1, 31),
    ("县城集中供热热源厂项目", "eia"): date(2023, 1, 18),
    ("产业集聚区标准化厂房二期项目", "energy"): date(2023, 1, 30),
    ("蒲城镇老旧小区改造项目（三期）", "planning"): date(2023, 1, 17),
    ("县城第二水源工程", "eia"): date(2023, 2, 2),
}
MOVED_AT = at(1, 29, 10, 15)
MOVED = [
    ("县城过境公路改线工程", "planning", date(2023, 2, 24), "专家评审改到节后，顺延"),
    ("薛关镇井沟村50MW光伏发电项目", "eia", date(2023, 2, 24), "市局春节期间停办，顺延"),
    ("东关智慧停车场项目", "eia", date(2023, 2, 22), "退件补正，按补正时间顺延"),
    ("黑龙关镇瓦斯抽采利用项目", "land", date(2023, 2, 28), "省厅补正通知未到，顺延"),
]
OFFICER = "daiban"
SERVED_AT = at(1, 10, 9, 50)
SERVED = [
    ("县城集中供热热源厂项目", "eia"),
    ("薛关镇井沟村50MW光伏发电项目", "eia"),
    ("克城至乔家湾旅游公路改造工程", "energy"),
    ("薛关工业园煤矸石综合利用项目", "land"),
]
NOTED_AT = at(1, 31, 15, 30)
NOTED = {
    "县城集中供热热源厂项目": "1月31日陪同业主到市局窗口，补正材料已收，等排会",
    "薛关工业园煤矸石综合利用项目": "已与省厅窗口通话，踏勘意见2月7日前寄出",
}


def steps(replay: Replay) -> Iterator[Moment]:
    orders = Orders(replay)
    for n, given in enumerate(GIVEN_AT):
        yield given, partial(orders.give, n)
        for code, hours in HOURS_TO_SIGN.items():
            yield given + timedelta(hours=hours), partial(orders.sign, n, code)
    yield SERVED_AT, orders.serve
    yield MOVED_AT, orders.move
    yield NOTED_AT, orders.note


@dataclass
class Orders:
    replay: Replay
    given: dict[int, list[int]] = field(default_factory=dict)  # batch -> projects

    def __post_init__(self) -> None:
        self.desk = self.replay.desk
        self.dice = Random(self.replay.seed + 2)  # noqa: S311  a story, not a secret
        kinds = PermitKind.objects.filter(code__in=DONE_WEEK)
        self.kinds = list(kinds.order_by("order"))

    def give(self, batch: int) -> None:
        """A third of the new projects, as the centre gets through them."""
        tales = [tale for tale in self.replay.tales if tale.name not in WAITING]
        chosen = {self.replay.numbers[tale.name]: tale for tale in tales[batch :: len(GIVEN_AT)]}
        projects = Project.objects.filter(number__in=chosen).select_related("unit")
        found = list(templates())
        permits = permits_of([project.pk for project in projects])
        plans = [
            self._plan(project, chosen[project.number], found, permits[project.pk])
            for project in projects.order_by("number")
        ]
        self.given[batch] = [plan.project_id for plan in plans]
        decompose(plans=plans, centre=self.desk.centre.unit, by=self.desk.centre)

    def _plan(
        self,
        project: Project,
        tale: ProjectTale,
        found: Sequence[Any],
        permits: Mapping[int, Permit],
    ) -> Plan:
        template = fitting(found, project)
        told = {permit.kind: permit for permit in tale.permits}
        choices = [
            self._choice(kind, permits.get(kind.pk), told[kind.code], tale.name)
            for kind in self.kinds
        ]
        return Plan(project.pk, template.pk if template else None, choices, _facts(project, told))

    def _choice(
        self, kind: PermitKind, permit: Permit | None, told: PermitTale, name: str
    ) -> Choice:
        if told.exempt:
            return Choice(kind.pk, need=False, ground=told.exempt)
        return Choice(
            kind.pk,
            need=True,
            level=told.level,
            unit_id=permit.handling_unit_id if permit else kind.default_unit_id,
            due_on=OVERDUE.get((name, kind.code)) or self._due(told),
        )

    def _due(self, told: PermitTale) -> date:
        friday = FRIDAYS[0] + timedelta(weeks=told.done_week - 1)
        day = friday + timedelta(days=self.dice.choice(SLACK))
        least = NOT_BEFORE if told.done_week > OPEN_WEEK else clock.today() + timedelta(days=5)
        day = min(max(day, least), ORDERED_BY)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def sign(self, batch: int, code: str) -> None:
        permits = Permit.objects.filter(project__in=self.given[batch], handling_unit__code=code)
        if (code, batch) == (SLOW, SLOW_BATCH):
            permits = permits.filter(level=Level.COUNTY)
        rows = list(permits.filter(assigned_at__isnull=False).order_by("pk"))
        acknowledge(permits=rows, by=self.desk.liaison(code))

    def serve(self) -> None:
        rows = [permit for key in SERVED if (permit := self._open(*key))]
        assign_officer(permits=rows, officer=self._officer, by=self.desk.centre)

    def note(self) -> None:
        for name, kind in SERVED:
            permit = self._open(name, kind)
            if permit is not None and name in NOTED:
                note_service(
                    permit=permit,
                    note=NOTED[name],
                    expected_on=permit.expected_on,
                    by=self._officer,
                )

    def move(self) -> None:
        """Deadlines put off in January, each with its reason; the first date stays visible."""
        for name, kind, day, reason in MOVED:
            permit = self._open(name, kind)
            if permit is not None and permit.due_on and permit.due_on < day:
                change_orders(
                    permits=[permit], values={"due_on": day}, reason=reason, by=self.desk.centre
                )

    @property
    def _officer(self) -> User:
        return self.desk.people[OFFICER]

    def _open(self, name: str, kind: str) -> Permit | None:
        """Another seed tells another story: what is finished or exempt there is left out."""
        rows = Permit.objects.open().select_related("project", "kind")
        return rows.filter(project__name=name, kind__code=kind).first()


def _facts(project: Project, told: dict[str, PermitTale]) -> dict[str, Any]:
    """项目特征 as an official would fill them in beside these permits."""
    total = project.total_investment or Decimal(0)
    needs_energy = not told["energy"].exempt
    facts: dict[str, Any] = {
        "energy_tce": (total / 9 if needs_energy else total / 40).quantize(Decimal(1)),
        "power_kwh": (total / 20 if needs_energy else total / 60).quantize(Decimal(1)),
        "land_ha": (total / 2400).quantize(Decimal("0.1")),
        "existing_land": bool(told["land"].exempt),
    }
    if not told["eia"].exempt:
        big = told["eia"].level != Level.COUNTY
        facts["eia_class"] = EiaClass.BOOK if big else EiaClass.SHEET
    return facts
