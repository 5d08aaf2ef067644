"""分解模板 for its pages: how often each was used, what it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import Unit, User
from procedures.models import PermitKind, Template, Traits
from procedures.rules import Need, Way
from sheets.text import asked_word
from workplace.chips import Chip

ONLY = {"": "在用", "retired": "已停用"}


@dataclass(frozen=True)
class TemplateRow:
    template: Template
    needed: list[str]  # names of the kinds in use
    maybe: list[str]
    used: int  # projects decomposed by it


@dataclass(frozen=True)
class Filters:
    q: str = ""
    way: str = ""
    only: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        way, only = query.get("way", ""), query.get("only", "")
        words = asked_word(query.get("q", ""))
        return cls(words, way if way in Way.values else "", only if only in ONLY else "")

    def finds(self, row: TemplateRow) -> bool:
        text = "　".join([row.template.name, *row.template.industries])
        return self.q in text and self.way in ("", row.template.way)

    def takes(self, row: TemplateRow) -> bool:
        return self.finds(row) and row.template.is_active == (self.only == "")


def template_rows(seen: QuerySet[Template]) -> list[TemplateRow]:
    counts = Traits.objects.filter(decomposed_at__isnull=False).values_list("template")
    used = dict(counts.annotate(n=Count("pk")).order_by())
    return [
        TemplateRow(
            template,
            _names(template, Need.YES),
            _names(template, Need.MAYBE),
            used.get(template.pk, 0),
        )
        for template in seen
    ]


def chips(rows: Sequence[TemplateRow], filters: Filters) -> list[Chip]:
    found = [row for row in rows if filters.finds(row)]
    in_use = sum(row.template.is_active for row in found)
    counts = {"": in_use, "retired": len(found) - in_use}
    return [Chip(key, label, counts[key]) for key, label in ONLY.items()]


def items_of(template: Template) -> Any:
    """In the order of the catalogue."""
    rows = template.items.select_related("kind", "handling_unit")
    return rows.prefetch_related("prerequisites", "kind__prerequisites").order_by("kind__order")


def kinds() -> list[PermitKind]:
    """All of the catalogue: one not in use may be prepared in a template."""
    rows = PermitKind.objects.prefetch_related("prerequisites")
    return list(rows.order_by("-is_active", "order", "code"))


def units_for(user: User) -> Any:
    return Unit.objects.visible_to(user).active()


def _names(template: Template, need: str) -> list[str]:
    items = sorted(template.items.all(), key=lambda item: item.kind.order)
    return [item.kind.name for item in items if item.need == need and item.kind.is_active]
