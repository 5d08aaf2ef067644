"""One project that a rule is tried on: its tables, permits and what happens to them."""

from datetime import date, datetime, time
from decimal import Decimal

from procedures.models import PermitEvent
from reporting.models import Alarm, Campaign, Seal, SealedProject, Submission, Target
from reporting.services import alarms as services
from tests import factories


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), factories.SHANGHAI)


class World:
    """薛关镇's continuing project, and the centre that looks."""

    def __init__(self, people, units, kinds):
        self.units, self.centre, self.by = units, units["XMZX"], people["centre"]
        self.kinds = {kind.code: kind for kind in kinds}
        self.today = date(2023, 2, 3)
        self.project = self.another("续建一")
        for indicator in ("start_rate", "investment_rate"):
            Target.objects.create(
                indicator=indicator, year=2022, scope="all",
                due_on=date(2022, 12, 31), floor=Decimal("0.8"),
            )  # fmt: skip

    def another(self, name, **facts):
        facts = {"unit": self.units["XUEGUAN"], "nature": "continuing"} | facts
        return factories.ProjectFactory(name=name, **facts)

    def plan(self, year, planned="1000"):
        return factories.PlanFactory(
            project=self.project, year=year, planned_investment=Decimal(planned),
            listed_from=date(year - 1, 12, 1),
        )  # fmt: skip

    def table(self, day, total, state="resumed", counted=None):
        """One more sealed progress table: `table("2023-01-13", "300")`."""
        cutoff, unit = date.fromisoformat(day), self.project.unit
        campaign = Campaign.objects.filter(form="progress", year=cutoff.year).first()
        campaign = campaign or factories.CampaignFactory(
            centre=self.centre, form="progress", year=cutoff.year, is_open=False
        )
        submission = Submission.objects.create(
            round=factories.RoundFactory(campaign=campaign, cutoff_on=cutoff, due_at=noon(cutoff)),
            unit=unit, state="accepted", seal_count=1, accepted_number=1,
        )  # fmt: skip
        seal = Seal.objects.create(
            submission=submission, number=1, sealed_at=noon(cutoff), by=self.by, by_name="张",
            unit_code=unit.code, unit_name=unit.name, cutoff_on=cutoff, form="progress",
            row_count=1, digest="0" * 64,
        )  # fmt: skip
        SealedProject.objects.create(
            seal=seal, project=self.project, seq=1, number=self.project.number,
            unit_code=unit.code, unit_name=unit.name, name=self.project.name,
            nature="continuing", level="county", listed_from=date(2021, 12, 1),
            progress_state=state, completed_investment=Decimal(total),
            statistical_investment=counted,
        )  # fmt: skip

    def permit(self, code="approval", status="submitted", project=None, **facts):
        return factories.PermitFactory(
            project=project or self.project, kind=self.kinds[code], status=status, **facts
        )

    def happens(self, permit, action, day, before, after):
        at = noon(date.fromisoformat(day))
        PermitEvent.objects.create(
            permit=permit, at=at, side="owner", action=action, before=before, after=after
        )

    def set(self, row, **values):
        type(row).objects.filter(pk=row.pk).update(**values)

    def look(self):
        return services.look(self.centre, now=noon(self.today))

    def standing(self, rule):
        return list(Alarm.objects.standing().filter(rule=rule))


QUIET, FIRES = "quiet", "fires"


def walk(world, case):
    """At each stop of the case: nothing stands, or one does, which cleared stays cleared."""
    rule = case.__name__
    for number, stop in enumerate(case(world), 1):
        world.look()
        found = world.standing(rule)
        assert len(found) == (stop == FIRES), (number, stop, found)
        for alarm in found:
            assert alarm.rows and len(alarm.sentence) > 10
            services.clear(alarm_id=alarm.pk, explanation="看过原件", by=world.by)
        world.look()
        assert world.standing(rule) == [], (number, "cleared stays cleared")
