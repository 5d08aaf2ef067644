"""A small county that lives week by week: edited, filed, returned, compiled, on a moving clock."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from random import Random

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import Refused
from procedures.models import PermitKind
from projects.models import AnnualPlan, Project
from reporting.models import Campaign, ExportProfile, Round, Submission
from reporting.services import papers, profiles, summaries
from reporting.services.compile import compile_round
from reporting.services.submissions import ensure_submissions
from tests import factories
from tests.reporting import county_edits
from tests.reporting.county_edits import Edits
from tests.reporting.filing import file_table, step
from workplace import clock, history

TOWNS = ("XUEGUAN", "HEILONGGUAN", "GUXIAN")
WEEK = timedelta(days=7)


class County:
    """`done` counts what each verb wrote; `clock` is the traveller that time stands with."""

    def __init__(self, cast, traveller, seed=1):
        self.cast, self.clock, self.dice = cast, traveller, Random(seed)  # noqa: S311  a walk
        self.units = [cast.units[code] for code in TOWNS]
        self.edits = Edits(cast, self.dice, self.units)
        self.done: Counter[str] = Counter()
        self.progress = factories.CampaignFactory(
            centre=cast.units["XMZX"], form="progress", name="建设进展周报", year=2022,
            baseline_on=None, summary_on=None,
        )  # fmt: skip
        self.people = {unit.code: factories.UserFactory(unit=unit) for unit in self.units}
        for model in (Submission, Project, AnnualPlan, PermitKind, Round, Campaign):
            history.begin(model)  # what the cast made without a history
        for _ in range(14):
            self.tick()
            self.act("create")

    def tick(self, minutes=7):
        self.clock.shift(timedelta(minutes=minutes))
        clock.forget()

    def act(self, verb) -> bool:
        """Also whether it was allowed; nothing is left of what was not."""
        with suppress(Refused, ValidationError, IndexError), transaction.atomic():
            getattr(self.edits if hasattr(self.edits, verb) else self, verb)()
            self.done[verb] += 1
            return True
        return False

    def edit(self, times, verbs=tuple(county_edits.VERBS)):
        for _ in range(times):
            self.tick(self.dice.choice([1, 3, 11]))
            self.act(self.dice.choice(verbs))

    def file(self):
        """Any table of the three towns that may be filed now, by a round that has begun."""
        waiting = Submission.objects.filter(
            round__opens_at__lte=clock.now(), state__in=["open", "returned"], unit__in=self.units
        )
        submission = self.dice.choice(list(waiting.order_by("pk")))
        file_table(submission, self.people[submission.unit.code])

    def review(self):
        verb, state = self.dice.choice([
            ("accept", "submitted"), ("return", "submitted"), ("reopen", "accepted"),
            ("undo", "accepted"),
        ])  # fmt: skip
        found = Submission.objects.filter(state=state, unit__in=self.units).order_by("pk")
        step(self.dice.choice(list(found)), verb, self.cast.centre, "请核对")

    def compile(self):
        rounds = Round.objects.filter(cutoff_on__lte=clock.today()).order_by("pk")
        compile_round(
            round_id=self.dice.choice(list(rounds)).pk, by=self.cast.centre, reason="更正"
        )

    def join(self):
        """Two more towns begin to report: they owe in rounds that are long over, too."""
        if self.done["join"] == 2:
            raise Refused("两个就够了。")
        factories.UnitFactory(parent=self.cast.units["XMZX"], kind="township")
        for round_ in Round.objects.all():
            ensure_submissions(round_)

    def postpone(self):
        """The deadline of any round is another one; its date stays, which names it."""
        round_ = self.dice.choice(list(Round.objects.order_by("pk")))
        round_.due_at += timedelta(days=1)
        round_.moved_reason = "更正"
        history.save(round_, by=self.cast.centre, reason="更正")

    def week(self, number):
        """Both forms of the week open; most towns file, some late; the centre compiles."""
        on = WEEK * (number - 1)
        rounds = [
            Round.objects.filter(campaign=campaign, number=number).first()
            or factories.RoundFactory(
                campaign=campaign, number=number, cutoff_on=self.cast.round.cutoff_on + on,
                opens_at=self.cast.round.opens_at + on, due_at=self.cast.round.due_at + on,
                opened_at=self.cast.round.opens_at + on,
            )
            for campaign in (self.cast.campaign, self.progress)
        ]  # fmt: skip
        for round_ in rounds:
            ensure_submissions(round_)
        self.edit(12)
        for _ in range(5):
            self.tick()
            self.act("file")
        self.clock.move_to(max(clock.now(), rounds[0].due_at) + timedelta(minutes=30))
        clock.forget()
        self.act("file")
        self.act("review")
        self.act("compile")

    def next_friday(self, number):
        self.clock.move_to(self.cast.round.opens_at + WEEK * number + timedelta(days=1))
        clock.forget()


class Desk:
    """What the offices make of the weeks: documents drafted and issued, a summary, a table."""

    def __init__(self, county):
        self.cast = county.cast
        self.round = Round.objects.filter(
            campaign=self.cast.campaign, cutoff_on__lte=clock.today()
        ).latest("cutoff_on")
        compile_round(round_id=self.round.pk, by=self.cast.centre)

    def paper(self, kind, number=0):
        """Its address; with a number it is issued."""
        made = papers.draft_paper(kind=kind, round_id=self.round.pk, by=self.cast.centre)
        if number:
            papers.issue_paper(
                paper_id=made.pk, number=number, dated_on=clock.today(), seen=made.version,
                by=self.cast.office,
            )  # fmt: skip
        return f"/papers/{made.pk}/"

    def summary(self):
        unit = self.cast.reporter.unit
        summaries.draft(campaign_id=self.cast.campaign.pk, unit=unit, by=self.cast.reporter)
        return f"/summaries/{unit.code}/"

    def exports(self):
        profiles.ship(self.cast.units["XMZX"])
        return [f"/exports/{pk}/" for pk in ExportProfile.objects.values_list("pk", flat=True)]
