"""The county: rounds, people's projects, and one week after the other with its sealed tables."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from procedures.models import Permit
from procedures.services.permits import PermitChange, apply
from projects.models import AnnualPlan, Progress, Project
from reporting.models import Alarm, Round, Seal, SealedProject, Submission
from reporting.services.alarms import look
from tests import factories
from workplace import clock

from .manifest import FRIDAYS, NEW_YEAR

UNITS = ["PUCHENG", "XUEGUAN", "HEILONGGUAN", "KECHENG", "QIAOJIAWAN", "SHANZHONG", "GUXIAN",
         "TAILIN", "NYJ", "SLJ", "ZJJ", "JTJ"]  # fmt: skip
PLANNED = Decimal(6000)


def at(week: int, hour: int, days: int = 0) -> datetime:
    day = FRIDAYS[week] - timedelta(days=days)
    return datetime.combine(day, time(hour), factories.SHANGHAI)


def steady(seed: int) -> list[Decimal]:
    """Cumulative investment, another sum every week; it begins again with the year."""
    old, new = Decimal(3000 + 37 * seed % 900), Decimal(90 + seed % 40)
    sums = [old + (60 + seed % 9) * week + week * week for week in range(NEW_YEAR)]
    weeks = range(len(FRIDAYS) - NEW_YEAR)
    return sums + [new + (70 + seed % 11) * week + week * week for week in weeks]


@dataclass
class Tale:
    """What a work's tables say, week by week."""

    project: Project
    sums: list[Decimal]
    states: list[str] = field(default_factory=lambda: ["resumed"] * len(FRIDAYS))
    counted: list[Decimal | None] = field(default_factory=lambda: [None] * len(FRIDAYS))
    plans: dict[int, AnnualPlan] = field(default_factory=dict)


class County:
    def __init__(self, units: dict[str, Any], kinds: list[Any], by: Any) -> None:
        self.units, self.by, self.centre = units, by, units["XMZX"]
        self.kinds = {kind.code: kind for kind in kinds}
        self.tales: list[Tale] = []
        self.plots: dict[int, list[Callable[[], object]]] = defaultdict(list)
        self.changes: dict[int, list[PermitChange]] = defaultdict(list)
        self.serial = 0
        permits = factories.CampaignFactory(centre=self.centre)
        made = {
            year: factories.CampaignFactory(
                centre=self.centre, form="progress", year=year, is_open=year == 2023, name=str(year)
            )
            for year in (2022, 2023)
        }
        self.tables = []
        for week, day in enumerate(FRIDAYS):
            when = {
                "number": week + 1, "cutoff_on": day,
                "opens_at": at(week, 0, days=4), "due_at": at(week, 12),
            }  # fmt: skip
            factories.RoundFactory(campaign=permits, **when)
            self.tables.append(factories.RoundFactory(campaign=made[day.year], **when))

    # ── what stands in the county ──
    def project(self, number: int, name: str, **facts: Any) -> Project:
        unit = facts.pop("unit", None) or self.units[UNITS[number % len(UNITS)]]
        facts.setdefault("national_code", f"2210-141033-04-01-{number:06}")
        facts.setdefault("total_investment", Decimal(60_000))
        project = factories.ProjectFactory.build(
            number=f"PX-2023-{number:03}", name=f"{name}{number}", unit=unit, **facts
        )
        project.save()
        return project

    def work(self, number: int, name: str = "续建", **facts: Any) -> Tale:
        """A continuing project with plans of both years, growing a little every week."""
        facts = {"nature": "continuing", "resumed_on": date(2022, 3, 15)} | facts
        tale = Tale(self.project(number, name, **facts), steady(number))
        for year in (2022, 2023):
            tale.plans[year] = factories.PlanFactory(
                project=tale.project, year=year, planned_investment=PLANNED,
                listed_from=date(year - 1, 12, 1),
            )  # fmt: skip
        self.tales.append(tale)
        return tale

    def permit(
        self, project: Project, code: str, status: str = "submitted", **facts: Any
    ) -> Permit:
        if status == "done":
            facts.setdefault("document_no", self.number(facts["completed_on"]))
        return factories.PermitFactory(
            project=project, kind=self.kinds[code], status=status,
            handling_unit=self.units["ZRZY"], **facts,
        )  # fmt: skip

    def number(self, on: date) -> str:
        self.serial += 7  # never two in a row
        return f"蒲审管备〔{on.year}〕{self.serial}号"

    # ── what happens ──
    def change(self, week: int, project: Project, code: str, **values: Any) -> None:
        """In the Friday's table of that week."""
        change = PermitChange(project.pk, self.kinds[code].pk, values)
        self.changes[week].append(change)

    def finish(self, week: int, project: Project, code: str, **values: Any) -> None:
        on = FRIDAYS[week] - timedelta(days=2 + week % 2)
        values = {"completed_on": on, "document_no": self.number(on)} | values
        self.change(week, project, code, status="done", **values)

    def plot(self, week: int, act: Callable[[], object]) -> None:
        self.plots[week].append(act)

    def touch(self, row: Any, **values: Any) -> None:
        """Past the services: what somebody made the database say."""
        type(row).objects.filter(pk=row.pk).update(**values)

    def attach(self, week: int, target: Any, project: Project, **facts: Any) -> None:
        factories.AttachmentFactory(
            target=target,
            unit=project.unit,
            by=self.by,
            at=at(week, 9),
            file="files/x.pdf",
            **facts,
        )

    # ── the weeks ──
    def run(self) -> dict[int, list[Alarm]]:
        """Every week: what happens, the tables sealed, the look of the day. New alarms by week."""
        found = {}
        for week in range(len(FRIDAYS)):
            with clock.standing_at(at(week, 10)):
                for act in self.plots[week]:
                    act()
                apply(self.changes[week], by=self.by, side="owner", reason="按周报")
                self._seal(week)
            with clock.standing_at(at(week, 15)):
                look(self.centre)
            new = Alarm.objects.filter(first_at=at(week, 15)).select_related("project")
            found[week] = list(new)
        return found

    def _seal(self, week: int) -> None:
        round_, day = self.tables[week], FRIDAYS[week]
        progress = [
            Progress(
                plan=tale.plans[day.year], as_of=day, completed_investment=tale.sums[week],
                statistical_investment=tale.counted[week],
            )
            for tale in self.tales
        ]  # fmt: skip
        Progress.objects.bulk_create(progress)
        units = {tale.project.unit_id: tale.project.unit for tale in self.tales}
        seals = self._seals(round_, list(units.values()), week)
        rows = [
            SealedProject(
                seal=seals[tale.project.unit_id], project=tale.project, seq=seq,
                number=tale.project.number, unit_code=tale.project.unit.code,
                unit_name=tale.project.unit.name, name=tale.project.name,
                nature=tale.project.nature, level="county", listed_from=date(2021, 12, 1),
                planned_investment=PLANNED, progress_state=tale.states[week],
                completed_investment=tale.sums[week], statistical_investment=tale.counted[week],
            )
            for seq, tale in enumerate(self.tales)
        ]  # fmt: skip
        SealedProject.objects.bulk_create(rows)

    def _seals(self, round_: Round, units: list[Any], week: int) -> dict[int, Seal]:
        owed = Submission.objects.bulk_create(
            Submission(round=round_, unit=unit, state="accepted", seal_count=1, accepted_number=1)
            for unit in units
        )
        seals = Seal.objects.bulk_create(
            Seal(
                submission=submission, number=1, sealed_at=at(week, 10), by=self.by, by_name="张",
                unit_code=submission.unit.code, unit_name=submission.unit.name,
                cutoff_on=round_.cutoff_on, form="progress", row_count=1, digest="0" * 64,
            )
            for submission in owed
        )  # fmt: skip
        return {seal.submission.unit_id: seal for seal in seals}
