"""The demo's 问题 beside the weekly table: given out, answered or not, escalated, cleared.

Each is named by a word of its own; what happens to it is one line of `TOLD`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import F

from accounts.models import Unit, User
from procedures.models import Issue, Permit
from procedures.rules import IssueLevel, IssueStatus
from procedures.services import issues
from projects.models import Project

from .replay import Replay
from .replay import Step as Moment
from .replay import winter as at

COUNTY, CITY, PROVINCE = IssueLevel.COUNTY, IssueLevel.CITY, IssueLevel.PROVINCE


@dataclass(frozen=True)
class Raised:
    by: str  # unit code
    project: str
    kind: str  # permit, or "" for the project as a whole
    text: str
    level: str
    unit: str  # 办理部门
    wanted_by: date


@dataclass(frozen=True)
class Told:
    """One step: when, of which problem, by whom, and what the service is told besides."""

    at: datetime
    key: str
    by: str
    step: Callable[..., Issue]
    said: dict[str, Any] = field(default_factory=dict)


RAISED: dict[str, tuple[datetime, Raised]] = {
    "road": (at(12, 13, 10, 20), Raised(
        "QIAOJIAWAN", "乔家湾镇矿泉水生产线项目", "planning",
        "进场道路 1.2 公里穿过基本农田，选址意见定不下来", COUNTY, "ZRZY", date(2023, 1, 18))),
    "poles": (at(12, 14, 15, 10), Raised(
        "PUCHENG", "蒲城镇老旧小区改造项目（三期）", "",
        "小区 43 根杆线迁改费用 86 万元没有来源，施工方不能进场", COUNTY, "CZJ",
        date(2022, 12, 30))),
    "capacity": (at(12, 15, 9, 40), Raised(
        "NYJ", "蒲东煤业智能化综采改造项目", "capacity",
        "产能核增方案报省能源局后没有排上评审，产能手续办不动", COUNTY, "NYJ",
        date(2023, 1, 31))),
    "cable": (at(12, 19, 16, 30), Raised(
        "JTJ", "县城过境公路改线工程", "",
        "K3+200 处 35 千伏高压线迁改没有停电计划", COUNTY, "GXJ", date(2023, 1, 10))),
    "water": (at(1, 5, 11, 0), Raised(
        "KECHENG", "克城至乔家湾旅游公路改造工程", "eia",
        "线路靠近饮用水水源保护区边界，环评穿越方案要市局出意见", CITY, "STHJ",
        date(2023, 1, 31))),
    "heat": (at(1, 4, 14, 50), Raised(
        "ZJJ", "县城集中供热热源厂项目", "land",
        "热源厂选址有 4 亩在城镇开发边界外，规划调整没有结果", COUNTY, "ZRZY",
        date(2023, 2, 15))),
    "report": (at(1, 9, 9, 30), Raised(
        "CYJJQ", "产业集聚区标准化厂房二期项目", "energy",
        "节能报告编制费 18 万元没有落实，编制单位未定", COUNTY, "CZJ", date(2023, 1, 31))),
}  # fmt: skip
TOLD = [
    Told(at(12, 16, 9, 30), "poles", "centre", issues.assign,
         {"unit": "CZJ", "reply_due_on": date(2022, 12, 22), "text": "年底前要有明确来源"}),
    Told(at(12, 21, 16, 20), "poles", "CZJ", issues.reply,
         {"text": "从老旧小区改造配套资金中列支，已报分管领导审批，由经建股办理",
          "finish_on": date(2022, 12, 30)}),
    Told(at(12, 27, 10, 40), "poles", "CZJ", issues.ask_clear, {"text": "资金已列入月度拨款计划"}),
    Told(at(12, 28, 9, 15), "poles", "PUCHENG", issues.refuse_clear,
         {"text": "只有计划，钱还没有到镇账户，供电公司不开工"}),
    Told(at(1, 11, 15, 30), "poles", "CZJ", issues.ask_clear, {"text": "86 万元 1 月 10 日已拨付"}),
    Told(at(1, 12, 9, 50), "poles", "PUCHENG", issues.clear, {"text": "款已到账，杆线开始迁改"}),
    Told(at(12, 20, 10, 10), "capacity", "centre", issues.escalate,
         {"level": CITY, "text": "省级权限，先请市能源局出面协调"}),
    Told(at(1, 4, 10, 30), "capacity", "office", issues.escalate,
         {"level": PROVINCE, "text": "市能源局已转报，评审排期由省能源局定"}),
    Told(at(12, 20, 10, 25), "cable", "centre", issues.assign,
         {"unit": "GXJ", "reply_due_on": date(2022, 12, 26), "text": ""}),
    Told(at(12, 23, 17, 5), "cable", "GXJ", issues.reply,
         {"text": "已与县供电公司对接，1 月 6 日停电 6 小时迁改", "finish_on": date(2023, 1, 6)}),
    Told(at(1, 6, 17, 40), "cable", "GXJ", issues.ask_clear, {"text": "1 月 6 日已完成停电迁改"}),
    Told(at(1, 9, 10, 5), "cable", "JTJ", issues.clear, {"text": "现场已看，导线已移位"}),
    Told(at(1, 30, 9, 45), "cable", "JTJ", issues.reopen,
         {"text": "节后放线复核，迁改后的杆位仍压路基边线，要再移 3 米"}),
    Told(at(1, 31, 9, 20), "cable", "centre", issues.assign,
         {"unit": "GXJ", "reply_due_on": date(2023, 2, 6), "text": "重新排停电计划"}),
    Told(at(1, 6, 9, 30), "water", "centre", issues.assign,
         {"unit": "STHJ", "reply_due_on": date(2023, 1, 12), "text": ""}),
    Told(at(1, 11, 16, 40), "water", "STHJ", issues.reply,
         {"text": "陪同业主到市局专题汇报，由水源科出意见", "finish_on": date(2023, 1, 31)}),
    Told(at(2, 2, 15, 20), "water", "STHJ", issues.ask_clear,
         {"text": "市局已出具穿越段书面意见，环评报告按意见修改即可报批"}),
    Told(at(1, 5, 9, 10), "heat", "centre", issues.assign,
         {"unit": "ZRZY", "reply_due_on": date(2023, 1, 11), "text": ""}),
    Told(at(1, 16, 9, 20), "heat", "centre", issues.assign,
         {"unit": "ZRZY", "reply_due_on": date(2023, 1, 19), "text": "上次没有答复，再次督办"}),
    Told(at(1, 19, 16, 50), "heat", "ZRZY", issues.reply,
         {"text": "开发边界局部优化方案已上报，由规划股跟进", "finish_on": date(2023, 2, 20)}),
    Told(at(1, 10, 10, 15), "report", "centre", issues.assign,
         {"unit": "CZJ", "reply_due_on": date(2023, 1, 18), "text": "请明确经费来源"}),
]  # fmt: skip
GIVEN_AT = at(1, 16, 10, 0)  # problems of the weekly table that nobody has answered for
TABLE_REPLY = date(2023, 1, 20)
ANSWERED_AT = at(1, 19, 15, 40)
ANSWERS = {
    COUNTY: "已安排专人对接，方案在会签，节后第一周报联席会议办公室",
    CITY: "已向市局提交书面请示，节后派人当面汇报",
    PROVINCE: "补正意见已报市局转省厅，每周跟踪一次",
    "": "已安排专人办理",
}
REPORTED_AT = at(1, 30, 11, 10)


def steps(replay: Replay) -> Iterator[Moment]:
    problems = Problems(replay)
    for key, (moment, raised) in RAISED.items():
        yield moment, partial(problems.put, key, raised)
    for told in TOLD:
        yield told.at, partial(problems.tell, told)
    yield GIVEN_AT, problems.give_out_the_table
    yield ANSWERED_AT, problems.answer_some
    yield REPORTED_AT, problems.report_upwards


@dataclass
class Problems:
    replay: Replay
    known: dict[str, int] = field(default_factory=dict)

    def person(self, name: str) -> User:
        return self.replay.desk.people[name.lower()]

    def put(self, key: str, raised: Raised) -> None:
        project = Project.objects.get(number=self.replay.numbers[raised.project])
        permits = Permit.objects.filter(project=project, kind__code=raised.kind)
        issue = issues.raise_issue(
            project=project,
            permit=permits.first(),
            values={
                "text": raised.text,
                "level": raised.level,
                "unit": Unit.objects.get(code=raised.unit),
                "wanted_by": raised.wanted_by,
                "in_table": False,
            },
            by=self.person(raised.by),
        )
        self.known[key] = issue.pk

    def tell(self, told: Told) -> None:
        said = dict(told.said)
        if code := said.get("unit"):
            said["unit"] = Unit.objects.get(code=code)
        issue = Issue.objects.get(pk=self.known[told.key])
        told.step(issue, by=self.person(told.by), **said)

    def give_out_the_table(self) -> None:
        """交办 of the newest problems of the weekly table for which another unit is named."""
        rows = self._of_the_table().filter(supervised=0, unit__isnull=False)
        rows = rows.exclude(unit=F("project__unit")).order_by("-raised_at", "-pk")
        for issue in rows[:3]:
            issues.assign(issue, issue.unit, TABLE_REPLY, by=self.replay.desk.centre)

    def answer_some(self) -> None:
        """All but one of what was given out; that one is overdue when the story ends."""
        for issue in self._of_the_table().filter(supervised=1, replied_at=None)[1:]:
            by = self.replay.desk.people[issue.unit.code.lower()]
            issues.reply(issue, ANSWERS[issue.level], date(2023, 2, 10), by=by)

    def report_upwards(self) -> None:
        """What only the province can decide leaves the county."""
        issue = self._of_the_table().filter(level=PROVINCE, status=IssueStatus.OPEN).first()
        if issue is not None:
            text = "市级窗口答复须省厅同意，请市里一并上报"
            issues.escalate(issue, PROVINCE, text, by=self.replay.desk.centre)

    def _of_the_table(self) -> Any:
        rows = Issue.objects.standing().filter(in_table=True, clear_asked_at=None)
        return rows.select_related("unit").order_by("raised_at", "pk")
