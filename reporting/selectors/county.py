"""What every figure of a county needs beside its facts: campaign, kinds, units, targets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q

from accounts.models import Unit
from procedures.models import PermitKind
from reporting.indicators import Indicator
from reporting.lights import Limits
from reporting.models import Campaign, LightRule, Target
from reporting.rules import Convention, Counting, Form, Stage

from .rows import campaign_kinds


@dataclass(frozen=True)
class County:
    """The frame of the figures on one day; `year` only when it was asked for."""

    centre: Unit
    as_of: date
    campaign: Campaign | None
    kinds: list[PermitKind]
    units: dict[str, Unit]  # by code, in the county's order
    targets: list[Target]
    campaigns: Sequence[Campaign] = ()  # of every form, in the order they began
    asked_year: int | None = None

    @property
    def convention(self) -> str:
        return self.campaign.convention if self.campaign else Convention.REQUIRED_ONLY

    @property
    def counting(self) -> str:
        return self.campaign.counting if self.campaign else Counting.ONE_SIDE

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


def load_county(centre: Unit, as_of: date, year: int | None = None) -> County:
    """Five queries."""
    campaigns = _campaigns(centre)
    campaign = _permits_campaign(campaigns, as_of, year)
    kinds = campaign_kinds(campaign) if campaign else list(PermitKind.objects.headline())
    units = Unit.objects.of_county(centre.pk)
    return County(
        centre=centre,
        as_of=as_of,
        campaign=campaign,
        kinds=kinds,
        units={unit.code: unit for unit in units},
        targets=list(Target.objects.standing()),
        campaigns=campaigns,
        asked_year=year,
    )


def limits_on(centre: Unit, on: date) -> Limits:
    """By the newest rule of the lights that is valid on the day; the defaults before any."""
    rules = LightRule.objects.filter(centre=centre, valid_from__lte=on)
    rule = rules.order_by("-valid_from", "-pk").first()
    if rule is None:
        return Limits()
    return Limits(rule.green_within, rule.yellow_within, rule.months_without_start)


def _campaigns(centre: Unit) -> list[Campaign]:
    """With the day of the first round that has a table, which no field holds."""
    with_table = ~Q(rounds__stage=Stage.SUMMARY)
    found = Campaign.objects.filter(centre=centre)
    return list(
        found.annotate(first_cutoff=Min("rounds__cutoff_on", filter=with_table)).order_by(
            "starts_on", "pk"
        )
    )


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
