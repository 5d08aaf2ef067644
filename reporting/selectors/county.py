"""What every figure of a county needs beside its facts: campaign, kinds, units, targets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, Q

from accounts.models import Unit
from procedures.models import PermitKind
from reporting.indicators import Indicator
from reporting.lights import Limits
from reporting.models import Campaign, Definition, LightRule, Target
from reporting.rules import Convention, Counting, Form, Stage
from workplace import history

from .rounds_then import first_cutoffs
from .rows import campaign_kinds

PLAIN = Definition(
    version=1, convention=Convention.REQUIRED_ONLY, counting=Counting.ONE_SIDE
)  # where no campaign says


@dataclass(frozen=True)
class County:
    """The frame of the figures on one day, as it was known at a moment (None = now).

    `asked_year` only when a year was asked for.
    """

    centre: Unit
    as_of: date
    campaign: Campaign | None
    kinds: list[PermitKind]
    units: dict[str, Unit]  # by code, in the county's order
    targets: list[Target]
    campaigns: Sequence[Campaign] = ()  # of every form, in the order they began
    asked_year: int | None = None
    known: datetime | None = None
    definitions: Sequence[Definition] = (PLAIN,)  # of the campaign, by their day

    def definition_on(self, day: date) -> Definition:
        """口径 valid on a day; before the first change it is what the campaign began with."""
        return definition_on(self.definitions, day)

    def definition(self, version: int) -> Definition | None:
        return next((d for d in self.definitions if d.version == version), None)

    @property
    def convention(self) -> str:
        return self.definition_on(self.as_of).convention

    @property
    def counting(self) -> str:
        return self.definition_on(self.as_of).counting

    @property
    def plan_year(self) -> int:
        """新建 and 谋划 are counted over the campaign's plan year (design §6)."""
        if self.asked_year:
            return self.asked_year
        return self.campaign.year if self.campaign else self.as_of.year

    def year_of(self, indicator: Indicator) -> int:
        return self.plan_year if indicator.of_campaign else self.asked_year or self.as_of.year

    def sealing_campaign(self, form: Form) -> Campaign | None:
        """Whose seals speak of the year the form's figures are counted over; none for others.

        Of several `progress` campaigns of one year (monthly, then weekly for a push) the newest
        that has come to a round by the day.
        """
        if form == Form.PERMITS:
            campaign = self.campaign
            return campaign if campaign and campaign.year == self.plan_year else None
        year = self.asked_year or self.as_of.year
        of_year = [c for c in self.campaigns if (c.form, c.year) == (form, year)]
        reported = [c for c in of_year if _has_come_to_a_round(c, self.as_of)]
        return reported[-1] if reported else of_year[0] if of_year else None

    def running_campaign(self, form: Form) -> Campaign | None:
        """The one whose tables are being filled on the day."""
        if form == Form.PERMITS:
            return self.campaign
        begun = [c for c in self.campaigns if c.form == form and c.starts_on <= self.as_of]
        return begun[-1] if begun else None

    def seals(self, indicator: Indicator) -> bool:
        """Is there a form whose seals give this figure? 办结率 always has its own."""
        if indicator.form is None:
            return False
        return indicator.form == Form.PERMITS or self.sealing_campaign(indicator.form) is not None

    @property
    def years(self) -> set[int]:
        return {self.plan_year, self.asked_year or self.as_of.year}

    def target(self, key: str, year: int, scope: str = "all") -> Target | None:
        """Of its own year: the one with the earliest due_on ≥ the day, else the latest."""
        return applicable(
            [t for t in self.targets if (t.indicator, t.year, t.scope) == (key, year, scope)],
            self.as_of,
        )


def applicable(targets: Iterable[Target], on: date) -> Target | None:
    ordered = sorted(targets, key=lambda target: target.due_on)
    coming = [target for target in ordered if target.due_on >= on]
    return coming[0] if coming else ordered[-1] if ordered else None


def load_county(
    centre: Unit, as_of: date, year: int | None = None, known: datetime | None = None
) -> County:
    """Six queries, a few more for what was known at an earlier moment."""
    campaigns = _campaigns(centre, known)
    campaign = _permits_campaign(campaigns, as_of, year)
    kinds = campaign_kinds(campaign, known) if campaign else list(PermitKind.objects.headline())
    units = Unit.objects.of_county(centre.pk)
    return County(
        centre=centre,
        as_of=as_of,
        campaign=campaign,
        kinds=kinds,
        units={unit.code: unit for unit in units},
        targets=_targets(known),
        campaigns=campaigns,
        asked_year=year,
        known=known,
        definitions=definitions_of(campaign, known),
    )


def definitions_of(campaign: Campaign | None, known: datetime | None = None) -> list[Definition]:
    """All of a campaign in the order they begin to hold; the first is the campaign's own."""
    if campaign is None:
        return [PLAIN]
    first = Definition(
        campaign=campaign,
        version=1,
        valid_from=campaign.starts_on,
        convention=campaign.convention,
        counting=campaign.counting,
    )
    later = Definition.objects.filter(campaign=campaign).select_related("by")
    later = later.order_by("valid_from", "version")
    return [first, *(later if known is None else later.filter(at__lte=known))]


def definition_on(definitions: Sequence[Definition], day: date) -> Definition:
    """Of `definitions_of` the last that holds by the day; before any change the first."""
    first, *later = definitions
    begun = [definition for definition in later if definition.valid_from <= day]
    return begun[-1] if begun else first


def _targets(known: datetime | None) -> list[Target]:
    if known is None:
        return list(Target.objects.standing())
    return [target for target in history.known(Target, known) if target.withdrawn_at is None]


def limits_on(centre: Unit, on: date, known: datetime | None = None) -> Limits:
    """By the newest rule of the lights that is valid on the day; the defaults before any."""
    rules = LightRule.objects.filter(centre=centre, valid_from__lte=on)
    if known is not None:
        rules = rules.filter(at__lte=known)
    rule = rules.order_by("-valid_from", "-pk").first()
    if rule is None:
        return Limits()
    return Limits(rule.green_within, rule.yellow_within, rule.months_without_start)


def _campaigns(centre: Unit, known: datetime | None) -> list[Campaign]:
    """With the day of the first round that has a table, which no field holds."""
    if known is None:
        with_table = ~Q(rounds__stage=Stage.SUMMARY)
        found = Campaign.objects.filter(centre=centre)
        found = found.annotate(first_cutoff=Min("rounds__cutoff_on", filter=with_table))
        return list(found.order_by("starts_on", "pk"))
    then: list[Campaign] = history.known(Campaign, known, centre=centre)
    first = first_cutoffs(then, known)
    for campaign in then:
        campaign.first_cutoff = first.get(campaign.pk)  # type: ignore[attr-defined]
    return sorted(then, key=lambda campaign: (campaign.starts_on, campaign.pk))


def _has_come_to_a_round(campaign: Campaign, on: date) -> bool:
    first: date | None = campaign.first_cutoff  # type: ignore[attr-defined]  # annotated
    return first is not None and first <= on


def _permits_campaign(
    campaigns: Iterable[Campaign], on: date, year: int | None = None
) -> Campaign | None:
    """The permits campaign that had begun by the day (of `year` if asked), else the first one."""
    of_form = [campaign for campaign in campaigns if campaign.form == Form.PERMITS]
    of_year = [campaign for campaign in of_form if campaign.year == year] or of_form
    begun = [campaign for campaign in of_year if campaign.starts_on <= on]
    return begun[-1] if begun else of_year[0] if of_year else None
