"""The demo's building works: monthly progress tables of 2022 and 2023, stops, a year's roll-over.

2022 ends a little below the order's targets (第四条（一）): 42 of 45 begun, 82.9 % invested.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from projects.models import AnnualPlan, AnnualPlanVersion, Project
from projects.rules import Nature, StopKind
from projects.selectors.roll_over import roll_over
from projects.services import approve_plans, lifecycle, roll_over_list, set_plan, update_project
from reporting.models import Campaign, Round, Submission
from reporting.services.campaigns import add_campaign, end_campaign
from reporting.services.sweep import sweep
from workplace import clock

from .replay import SHANGHAI, Replay, Step

YEARS = (2022, 2023)
MONTHS = {2022: [date(2022, 11, 30), date(2022, 12, 31)], 2023: [date(2023, 1, 31)]}
STARTS = {2022: date(2022, 11, 1), 2023: date(2023, 1, 1)}
BEGIN = {2022: (2022, 11, 28, 10), 2023: (2023, 1, 9, 9)}
SILENT = (date(2023, 1, 31), "CTZX")  # a unit that files no table in this month
LATE = {(date(2022, 12, 31), "WLJ"): 35, (date(2023, 1, 31), "KECHENG"): 22}
APPROVED = {
    2022: (date(2022, 1, 20), "蒲政发〔2022〕4号"),
    2023: (date(2023, 1, 17), "蒲政发〔2023〕2号"),
}
LISTED_2023 = date(2023, 1, 16)
# begun too late for 2022, so the roll-over leaves it out and the centre lists it by itself
LATE_START = ("凤鸣煤业下组煤开拓项目", date(2023, 1, 5))
WINTER = {
    "县城雨污分流改造工程": date(2022, 12, 12),
    "黑龙关至薛关公路改造工程": date(2022, 12, 8),
    "农村公路提质项目": date(2022, 12, 10),
    "小流域综合治理项目": date(2022, 12, 9),
    "太林乡村级道路硬化工程": date(2022, 12, 14),
}
RESTART = date(2023, 3, 6)
STOPPED = ("克城镇矿山生态修复项目", date(2022, 11, 22), "边坡治理方案重新论证，停工整改")
OUTSIDE_STATISTICS = Decimal(3000)  # 万元: small works that the statistics office has not entered
STAGES = [
    (Decimal("0.2"), "完成进场、临建和土方开挖"),
    (Decimal("0.5"), "基础和下部结构施工"),
    (Decimal("0.8"), "主体工程施工，设备陆续到场"),
    (Decimal("0.97"), "主体完工，正在安装和附属工程施工"),
    (Decimal("99"), "工程基本完工，正在收尾和调试"),
]


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def steps(replay: Replay) -> Iterator[Step]:
    """Stops and starts, the year's roll-over, and two campaigns of monthly tables."""
    works = Works(replay)
    for name, day in WINTER.items():
        yield at(day.year, day.month, day.day, 16), partial(works.stop_for_winter, name, day)
    yield at(2022, 11, 28, 15), works.stop_for_good_reason
    yield at(2022, 11, 28, 16), partial(works.approve, 2022)
    yield at(2023, 1, 16, 9), works.roll_over
    yield at(2023, 1, 18, 9), partial(works.approve, 2023)
    yield at(2023, 1, 30, 10), works.change_a_plan
    for year in YEARS:
        yield at(*BEGIN[year]), partial(works.begin, year)
        for cutoff in MONTHS[year]:
            yield from works.month(year, cutoff)
    yield at(2023, 1, 6, 17), works.end_2022


@dataclass
class Works:
    """What is built, as the units report it."""

    replay: Replay

    def __post_init__(self) -> None:
        self.desk = self.replay.desk
        self.rows = {row["name"]: row for row in self.replay.rows}

    def project(self, name: str) -> Project:
        return Project.objects.get(number=self.replay.numbers[name])

    def stop_for_winter(self, name: str, day: date) -> None:
        lifecycle.stop(
            project_id=self.project(name).pk,
            kind=StopKind.WINTER,
            since=day,
            reason="冬季低温，混凝土和路面施工停工",
            expected_restart_on=RESTART,
            by=self.desk.liaison(self.rows[name]["unit"]),
        )

    def stop_for_good_reason(self) -> None:
        name, day, reason = STOPPED
        lifecycle.stop(
            project_id=self.project(name).pk,
            kind=StopKind.STOP,
            since=day,
            reason=reason,
            expected_restart_on=date(2023, 1, 20),
            by=self.desk.liaison(self.rows[name]["unit"]),
        )

    def approve(self, year: int) -> None:
        plans = AnnualPlan.objects.filter(year=year, nature__in=[Nature.NEW, Nature.CONTINUING])
        versions = AnnualPlanVersion.objects.filter(plan__in=plans, approved=False)
        approve_plans(
            centre=self.desk.centre.unit,
            year=year,
            version_ids=list(versions.values_list("pk", flat=True)),
            approved_on=APPROVED[year][0],
            document=APPROVED[year][1],
            by=self.desk.centre,
        )

    def roll_over(self) -> None:
        """What goes on into 2023 by the year's list; the rest is finished or waits."""
        centre, by = self.desk.centre.unit, self.desk.centre
        proposal = roll_over(centre, 2022, clock.today(), keep_waiting=False)
        planned = {row["name"]: plan for row in self.replay.rows for plan in row["plans"][1:]}
        carried = {row.project.name: row.project.number for row in proposal.carried}
        roll_over_list(
            centre=centre,
            year=2022,
            keep_waiting=False,
            seen=proposal.digest,
            dropped=[number for name, number in carried.items() if name not in planned],
            planned={
                number: Decimal(planned[name]["planned_investment"])
                for name, number in carried.items()
                if name in planned
            },
            listed_from=LISTED_2023,
            by=by,
        )
        self._list_the_late_start(planned[LATE_START[0]])

    def _list_the_late_start(self, plan: dict[str, Any]) -> None:
        project, by = self.project(LATE_START[0]), self.desk.liaison("NYJ")
        update_project(project_id=project.pk, values={"started_on": LATE_START[1]}, by=by)
        set_plan(
            project_id=project.pk,
            year=2023,
            by=self.desk.centre,
            reason="省重点，1月5日开工，按续建列入",
            values={
                "nature": str(Nature.CONTINUING),
                "level": project.level,
                "planned_investment": Decimal(plan["planned_investment"]),
                "listed_from": LISTED_2023,
            },
        )
        update_project(
            project_id=project.pk, values={"resumed_on": LATE_START[1]}, by=by, reason="1月5日开工"
        )

    def change_a_plan(self) -> None:
        """A version that nobody has approved yet."""
        name = "储能电站示范项目"
        set_plan(
            project_id=self.project(name).pk,
            year=2023,
            by=self.desk.centre,
            reason="设备价格下调，年度计划相应调整",
            values={"planned_investment": Decimal("6200.00")},
        )

    def begin(self, year: int) -> None:
        add_campaign(
            form="progress",
            by=self.desk.centre,
            values={
                "name": f"{year}年重点项目建设进展月报",
                "year": year,
                "rhythm": "monthly",
                "month_day": 31,
                "due_time": time(12, 0),
                "starts_on": STARTS[year],
                "ends_on": date(year, 12, 31),
                "baseline_on": None,
                "summary_on": None,
                "holiday_rule": "next_working_day",
            },
        )
        sweep(at=clock.now())

    def end_2022(self) -> None:
        campaign = Campaign.objects.get(form="progress", year=2022)
        end_campaign(campaign_id=campaign.pk, by=self.desk.centre, reason="2022年度月报已经报齐")

    def month(self, year: int, cutoff: date) -> Iterator[Step]:
        """A month's table: every unit in the two days before it is due, then the centre."""
        due = _due(cutoff)
        for n, code in enumerate(sorted({row["unit"] for row in self.replay.rows})):
            moment = due - timedelta(hours=1 + (n * 7) % 40, minutes=n * 3 % 50)
            if late := LATE.get((cutoff, code)):
                moment = due + timedelta(minutes=late)
            if (cutoff, code) != SILENT:
                yield moment, partial(self._file, year, cutoff, code)
        yield due + timedelta(hours=3), partial(self._close, year, cutoff)

    def _round(self, year: int, cutoff: date) -> Round:
        rounds = Round.objects.select_related("campaign")
        return rounds.get(campaign__form="progress", campaign__year=year, cutoff_on=cutoff)

    def _file(self, year: int, cutoff: date, code: str) -> None:
        round_ = self._round(year, cutoff)
        submission = Submission.objects.filter(round=round_, unit__code=code).first()
        if submission is not None:
            self.desk.file(submission, self._cells(year, cutoff, code))

    def _close(self, year: int, cutoff: date) -> None:
        round_ = self._round(year, cutoff)
        self.desk.accept_all(round_)
        self.desk.compile(round_)

    def _cells(self, year: int, cutoff: date, code: str) -> dict[str, dict[str, str]]:
        listed = AnnualPlan.objects.listed(year, cutoff)
        here = set(
            listed.filter(project__unit__code=code).values_list("project__number", flat=True)
        )
        cells = {}
        for row in self.replay.rows:
            number = self.replay.numbers[row["name"]]
            plan = next((plan for plan in row["plans"] if plan["year"] == year), None)
            if number in here and row["unit"] == code and plan:
                cells[number] = _cells_of(row, plan, cutoff)
        return {number: values for number, values in cells.items() if values}


def _due(cutoff: date) -> datetime:
    """As the campaign's holiday rule has it: 2022-12-31 is a holiday, so 2023-01-03."""
    day = date(2023, 1, 3) if cutoff == date(2022, 12, 31) else cutoff
    return datetime.combine(day, time(12, 0), tzinfo=SHANGHAI)


def _cells_of(row: dict[str, Any], plan: dict[str, Any], cutoff: date) -> dict[str, str]:
    known = {date.fromisoformat(day): Decimal(done) for day, done in plan.get("progress", [])}
    if cutoff not in known:
        return {}
    done = known[cutoff]
    counted = Decimal(row["total_investment"]) >= OUTSIDE_STATISTICS
    share = done / Decimal(plan["planned_investment"])
    cells = {
        "completed_investment": f"{done:.2f}",
        "in_statistics": "yes" if counted else "no",
        "image_progress": next(words for limit, words in STAGES if share <= limit),
    }
    if counted:  # the statistics office counts a month's invoices later
        cells["statistical_investment"] = f"{done * Decimal('0.94'):.2f}"
    if row["name"] in WINTER and cutoff >= date(2022, 12, 31):
        cells["note"] = "冬季停工，计划3月6日复工"
    return cells
