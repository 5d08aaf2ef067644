"""Who changed what of a project, when and why: its history by field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import models

from accounts.models import Unit, User
from projects.models import AnnualPlan, FundingApplication, Progress, Project
from projects.own_fields import columns_of, shown
from projects.rules import is_backward
from sheets.columns import Column
from workplace.models import Act

SILENT = frozenset({"id", "version", "town", "project", "year", "plan", "created_at"})
# with the name; field by field; with the planned start
TOLD_ELSE = frozenset({"initials", "extra", "first_planned_start"})
Names = dict[tuple[str, int], str]  # attribute and key of another table's row → its words


@dataclass(frozen=True)
class FieldChange:
    """One field's old and new value as people read them, empty for none."""

    at: datetime
    by: User | None
    what: str
    old: str
    new: str
    backward: bool
    reason: str
    is_beginning: bool = False


@dataclass(frozen=True)
class ChangeGroup:
    """What one person changed at one moment, for one reason."""

    at: datetime
    by: User | None
    reason: str
    changes: list[FieldChange]

    @property
    def backward(self) -> bool:
        return any(change.backward for change in self.changes)


def change_groups(project: Project) -> list[ChangeGroup]:
    """Newest first."""
    return _grouped(changes_of(project))


def _grouped(changes: list[FieldChange]) -> list[ChangeGroup]:
    together = groupby(changes, key=lambda change: (change.at, change.by, change.reason))
    return [ChangeGroup(at, by, why, list(group)) for (at, by, why), group in together]


def changes_of(project: Project) -> list[FieldChange]:
    """Newest first, in a fixed number of queries, however long the history is."""
    whole = [
        *_read(Project, Project.history.filter(id=project.pk), lambda row: ""),
        *_read(
            AnnualPlan,
            AnnualPlan.history.filter(project=project),
            lambda row: f"{row.year}年计划：",
        ),
        *_read(
            Progress,
            Progress.history.filter(plan__project=project),
            lambda row: f"截至 {row.as_of:%Y-%m-%d} ",
        ),
        *_read(
            FundingApplication,
            FundingApplication.history.filter(project=project),
            lambda row: f"{row.year}年{row.get_channel_display()}：",
        ),
    ]
    whole += _co_units(project)
    return _newest_first(whole)


def application_changes(application: FundingApplication) -> list[ChangeGroup]:
    """What happened to one application, newest first."""
    rows = FundingApplication.history.filter(id=application.pk)
    return _grouped(_newest_first(list(_read(FundingApplication, rows, lambda row: ""))))


def _newest_first(changes: list[FieldChange]) -> list[FieldChange]:
    # by person and reason too: what belongs together must stand together
    return sorted(changes, key=lambda c: (c.at, c.by.pk if c.by else 0, c.reason), reverse=True)


def _co_units(project: Project) -> Iterator[FieldChange]:
    """协同单位 are a list, which no history table holds: the book of acts tells them."""
    rows = Act.objects.filter(verb="co-units-set", target=project.number)
    for act in rows.select_related("user__unit"):
        yield FieldChange(
            at=act.at,
            by=act.user,
            what="协同单位",
            old=act.details["before"],
            new=act.details["after"],
            backward=False,
            reason=act.reason,
        )


def _read(model: type[models.Model], rows: Any, prefix: Any) -> Iterator[FieldChange]:
    records = list(rows.select_related("history_user__unit").order_by("history_date", "history_id"))
    names = _names(records)
    own = _own_columns(records)
    last: dict[Any, Any] = {}
    for record in records:
        before = last.get(record.id)
        if before is None:
            yield _beginning(model, record, prefix(record))
        else:
            yield from _differences(model, before, record, prefix(record), names)
            yield from _own_differences(before, record, own)
        last[record.id] = record


def _beginning(model: type[models.Model], record: Any, prefix: str) -> FieldChange:
    words = {
        Project: "录入项目",
        AnnualPlan: "列入名单",
        Progress: "登记进展",
        FundingApplication: "登记资金申报",
    }
    text = f"{prefix}{words[model]}"  # type: ignore[index]
    if isinstance(record.__dict__.get("completed_investment"), Decimal):
        text = f"{text}：累计完成 {record.completed_investment:,.2f} 万元"
    return replace(_change(record, text, "", "", False), is_beginning=True)


def _differences(
    model: type[models.Model], before: Any, after: Any, prefix: str, names: Names
) -> Iterator[FieldChange]:
    for field in model._meta.concrete_fields:
        if field.name in SILENT | TOLD_ELSE:
            continue
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old == new:
            continue
        label = f"{prefix}{str(field.verbose_name).removesuffix('（万元）')}"
        texts = (text_of(field, old, names), text_of(field, new, names))
        yield _change(after, label, *texts, is_backward(field.name, old, new))


def _own_differences(before: Any, after: Any, own: Sequence[Column]) -> Iterator[FieldChange]:
    """The own fields one by one, under their names of today."""
    for column in own:
        old, new = before.extra.get(column.key, ""), after.extra.get(column.key, "")
        if old != new:
            yield _change(after, column.label, shown(column, old), shown(column, new), False)


def _own_columns(records: Sequence[Any]) -> list[Column]:
    """Those in use and those retired; no query while the project has none."""
    filled = [record for record in records if record.__dict__.get("extra")]
    if not filled:
        return []
    centre = Unit.objects.get(pk=filled[0].unit_id).centre_id
    return columns_of(centre, retired=True)


def _change(record: Any, what: str, old: str, new: str, backward: bool) -> FieldChange:
    return FieldChange(
        at=record.history_date,
        by=record.history_user,
        what=what,
        old=old,
        new=new,
        backward=backward,
        reason=record.history_change_reason or "",
    )


def text_of(field: Any, value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names.get((field.attname, value), "")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


def _names(records: Sequence[Any]) -> Names:
    """What the keys of other tables are called; no query where none ever changed."""
    units = _moved(records, "unit_id")
    projects = _moved(records, "package_id") | _moved(records, "merged_into_id")
    found: Names = {}
    if units:
        rows = Unit.objects.filter(pk__in=units).values_list("pk", "short_name")
        found |= {("unit_id", pk): name for pk, name in rows}
    if projects:
        for project in Project.objects.filter(pk__in=projects):
            words = f"{project.number} {project.name}"
            found |= dict.fromkeys(
                (("package_id", project.pk), ("merged_into_id", project.pk)), words
            )
    return found


def _moved(records: Sequence[Any], key: str) -> set[int]:
    """The keys a field had, if it ever had more than one value."""
    values = {record.__dict__.get(key) for record in records}
    return {pk for pk in values if pk is not None} if len(values) > 1 else set()
