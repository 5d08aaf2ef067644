"""Tells the demo county's weeks through the services, so that its history is a real one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import Unit
from projects.models import AnnualPlan, Project
from projects.services import NewProject, create_projects, record_progress
from reporting.models import Round, Submission
from reporting.rules import State
from reporting.selectors.filing import table_of
from reporting.services import submissions
from reporting.services.sweep import sweep
from workplace import clock

from . import story
from .desk import Desk

SHANGHAI = timezone.get_default_timezone()
FIRST_DAY = datetime(2022, 11, 28, 9, 0, tzinfo=SHANGHAI)
NEW_DAY = datetime(2022, 12, 1, 10, 30, tzinfo=SHANGHAI)
STOP = datetime(2023, 2, 3, 9, 30, tzinfo=SHANGHAI)
OPEN_WEEK = 9
FIRST_TABLE = date(2022, 11, 30)  # of the form progress: earlier months come with the register
# hours before the deadline at which units are used to file
HABITS = [44.0, 20.5, 19.0, 18.2, 3.1, 2.9, 2.0, 1.3, 0.6, 0.4]
LATE = {(1, "TAILIN"): 42, (2, "SLJ"): 16, (4, "JTJ"): 9, (7, "XUEGUAN"): 16, (8, "ZJJ"): 65}
MISSING = (5, "QIAOJIAWAN")
RETURNED = {(3, "KECHENG"), (6, "NYJ")}
CORRECTED = (4, "SLJ")
UNFILED = {"XUEGUAN", "NYJ", "JTJ", "QIAOJIAWAN", "TAILIN"}  # of the open round, in any case
STUCK = ("薛关镇核桃精深加工项目", "planning", date(2023, 1, 31))  # has passed when Friday comes
Step = tuple[datetime, Callable[[], None]]


def winter(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the story: the last months of 2022 or the first of 2023."""
    return datetime(2022 if month > 6 else 2023, month, day, hour, minute, tzinfo=SHANGHAI)


@dataclass
class Replay:
    """One run of the story: who acts, the projects by name, the dice of the weeks.

    `beside`: steps of the other stories, told among the weeks in the order of their moments.
    """

    desk: Desk
    seed: int
    rows: list[dict[str, Any]]
    said: Callable[[str], None]
    tales: list[story.ProjectTale] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    beside: list[Step] = field(default_factory=list)

    def run(self, others: Iterable[Callable[["Replay"], Iterable[Step]]]) -> None:
        self.tales = story.tales(self.rows, self.seed)
        self._enter()
        self.beside = [step for tell in others for step in tell(self)]
        dice = Random(self.seed + 1)  # noqa: S311  a story, not a secret
        for week in story.WEEKS:
            round_ = Round.objects.get(cutoff_on=story.cutoff(week), campaign__form="permits")
            _tell_steps(self._beside_until(round_.opens_at))
            with clock.standing_at(max(round_.opens_at, NEW_DAY)):
                sweep(at=round_.opens_at)
            self._tell(week, dice)
            agenda = list(self._agenda(week, round_))
            last = max(moment for moment, _ in agenda)
            _tell_steps([*agenda, *self._beside_until(last)])
            self.said(
                f"{round_.label}：{round_.submissions.exclude(state=State.OPEN).count()} 个单位已报"
            )

    def _beside_until(self, moment: datetime) -> list[Step]:
        due = [step for step in self.beside if step[0] <= moment]
        self.beside = [step for step in self.beside if step[0] > moment]
        return due

    def _enter(self) -> None:
        """The register: what is under way on the first day, the new ones when the order starts."""
        units = {unit.code: unit for unit in Unit.objects.all()}
        new = {tale.name for tale in self.tales}
        for moment, chosen in (
            (FIRST_DAY, [row for row in self.rows if row["name"] not in new]),
            (NEW_DAY, [row for row in self.rows if row["name"] in new]),
        ):
            with clock.standing_at(moment):
                news = [_new_project(row, units[row["unit"]]) for row in chosen]
                made = create_projects(news, by=self.desk.centre)
                for row, project in zip(chosen, made, strict=True):
                    self.numbers[row["name"]] = project.number
                    _recall(row, project, self.desk)

    def _tell(self, week: int, dice: Random) -> None:
        for tale in self.tales:
            changed = story.tell_week(tale, week, dice)
            if week == OPEN_WEEK - 1 and tale.name == STUCK[0]:
                changed |= _stick(tale)
            if changed:
                rows = self.desk.waiting.setdefault(tale.unit, {})
                rows.setdefault(self.numbers[tale.name], {}).update(changed)

    def _agenda(self, week: int, round_: Round) -> Iterator[Step]:
        due = round_.due_at
        for moment in _reminder_times(round_):
            yield moment, partial(_sweep, moment)
        for n, submission in enumerate(round_.submissions.select_related("unit")):
            yield from self._unit_week(week, n, submission, due)
        yield due + timedelta(minutes=90), lambda: self.desk.accept_all(round_)
        yield due + timedelta(minutes=150), lambda: self.desk.compile(round_)
        if CORRECTED[0] == week:
            submission = round_.submissions.get(unit__code=CORRECTED[1])
            yield due + timedelta(hours=4), lambda: self._correct(submission, round_)

    def _unit_week(
        self, week: int, n: int, submission: Submission, due: datetime
    ) -> Iterator[Step]:
        code = submission.unit.code
        moment = due - timedelta(hours=HABITS[(n + week) % len(HABITS)])
        if (week, code) == MISSING or (week == OPEN_WEEK and code in UNFILED):
            return
        if (week, code) in LATE:
            moment = due + timedelta(minutes=LATE[week, code])
        if (week, code) in RETURNED:
            moment = due - timedelta(hours=3)
            yield due - timedelta(hours=2), lambda: self._return(submission)
            yield due - timedelta(minutes=48), lambda: self._file(submission)
        yield moment, lambda: self._file(submission)
        if week == OPEN_WEEK and n % 3 == 0:
            yield moment + timedelta(minutes=25), lambda: self.desk.accept(submission)

    def _file(self, submission: Submission) -> None:
        self.desk.file(submission, self.desk.waiting.pop(submission.unit.code, {}))

    def _return(self, submission: Submission) -> None:
        submissions.move(
            submission_id=submission.pk,
            verb="return",
            by=self.desk.centre,
            reason="报省厅的要写明受理日期，请补充后重报。",
        )

    def _correct(self, submission: Submission, round_: Round) -> None:
        submissions.move(
            submission_id=submission.pk,
            verb="reopen",
            by=self.desk.centre,
            reason="年度计划投资与计划文件不一致，请更正。",
        )
        submission.refresh_from_db()
        number = next(iter(table_of(submission).rows))
        self.desk.file(submission, {number: {"note": "年度计划投资已与计划文件核对"}})
        self.desk.accept_all(round_)
        self.desk.compile(round_)


def _new_project(row: dict[str, Any], unit: Unit) -> NewProject:
    plan = row["plans"][0]
    values: dict[str, Any] = {
        key: row[key]
        for key in ("name", "owner", "place", "scale", "industry", "is_industrial", "level",
                    "build_nature")
    }  # fmt: skip
    for key in ("planned_start", "started_on", "resumed_on"):
        if row.get(key):
            values[key] = date.fromisoformat(row[key])
    values |= {
        "total_investment": Decimal(row["total_investment"]),
        "nature": plan["nature"],
        "planned_investment": Decimal(plan["planned_investment"]),
        "listed_from": date.fromisoformat(plan["listed_from"]),
    }
    return NewProject(unit, plan["year"], values)


def _recall(row: dict[str, Any], project: Project, desk: Desk) -> None:
    """What was invested before the first progress table was filed."""
    plan = AnnualPlan.objects.get(project=project, year=row["plans"][0]["year"])
    for as_of, done in row["plans"][0].get("progress", []):
        if date.fromisoformat(as_of) < FIRST_TABLE:
            record_progress(
                plan_id=plan.pk,
                as_of=date.fromisoformat(as_of),
                completed_investment=Decimal(done),
                by=desk.centre,
            )


def _tell_steps(steps: Iterable[Step]) -> None:
    for moment, step in sorted(steps, key=lambda step: step[0]):
        if moment < STOP:
            with clock.standing_at(moment):
                step()


def _stick(tale: story.ProjectTale) -> dict[str, str]:
    """One permit whose expected date passes before the Friday that a newcomer sees."""
    _, kind, expected = STUCK
    permit = next(permit for permit in tale.permits if permit.kind == kind)
    permit.status, permit.expected, permit.note = "submitted", expected, "1月9日受理"
    cells = {
        f"{kind}.status": "submitted",
        f"{kind}.level": permit.level,
        f"{kind}.date": expected.isoformat(),
        f"{kind}.ref": permit.note,
    }
    tale.cells.update(cells)
    return cells


def _reminder_times(round_: Round) -> list[datetime]:
    due = round_.due_at
    friday = datetime.combine(round_.cutoff_on, datetime.min.time(), tzinfo=SHANGHAI)
    evenings = [friday - timedelta(days=2, hours=-17), friday - timedelta(days=1, hours=-17)]
    hours = [due - timedelta(hours=3), due - timedelta(hours=1), due + timedelta(minutes=1)]
    return evenings + hours


def _sweep(moment: datetime) -> None:
    sweep(at=moment)
