"""What every figure of a county needs beside its facts: campaign, kinds, units, targets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import Unit
from procedures.models import PermitKind
from reporting.indicators import Indicator
from reporting.models import Campaign, Target
from reporting.rules import Convention, Form

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
    asked_year: int | None = None

    @property
    def convention(self) -> str:
        return self.campaign.convention if self.campaign else Convention.REQUIRED_ONLY

    @property
    def plan_year(self) -> int:
        """新建 and 谋划 are counted over the campaign's plan year (design §6)."""
        if self.asked_year:
            return self.asked_year
        return self.campaign.year if self.campaign else self.as_of.year

    def year_of(self, indicator: Indicator) -> int:
        return self.plan_year if indicator.of_campaign else self.asked_year or self.as_of.year

    @property
    def sealing_campaign(self) -> Campaign | None:
        """The campaign whose seals speak of the plan year; none for another year's figures."""
        campaign = self.campaign
        return campaign if campaign and campaign.year == self.plan_year else None

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
    campaign = campaign_on(centre, as_of, year)
    kinds = campaign_kinds(campaign) if campaign else list(PermitKind.objects.headline())
    units = Unit.objects.of_county(centre.pk)
    return County(
        centre=centre,
        as_of=as_of,
        campaign=campaign,
        kinds=kinds,
        units={unit.code: unit for unit in units},
        targets=list(Target.objects.all()),
        asked_year=year,
    )


def campaign_on(centre: Unit, on: date, year: int | None = None) -> Campaign | None:
    """The permits campaign that had begun by the day (of `year` if asked), else the first one."""
    campaigns = list(
        Campaign.objects.filter(centre=centre, form=Form.PERMITS).order_by("starts_on")
    )
    of_year = [campaign for campaign in campaigns if campaign.year == year] or campaigns
    begun = [campaign for campaign in of_year if campaign.starts_on <= on]
    return begun[-1] if begun else of_year[0] if of_year else None
