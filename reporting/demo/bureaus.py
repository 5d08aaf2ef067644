"""The demo's other side: twice a week the bureaus say what became of what was handed in.

They agree with the owners, but for the contradictions planted before the Spring Festival. What
city, province or nation decide has no second voice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import QuerySet

from accounts.models import User
from procedures.models import Permit
from procedures.rules import HandlerSays, Level, OwnerSays, Status
from procedures.services.steps import take_step
from procedures.steps import Step
from workplace import clock
from workplace.workdays import calendar, is_working_day

from .replay import SHANGHAI, Replay
from .replay import Step as Moment

FIRST, LAST = date(2022, 12, 12), date(2023, 2, 1)
LAST_LOOK = datetime(2023, 2, 3, 9, 5, tzinfo=SHANGHAI)  # what was filed since Wednesday
A_WEEK = timedelta(days=7)
MORNINGS = (0, 2)  # Monday and Wednesday
PLANTED_AT = datetime(2023, 1, 19, 16, 10, tzinfo=SHANGHAI)
TOO_SOON_AT = datetime(2023, 2, 2, 16, 10, tzinfo=SHANGHAI)
FILED = "批复原件已核对，存承办部门档案"
LACKS = {
    "land": ["勘测定界报告", "永久基本农田踏勘论证意见"],
    "eia": ["公众参与说明", "总量指标来源说明"],
    "planning": ["总平面图", "日照分析"],
}
LACKS_ELSE = ["申请书盖章页", "可行性研究报告修改稿"]
PAUSES = {"eia": Step.NOTICE, "planning": Step.REVIEW, "energy": Step.REVIEW}
# 两边不一致, by name and kind. Here the owner holds the paper, the bureau has it still on its desk
UNFINISHED = [
    ("薛关镇昕水河流域生态修复工程", "eia"),
    ("县城第二水源工程", "energy"),
    ("黑龙关镇瓦斯抽采利用项目", "planning"),
    ("黑龙关镇连翘种植加工一体化项目", "land"),
    ("克城镇肉牛养殖基地项目", "land"),
    ("乔家湾镇矿泉水生产线项目", "eia"),
    ("古县乡连翘茶加工项目", "eia"),
    ("太林乡农产品冷链仓储项目", "planning"),
    ("曹村矿井水综合利用项目", "land"),
    ("煤炭铁路专用线扩能项目", "planning"),
]
OTHER_DAY = [  # both have finished, on different days
    ("蒲城镇老旧小区改造项目（三期）", "approval"),
    ("克城镇瓦斯综合利用发电项目", "approval"),
    ("太林乡农产品冷链仓储项目", "eia"),
]
OTHER_NUMBER = [  # both have finished, with different numbers
    ("县城过境公路改线工程", "approval"),
    ("黑龙关镇污水处理厂提标改造工程", "approval"),
    ("曹村矿井水综合利用项目", "eia"),
    ("山中乡梨果气调库项目", "land"),
]
NOT_SENT = [  # the bureau has accepted what the owner still assembles
    ("薛关镇设施蔬菜产业园二期项目", "eia"),
    ("县城第二水源工程", "land"),
    ("蒲东煤业智能化综采改造项目", "planning"),
]
TAKEN_BEFORE = 9  # days: the bureau took it in before the owner's date
# approved before the campaign: the bureau finds the day in its own register, days before 批复
REGISTERED = {
    "薛关镇昕水河流域生态修复工程": 7,
    "县城第二水源工程": 9,
    "曹村矿井水综合利用项目": 9,
    "克城镇肉牛养殖基地项目": 10,
    "太林乡农产品冷链仓储项目": 11,
    "古县乡连翘茶加工项目": 13,
}
PLANTED = [*UNFINISHED, *OTHER_DAY, *OTHER_NUMBER, *NOT_SENT]


def steps(replay: Replay) -> Iterator[Moment]:
    bureaus = Bureaus(replay)
    known = calendar(FIRST, LAST)
    day = FIRST
    while day <= LAST:
        if day.weekday() in MORNINGS and is_working_day(day, known):
            moment = datetime(day.year, day.month, day.day, 10, 20, tzinfo=SHANGHAI)
            yield moment, bureaus.morning
        day += timedelta(days=1)
    yield PLANTED_AT, bureaus.contradict
    yield TOO_SOON_AT, bureaus.accept_too_soon
    yield LAST_LOOK, bureaus.morning


@dataclass
class Bureaus:
    replay: Replay

    def morning(self) -> None:
        """What came in is accepted; what was returned, heard or finished is said so."""
        for permit in self._desk():
            if (permit.project.name, permit.kind.code) in PLANTED:
                continue
            step = _next(permit)
            if step is None:
                continue
            if step == Step.FINISH and not permit.handler_says:
                self._look_up(permit)
            self._take(permit, step)

    def _look_up(self, permit: Permit) -> None:
        """受理 of an approval older than the campaign, which no table ever showed under way."""
        days = REGISTERED.get(permit.project.name)
        if days and permit.kind.code == "approval":
            self._take(permit, Step.ACCEPT, days=-days)

    def contradict(self) -> None:
        for name, kind in UNFINISHED:
            self._say(name, kind, Step.ACCEPT, days=-TAKEN_BEFORE)
        for name, kind in OTHER_DAY:
            self._say(name, kind, Step.FINISH, days=2)
        for name, kind in OTHER_NUMBER:
            self._say(name, kind, Step.FINISH, other_number=True)

    def accept_too_soon(self) -> None:
        for name, kind in NOT_SENT:
            self._say(name, kind, Step.ACCEPT)

    def _desk(self) -> QuerySet[Permit]:
        """Of the county's own permits, those of which a bureau has not said its last word."""
        rows = Permit.objects.filter(level=Level.COUNTY, handling_unit__isnull=False)
        rows = rows.exclude(status=Status.NOT_REQUIRED).exclude(handler_says=HandlerSays.DONE)
        rows = rows.filter(project__plans__year=2023).exclude(owner_says="")
        related = rows.select_related("project__unit", "kind", "handling_unit")
        return related.order_by("project__number", "kind__order").distinct()

    def _say(
        self, name: str, kind: str, step: Step, *, days: int = 0, other_number: bool = False
    ) -> None:
        """Another seed tells another story: what does not fit is left out."""
        permit = self._desk().filter(project__name=name, kind__code=kind).first()
        if permit is None or (step == Step.FINISH and permit.status != Status.DONE):
            return
        self._take(permit, step, days=days, other_number=other_number)

    def _take(
        self, permit: Permit, step: Step, *, days: int = 0, other_number: bool = False
    ) -> None:
        assert permit.handling_unit is not None  # noqa: S101  the desk has no other
        by: User = self.replay.desk.liaison(permit.handling_unit.code)
        take = partial(take_step, permits=[permit], step=step, by=by)
        if step == Step.RETURN:
            take(lacks=LACKS.get(permit.kind.code, LACKS_ELSE))
        elif step == Step.FINISH:
            finished = (permit.completed_on or clock.today()) + timedelta(days=days)
            number = permit.document_no
            if other_number:
                number = number.replace("号", "1号")
            said = {"completed_on": finished, "document_no": number, "ground": FILED}
            take(on=max(filter(None, (finished, permit.handler_on))), values=said)
        elif days and permit.completed_on:
            take(on=permit.completed_on + timedelta(days=days))
        else:
            take()


def _next(permit: Permit) -> Step | None:
    owner, handler = permit.owner_says, permit.handler_says
    if owner == OwnerSays.OBTAINED:
        return Step.FINISH if handler != HandlerSays.RETURNED else Step.ACCEPT
    if permit.status == Status.RETURNED:
        return Step.RETURN if handler != HandlerSays.RETURNED else None
    if owner not in (OwnerSays.SENT, OwnerSays.RESENT):
        return None
    if handler in ("", HandlerSays.RETURNED):
        return Step.ACCEPT
    if handler in (HandlerSays.REVIEW, HandlerSays.NOTICE):
        return Step.PROCEED if _has_lasted(permit) else None
    spent = permit.events.filter(action="step", after__in=[Step.REVIEW, Step.NOTICE]).exists()
    return None if spent else PAUSES.get(permit.kind.code)


def _has_lasted(permit: Permit) -> bool:
    """评审 and 公示 take a week."""
    return permit.handler_on is not None and clock.today() - permit.handler_on >= A_WEEK
