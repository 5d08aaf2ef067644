"""`manage.py indicators`: the figures of a day, for programs (--json) or as lines."""

import json
from argparse import ArgumentParser
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Unit
from accounts.rules import UnitKind
from reporting.formulas import CENT, SCOPES, SIX_PLACES, Share
from reporting.indicators import GROUPINGS, LIVE, SOURCES
from reporting.selectors.figures import Figure, figures
from reporting.selectors.groups import Group


class Command(BaseCommand):
    help = "各项指标：数值、分子、分母、目标"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", required=True, type=_day, help="YYYY-MM-DD")
        parser.add_argument("--year", type=int, help="项目年度")
        parser.add_argument("--source", choices=SOURCES, default=LIVE)
        parser.add_argument("--unit", help="责任单位代码")
        parser.add_argument("--by", choices=GROUPINGS)
        parser.add_argument("--scope", choices=list(SCOPES), default="all")
        parser.add_argument("--centre", help="召集单位代码（一库多县时）")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = _unit(options["unit"]) if options["unit"] else None
        found = figures(
            centre=_centre(options["centre"], unit),
            as_of=options["as_of"],
            year=options["year"],
            source=options["source"],
            unit=unit,
            by=options["by"],
            scope=options["scope"],
        )
        if options["json"]:
            answer = {
                "as_of": options["as_of"].isoformat(),
                "source": options["source"],
                "indicators": [as_json(figure) for figure in found],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
            return
        for figure in found:
            self.stdout.write(_line(figure))
            for group in figure.groups:
                self.stdout.write(_part(figure, group))


def as_json(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label": figure.title,
        "scope": figure.scope,
        **_share(figure.share),
        "target": _number(figure.floor, figure),
        "stretch": _number(figure.stretch, figure),
        "met": figure.met,
        "groups": [_group(group) for group in figure.groups],
    }


def _group(group: Group) -> dict[str, Any]:
    return {"key": group.key, "label": group.label, **_share(group.share)}


def _share(share: Share | None) -> dict[str, str | None]:
    """All null for a unit that never sealed: it is named, not counted as 0."""
    if share is None:
        return {"numerator": None, "denominator": None, "value": None}
    whole = share.denominator
    return {
        "numerator": str(share.numerator),
        "denominator": None if whole is None else str(whole),
        "value": None if share.rounded is None else str(share.rounded),
    }


def _number(goal: Decimal | None, figure: Figure) -> str | None:
    """A ratio with six places, money with two, a count as it is."""
    if goal is None:
        return None
    if not figure.indicator.is_total:
        return str(goal.quantize(SIX_PLACES))
    return str(goal.quantize(CENT if figure.indicator.money else Decimal(1)))


def _line(figure: Figure) -> str:
    scope = "" if figure.scope == "all" else f"（{figure.scope_words}）"
    counted = _counted(figure.share)
    return f"{figure.title}{scope}\t{figure.shown}\t{counted}\t{figure.definition}"


def _part(figure: Figure, group: Group) -> str:
    """A unit that never sealed has neither value nor count."""
    if group.share is None:
        return f"  {group.label}\t{group.shown}"
    shown = figure.words(group.share) if figure.indicator.is_total else group.shown
    return f"  {group.label}\t{shown}\t{_counted(group.share)}"


def _counted(share: Share) -> str:
    whole = "" if share.denominator is None else f" / {share.denominator}"
    return f"{share.numerator}{whole}"


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _unit(code: str) -> Unit:
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(f"没有代码为 {code} 的单位", returncode=2)
    return unit


def _centre(code: str | None, unit: Unit | None) -> Unit:
    """The county: named, or the unit's, or the only one."""
    centres = Unit.objects.filter(kind=UnitKind.CENTRE)
    if code:
        return _unit(code)
    if unit is not None and unit.centre_id is not None:
        return centres.get(pk=unit.centre_id)
    found = list(centres[:2])
    if len(found) != 1:
        why = "有几个县。用 --centre 说明是哪一个" if found else "还没有单位"
        raise CommandError(why, returncode=2)
    return found[0]
