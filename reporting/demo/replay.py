"""Tells the demo county's weeks through the services, so that its history is a real one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import Unit, User
from projects.models import AnnualPlan, Project
from projects.services import NewProject, create_projects, record_progress, set_plan
from reporting.models import Dispatch, Round, Submission
from reporting.rules import State
from reporting.selectors.filing import table_of
from reporting.services import checking, grid, submissions
from reporting.services.compile import compile_round, dispatch
from reporting.services.sweep import sweep
from sheets.check import wire
from sheets.grid import Patch
from workplace import clock

from . import story

SHANGHAI = timezone.get_default_timezone()
FIRST_DAY = datetime(2022, 11, 28, 9, 0, tzinfo=SHANGHAI)
NEW_DAY = datetime(2022, 12, 1, 10, 30, tzinfo=SHANGHAI)
STOP = datetime(2023, 2, 3, 9, 30, tzinfo=SHANGHAI)
OPEN_WEEK = 9
# hours before the deadline at which units are used to file
HABITS = [44.0, 20.5, 19.0, 18.2, 3.1, 2.9, 2.0, 1.3, 0.6, 0.4]
LATE = {(1, "TAILIN"): 42, (2, "SLJ"): 16, (4, "JTJ"): 9, (7, "XUEGUAN"): 16, (8, "ZJJ"): 65}
MISSING = (5, "QIAOJIAWAN")
RETURNED = {(3, "KECHENG"), (6, "NYJ")}
CORRECTED = (4, "SLJ")
UNFILED = {"XUEGUAN", "NYJ", "JTJ", "QIAOJIAWAN", "TAILIN"}  # of the open round, in any case
STUCK = ("薛关镇核桃精深加工项目", "planning", date(2023, 1, 31))  # has passed when Friday comes
Step = tuple[datetime, Callable[[], None]]


@dataclass
class Replay:
    """One run of the story: who acts, the projects by name, the dice of the weeks."""

    people: dict[str, User]
    seed: int
    tales: list[story.ProjectTale] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    # unit code -> project number -> cells not typed yet (a missed Friday adds to the next one's)
    waiting: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    progress: list[tuple[AnnualPlan, date, Decimal]] = field(default_factory=list)
    said: Callable[[str], None] = print

    @property
    def centre(self) -> User:
        return self.people["centre"]

    def run(self, rows: list[dict[str, Any]]) -> None:
        self.tales = story.tales(rows, self.seed)
        self._enter(rows)
        dice = Random(self.seed + 1)  # noqa: S311  a story, not a secret
        for week in story.WEEKS:
            round_ = Round.objects.get(cutoff_on=story.cutoff(week), campaign__form="permits")
            with clock.standing_at(max(round_.opens_at, NEW_DAY)):
                sweep(at=round_.opens_at)
                self._build()
            self._tell(week, dice)
            for moment, step in sorted(self._agenda(week, round_), key=lambda step: step[0]):
                if moment < STOP:
                    with clock.standing_at(moment):
                        step()
            self.said(
                f"{round_.label}：{round_.submissions.exclude(state=State.OPEN).count()} 个单位已报"
            )

    def _enter(self, rows: list[dict[str, Any]]) -> None:
        """The register: what is under way on the first day, the new ones when the order starts."""
        units = {unit.code: unit for unit in Unit.objects.all()}
        new = {tale.name for tale in self.tales}
        for moment, chosen in (
            (FIRST_DAY, [row for row in rows if row["name"] not in new]),
            (NEW_DAY, [row for row in rows if row["name"] in new]),
        ):
            with clock.standing_at(moment):
                news = [_new_project(row, units[row["unit"]]) for row in chosen]
                made = create_projects(news, by=self.centre)
                for row, project in zip(chosen, made, strict=True):
                    self.numbers[row["name"]] = project.number
                    _carry_over(row, project, self.centre)
                    self.progress += _progress(row, project)

    def _build(self) -> None:
        """Enter the months of investment that are over by now."""
        over = [row for row in self.progress if row[1] < clock.today()]
        self.progress = [row for row in self.progress if row[1] >= clock.today()]
        for plan, as_of, completed in over:
            record_progress(
                plan_id=plan.pk, as_of=as_of, completed_investment=completed, by=self.centre
            )

    def _tell(self, week: int, dice: Random) -> None:
        for tale in self.tales:
            changed = story.tell_week(tale, week, dice)
            if week == OPEN_WEEK - 1 and tale.name == STUCK[0]:
                changed |= _stick(tale)
            if changed:
                rows = self.waiting.setdefault(tale.unit, {})
                rows.setdefault(self.numbers[tale.name], {}).update(changed)

    def _agenda(self, week: int, round_: Round) -> Iterator[Step]:
        due = round_.due_at
        for moment in _reminder_times(round_):
            yield moment, partial(_sweep, moment)
        for n, submission in enumerate(round_.submissions.select_related("unit")):
            yield from self._unit_week(week, n, submission, due)
        if week == OPEN_WEEK:
            yield due - timedelta(hours=26), self._build
        yield due + timedelta(minutes=90), lambda: self._accept_all(round_)
        yield due + timedelta(minutes=150), lambda: self._compile(round_)
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
            yield moment + timedelta(minutes=25), lambda: self._accept(submission)

    def _file(self, submission: Submission) -> None:
        """Type what moved and submit, with a word at each warning."""
        by = self.people[submission.unit.code.lower()]
        by.notifications.filter(read_at__isnull=True).update(read_at=clock.now())
        submission.refresh_from_db()
        cells = self.waiting.pop(submission.unit.code, {})
        if cells:
            self._type(submission, cells, by)
        report = checking.check(submission)
        zero = not report.table.rows
        quiet = not zero and report.table.previous_seal is not None and not report.is_changed
        answers = {checking.place(finding): _word(finding.code) for finding in report.unanswered}
        submissions.submit(
            submission_id=submission.pk,
            by=by,
            at=clock.now(),
            zero=zero,
            no_change=quiet,
            answers=answers,
        )

    def _type(self, submission: Submission, cells: dict[str, dict[str, str]], by: User) -> None:
        table = table_of(submission)
        patches = []
        for number, values in cells.items():
            row = table.rows[number]
            for key, value in values.items():
                was = wire(table.sheet.column(key), row.get(key))
                patches.append(Patch(number, key, was, value, ""))
        results = grid.apply_patches(
            submission_id=submission.pk, patches=patches, by=by, reason="按本周办理情况调整"
        )
        wrong = [f"{r.row} {r.key}: {r.message}" for r in results if r.status in {"error", "clash"}]
        if wrong:
            raise ValueError(f"the story does not fit: {wrong}")

    def _return(self, submission: Submission) -> None:
        submissions.move(
            submission_id=submission.pk,
            verb="return",
            by=self.centre,
            reason="报省厅的要写明受理日期，请补充后重报。",
        )

    def _accept_all(self, round_: Round) -> None:
        self.centre.notifications.filter(read_at__isnull=True).update(read_at=clock.now())
        for submission in round_.submissions.filter(state=State.SUBMITTED):
            self._accept(submission)

    def _accept(self, submission: Submission) -> None:
        submissions.move(submission_id=submission.pk, verb="accept", by=self.centre)

    def _compile(self, round_: Round) -> None:
        compilation = compile_round(round_id=round_.pk, by=self.centre)
        for receiver in Dispatch.Receiver:
            dispatch(compilation_id=compilation.pk, receiver=receiver, by=self.centre)

    def _correct(self, submission: Submission, round_: Round) -> None:
        submissions.move(
            submission_id=submission.pk,
            verb="reopen",
            by=self.centre,
            reason="年度计划投资与计划文件不一致，请更正。",
        )
        submission.refresh_from_db()
        number = next(iter(table_of(submission).rows))
        self._type(submission, {number: {"note": "年度计划投资已与计划文件核对"}},
                   self.people[submission.unit.code.lower()])  # fmt: skip
        self._file(submission)
        self._accept_all(round_)
        self._compile(round_)


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


def _carry_over(row: dict[str, Any], project: Project, by: User) -> None:
    """The plan of the next year, for what goes on being built."""
    for plan in row["plans"][1:]:
        set_plan(
            project_id=project.pk,
            year=plan["year"],
            by=by,
            reason="续建项目结转",
            values={
                "nature": plan["nature"],
                "level": row["level"],
                "planned_investment": Decimal(plan["planned_investment"]),
                "listed_from": date.fromisoformat(plan["listed_from"]),
            },
        )


def _progress(row: dict[str, Any], project: Project) -> list[tuple[AnnualPlan, date, Decimal]]:
    plans = {plan.year: plan for plan in AnnualPlan.objects.filter(project=project)}
    return [
        (plans[plan["year"]], date.fromisoformat(as_of), Decimal(done))
        for plan in row["plans"]
        for as_of, done in plan.get("progress", [])
    ]


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


def _word(code: str) -> str:
    return {"required": "批复正在送达，下周补填"}.get(code, "已核对，情况属实")
