"""The list of export profiles, with when each was last taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from accounts.models import Unit
from reporting.exporting.fields import Field, Kinds, fields_of
from reporting.exporting.formats import FORMATS
from reporting.exporting.spec import spec_of
from reporting.models import ExportProfile
from workplace.models import Act

DOWNLOAD = "profile-download"


@dataclass(frozen=True)
class ProfileLine:
    profile: ExportProfile
    columns: int
    lost: list[str]  # fields that today's catalogue does not know
    range: str
    downloaded_at: datetime | None


def profile_lines(
    profiles: QuerySet[ExportProfile], centre: Unit, kinds: Kinds, units: dict[str, str]
) -> list[ProfileLine]:
    """Two queries for any number of profiles; the templates themselves are not read."""
    rows = list(profiles.defer("template"))
    targets = [f"{centre.code} {profile.code}" for profile in rows]
    acts = Act.objects.filter(verb=DOWNLOAD, target__in=targets, result="ok")
    last = dict(acts.order_by().values_list("target").annotate(at=Max("at")))
    found = []
    for profile, target in zip(rows, targets, strict=True):
        spec = spec_of(profile, kinds)
        read = {column.field.key for column in spec.columns}
        lost = [
            str(c.get("header") or c["field"]) for c in profile.columns if c["field"] not in read
        ]
        words = spec.filters.words(units)
        found.append(ProfileLine(profile, len(spec.columns), lost, words, last.get(target)))
    return found


def field_choices(rows: str, kinds: Kinds) -> list[tuple[str, Any]]:
    """The catalogue by group, for a drop-down."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for field in fields_of(rows, kinds).values():
        groups.setdefault(field.group, []).append((field.key, field.label))
    return [("", "不填"), *groups.items()]


def format_choices() -> list[tuple[str, Any]]:
    """All formats by the type of field they suit; "" is the usual one of each."""
    names = {
        "money": "金额", "rate": "比率", "date": "日期", "month": "年月", "yes_no": "是否",
        "status": "手续进展",
    }  # fmt: skip
    return [
        ("", "常用格式"),
        *(
            (names[str(kind)], [(f"{kind}:{key}", label) for key, label in formats.items() if key])
            for kind, formats in FORMATS.items()
        ),
    ]


def example_fields(rows: str, kinds: Kinds) -> Sequence[Field]:
    """What a new profile begins with."""
    fields = fields_of(rows, kinds)
    wanted = {
        "projects": ("seq", "name", "national_code", "unit", "total_investment",
                     "planned_investment"),
        "permits": ("national_code", "name", "permit_kind_name", "permit_status",
                    "permit_document_no", "permit_completed_on"),
        "funding": ("seq", "name", "one_channel", "one_applied", "one_approved"),
        "units": ("seq", "name", "start_rate.whole", "start_rate.part", "start_rate.rate"),
    }[rows]  # fmt: skip
    return [fields[key] for key in wanted]
