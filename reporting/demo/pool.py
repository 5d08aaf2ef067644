"""The demo's 谋划 pool and its money: ideas that ripen, works packaged, merged, given up; funds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any

from accounts.models import Unit, User
from projects.models import FundingApplication, Project
from projects.services import (
    NewProject,
    Part,
    change_stage,
    create_projects,
    merge_projects,
    package_as_new,
    split_project,
    transfer,
    update_project,
    withdraw,
)
from projects.services.funding import add_application, edit_application, move_application

from .desk import Desk
from .replay import SHANGHAI, Replay, Step

FACTS = ("name", "owner", "place", "scale", "industry", "is_industrial", "level", "build_nature",
         "strategies")  # fmt: skip
STEPS = (("applied", ()), ("approved", ("document_no",)), ("arrived", ()), ("spent", ()))
NO_MONEY = "不符合本批投向，转报下一批"
SPLIT = "县域供水管网一体化项目"
PACKAGE = (
    "县域交通提升打包项目",
    ["县域农村公路“四好”提升二期项目", "蒲县至大宁旅游公路提升改造项目"],
)
GIVEN_UP = ("年产5万吨特种玻璃纤维项目", "投资方改投外省，终止洽谈")
MOVED = ("县域大数据与算力中心项目", "FGJ", "按职责分工，由发改局牵头谋划")
TWICE = ("昕水河综合治理二期工程", "昕水河综合治理（二期）工程")
LATER = {  # planned starts put off, with the reason each unit gave
    "县城过境公路改线工程": (date(2023, 7, 1), "用地预审补正，开工顺延"),
    "乔家湾镇100MW风电项目": (date(2023, 6, 1), "风机基础设计变更"),
    "煤炭铁路专用线扩能项目": (date(2023, 8, 1), "与既有线接轨方案待批"),
    "薛关镇核桃精深加工项目": (date(2023, 4, 1), "设备招标延期"),
}


def steps(
    replay: Replay, *, pool: list[dict[str, Any]], funds: list[dict[str, Any]]
) -> Iterator[Step]:
    story = Pool(replay, {unit.code: unit for unit in Unit.objects.all()})
    for row in pool:
        first, *further = row["stages"]
        yield _morning(first[1]), partial(story.enter, row)
        for stage, since in further:
            yield _morning(since), partial(story.ripen, row["name"], stage, since)
    for row in funds:
        yield from story.fund(row)
    yield _morning("2023-01-10"), story.enter_twice
    yield _morning("2023-01-11"), story.merge
    yield _morning("2023-01-12"), story.split
    yield _morning("2023-01-13"), story.package
    yield _morning("2023-01-17"), story.give_up
    yield _morning("2023-01-18"), story.move
    for n, name in enumerate(LATER):
        yield datetime(2023, 1, 9 + n * 5, 15, 20, tzinfo=SHANGHAI), partial(story.put_off, name)


@dataclass
class Pool:
    replay: Replay
    units: dict[str, Unit]
    numbers: dict[str, str] = field(default_factory=dict)
    applications: dict[str, int] = field(default_factory=dict)  # by project name

    @property
    def desk(self) -> Desk:
        return self.replay.desk

    @property
    def centre(self) -> User:
        return self.desk.centre

    def project(self, name: str) -> Project:
        number = self.numbers.get(name) or self.replay.numbers[name]
        return Project.objects.select_related("unit").get(number=number)

    def enter(self, row: dict[str, Any]) -> None:
        stage, since = row["stages"][0]
        values = {key: row[key] for key in FACTS} | {
            "stage": stage,
            "total_investment": Decimal(row["total_investment"]),
            "planned_investment": Decimal(row["planned_investment"]),
            "listed_from": date.fromisoformat(since),
        }
        if row.get("planned_start"):
            values["planned_start"] = date.fromisoformat(row["planned_start"])
        [made] = create_projects(
            [NewProject(self.units[row["unit"]], 2023, values)], by=self.centre
        )
        self.numbers[row["name"]] = made.number

    def ripen(self, name: str, stage: str, since: str) -> None:
        change_stage(
            project_id=self.project(name).pk,
            stage=stage,
            since=date.fromisoformat(since),
            by=self.centre,
        )

    def enter_twice(self) -> None:
        known = self.project(TWICE[0])
        values = {
            "name": TWICE[1],
            "owner": known.owner,
            "place": known.place,
            "stage": "reserve",
            "total_investment": known.total_investment,
            "listed_from": date(2023, 1, 10),
        }
        [made] = create_projects(
            [NewProject(known.unit, 2023, values)], by=self.desk.liaison("SLJ")
        )
        self.numbers[TWICE[1]] = made.number

    def merge(self) -> None:
        keep, gone = (self.project(name) for name in TWICE)
        merge_projects(keep_id=keep.pk, gone_id=gone.pk, reason="水利局重复录入", by=self.centre)

    def split(self) -> None:
        whole = self.project(SPLIT)
        shares = (("净水厂改造工程", 4), ("主管网工程", 4), ("智慧水务系统", 2))
        plan = whole.plans.get(year=2023)
        parts = [
            Part(
                name=f"{SPLIT}：{name}",
                total=(whole.total_investment or Decimal(0)) * tenths / 10,
                planned={2023: (plan.planned_investment or Decimal(0)) * tenths / 10},
            )
            for name, tenths in shares
        ]
        split_project(project_id=whole.pk, parts=parts, reason="分三个子项分别报批", by=self.centre)

    def package(self) -> None:
        name, parts = PACKAGE
        package_as_new(
            part_ids=[self.project(part).pk for part in parts],
            name=name,
            unit=self.units["JTJ"],
            reason="打包打捆申报专项债券",
            by=self.centre,
        )

    def give_up(self) -> None:
        name, reason = GIVEN_UP
        project = self.project(name)
        withdraw(project_id=project.pk, on=date(2023, 1, 17), reason=reason, by=self.centre)

    def move(self) -> None:
        name, code, reason = MOVED
        transfer(
            project_id=self.project(name).pk,
            unit=self.units[code],
            since=date(2023, 1, 18),
            reason=reason,
            by=self.centre,
        )

    def put_off(self, name: str) -> None:
        day, reason = LATER[name]
        project = self.project(name)
        update_project(
            project_id=project.pk,
            values={"planned_start": day},
            by=self.desk.liaison(project.unit.code),
            reason=reason,
            enforce=True,
        )

    def fund(self, row: dict[str, Any]) -> Iterator[Step]:
        """An application step by step, each on the afternoon of its day."""
        if "applied" not in row:
            yield _evening("2023-01-05"), partial(self._apply, row, {})
        for key, more in STEPS:
            if key in row:
                values = {key: Decimal(row[key]), f"{key}_on": date.fromisoformat(row[f"{key}_on"])}
                values |= {name: row[name] for name in more if name in row}
                act: Callable[[dict[str, Any], dict[str, Any]], None] = (
                    self._apply if key == "applied" else self._step
                )
                yield _evening(row[f"{key}_on"]), partial(act, row, values)
        if row.get("rejected"):
            yield _evening("2023-01-19"), partial(self._reject, row["project"])

    def _apply(self, row: dict[str, Any], values: dict[str, Any]) -> None:
        project = self.project(row["project"])
        made = add_application(
            project_id=project.pk,
            values={"year": row["year"], "channel": row["channel"], **values},
            by=self.desk.liaison(project.unit.code),
        )
        self.applications[row["project"]] = made.pk

    def _step(self, row: dict[str, Any], values: dict[str, Any]) -> None:
        edit_application(
            application_id=self.applications[row["project"]], values=values, by=self.centre
        )

    def _reject(self, name: str) -> None:
        found = FundingApplication.objects.get(pk=self.applications[name])
        move_application(application_id=found.pk, verb="reject", by=self.centre, reason=NO_MONEY)


def _morning(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(9, 30), tzinfo=SHANGHAI)


def _evening(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(16, 40), tzinfo=SHANGHAI)
