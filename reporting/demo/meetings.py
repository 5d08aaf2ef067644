"""The demo's 联席会议 and 书面意见: one meeting held and closed, one on its way, two letters."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from accounts.models import Unit
from procedures.letter_forms import RECEIVERS
from procedures.models import AgendaItem, Meeting
from procedures.rules import Outcome, Status
from procedures.selectors.letters import upward
from procedures.selectors.meetings import member_units, offers
from procedures.services import letters, meetings
from procedures.services.meeting_close import close_meeting
from workplace import clock

from .replay import Replay
from .replay import Step as Moment
from .replay import winter as at

FIRST = {
    "title": "重点项目前期手续办理联席会议",
    "held_on": date(2022, 12, 29),
    "place": "县政府二楼会议室",
    "chair": "陈立国",
    "opening": "会议听取了项目推进中心关于 2023 年新建项目前期手续办理情况的汇报，"
    "逐项研究了需要协调解决的问题，议定如下事项。",
}
SECOND = {
    "title": "重点项目前期手续办理联席会议",
    "held_on": date(2023, 2, 8),
    "place": "县政府二楼会议室",
    "chair": "陈立国",
    "opening": "",
}
FIRST_ABOUT = ("基本农田", "用地预审", "环评批复", "用地指标", "产能核增")
MOST = 6  # problems of one meeting: it lasts a morning
OWN = "2023 年新建项目一季度开工准备"
OWN_NOTES = "推进中心通报：28 个新建项目已基本分解到部门。计划一季度开工的要倒排时间。"
OWN_DECISION = "各责任单位按项目倒排开工时间表，报项目推进中心汇总"
# what was said of a problem, by a word in it
SAID = {
    "基本农田": ("道路走向可以绕开基本农田，要现场定线。",
             "自然资源局牵头，会同乔家湾镇现场踏勘，提出选址调整意见", date(2023, 1, 18)),
    "产能": ("核增方案已报省能源局，县里派专人跟进。",
           "能源局安排专人驻省对接，每周报告一次评审排期", date(2023, 2, 28)),
    "环评": ("市局年前集中评审一次，材料要赶上。",
           "生态环境分局负责对接市局，争取列入最近一次评审", date(2023, 1, 20)),
    "指标": ("全县指标统筹使用，优先保障省市重点。",
           "自然资源局提出指标统筹方案，报县政府研究", date(2023, 2, 10)),
    "勘测": ("勘测费属于前期费，应由项目前期经费列支。",
           "财政局从前期工作经费中拨付，由责任单位办理手续", date(2023, 1, 20)),
    "用地预审": ("退件原因是踏勘论证不充分。",
             "自然资源局指导业主补正踏勘论证意见，重新报送", date(2023, 1, 31)),
    "高压线": ("停电计划已经排定。", "工信局督促供电公司按期完成迁改", date(2023, 1, 10)),
    "杆线": ("资金来源已经明确。", "财政局按程序及时拨付", date(2023, 1, 15)),
}  # fmt: skip
ELSE = ("各单位发表了意见。", "由办理部门提出解决方案，报联席会议办公室", date(2023, 1, 31))
TO_CITY = at(1, 12, 15, 20)
TO_PROVINCE = at(1, 31, 10, 40)


def steps(replay: Replay) -> Iterator[Moment]:
    told = Meetings(replay)
    yield at(12, 27, 9, 30), told.call_the_first
    yield at(12, 29, 11, 40), told.note
    yield at(12, 29, 17, 30), told.close
    yield TO_CITY, partial(told.write, "city")
    yield TO_PROVINCE, partial(told.write, "province")
    yield at(2, 2, 16), told.call_the_second


@dataclass
class Meetings:
    replay: Replay
    made: list[Meeting] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.centre = self.replay.desk.centre

    def call_the_first(self) -> None:
        """One problem of each sort, and a subject that is none."""
        meeting = self._call(FIRST)
        known = [offer.issue for offer in offers(meeting) if offer.issue]
        found = [next((i for i in known if word in i.text), None) for word in FIRST_ABOUT]
        meetings.take_issues(meeting, [issue for issue in found if issue], by=self.centre)
        meetings.add_subject(meeting, OWN, None, by=self.centre)

    def call_the_second(self) -> None:
        """What was put off comes again, then what presses most."""
        meeting = self._call(SECOND)
        found = [offer.issue for offer in offers(meeting) if offer.issue and offer.why]
        meetings.take_issues(meeting, found[:MOST], by=self.centre)

    def _call(self, facts: dict[str, object]) -> Meeting:
        attendees = member_units(self.centre.unit.centre_id)
        meeting = meetings.add_meeting({**facts, "attendees": attendees}, by=self.centre)
        self.made.append(meeting)
        return meeting

    def note(self) -> None:
        """The last problem is put off, all others are decided."""
        items = list(self.made[0].items.select_related("issue__unit", "unit"))
        about = [item for item in items if item.issue_id]
        for item in items:
            put_off = item in about[1:] and item == about[-1]
            meetings.note_item(item, self._said(item, put_off=put_off), {}, by=self.centre)

    def _said(self, item: AgendaItem, *, put_off: bool) -> dict[str, object]:
        if put_off:
            notes = "责任单位没有带来具体方案，下次再议。"
            return {"notes": notes, "outcome": Outcome.LATER, "decision": "", "unit": item.unit,
                    "due_on": None}  # fmt: skip
        if item.issue is None:
            notes, decision, due_on = OWN_NOTES, OWN_DECISION, date(2023, 1, 13)
        else:
            text = item.issue.text
            notes, decision, due_on = next((s for word, s in SAID.items() if word in text), ELSE)
        unit = item.unit or Unit.objects.get(code="FGJ")
        return {"notes": notes, "outcome": Outcome.DECIDED, "decision": decision, "unit": unit,
                "due_on": due_on}  # fmt: skip

    def close(self) -> None:
        close_meeting(self.made[0], by=self.centre)

    def write(self, level: str) -> None:
        rows = [row for row in upward(self.centre, clock.today()) if row.level == level]
        rows = [row for row in rows if row.standing != Status.NOT_STARTED.label]
        if rows:
            draft = letters.Draft(level, RECEIVERS[0], clock.today(), "", rows)
            letters.write_letter(draft, by=self.centre)
