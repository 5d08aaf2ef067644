"""资金争取: an application and how far it has come. The only writer of its status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.errors import Refused
from accounts.models import User
from projects.models import FundingApplication, Project
from projects.rules import (
    FUNDING_AMOUNTS,
    FUNDING_DATES,
    FUNDING_MOVES,
    FundingStatus,
    funding_faults,
    funding_status,
    is_backward,
)
from sheets.text import CellError, clean
from workplace import acts, clock, history

from .locks import Held, holding
from .values import Values, invalid

STEPS = (*FUNDING_AMOUNTS, *FUNDING_DATES)
FIELDS = frozenset({"year", "channel", "document_no", "note", *STEPS})
YEARS = range(2000, 2100)
NEED_A_REASON = "金额调减或删去、时间推后，要写原因"
REJECTED = "已记为未获批。先恢复申报，再修改"


@dataclass(frozen=True)
class FundingChange:
    """New values of an application; without one, a new application of the project.

    `version`: what the person had before them; an older one is refused with what stands now.
    """

    project_id: int
    values: Values
    application_id: int | None = None
    version: int | None = None


def add_application(
    *, project_id: int, values: Values, by: User | None, reason: str = ""
) -> FundingApplication:
    with transaction.atomic():
        change = FundingChange(project_id, values)
        [made] = save_applications([change], by=by, reason=reason)
        _record("funding-add", made, by=by, reason=reason)
    return made


def edit_application(
    *,
    application_id: int,
    values: Values,
    by: User | None,
    reason: str = "",
    version: int | None = None,
) -> FundingApplication:
    with transaction.atomic():
        row = FundingApplication.objects.only("project_id").get(pk=application_id)
        change = FundingChange(row.project_id, values, application_id, version)
        [edited] = save_applications([change], by=by, reason=reason, enforce=True)
        _record("funding-edit", edited, by=by, reason=reason, fields=sorted(values))
    return edited


@transaction.atomic
def save_applications(
    changes: Sequence[FundingChange],
    *,
    by: User | None,
    reason: str = "",
    enforce: bool = False,
    held: Held | None = None,
) -> list[FundingApplication]:
    """Make and change applications in a fixed number of queries; records no act.

    With `enforce` a backward move without a reason is refused.
    """
    if not changes:
        return []
    with holding([change.project_id for change in changes], held, by=by, reason=reason) as ours:
        ids = [change.application_id for change in changes if change.application_id]
        known = (
            FundingApplication.objects.select_for_update(of=("self",)).in_bulk(ids) if ids else {}
        )
        rows = []
        made: list[FundingApplication] = []
        edited: dict[int, FundingApplication] = {}
        for change in changes:
            row = _row(change, known)
            moved = _set(row, change)
            _check(row, moved, reason=reason, enforce=enforce)
            rows.append(row)
            if row.pk is None:
                made.append(row)
            elif moved:
                row.version += row.pk not in edited
                edited[row.pk] = row
        history.create_many(FundingApplication, made, by=by, reason=reason)
        fields = [*sorted(FIELDS), "status", "version"]
        history.update_many(FundingApplication, list(edited.values()), fields, by=by, reason=reason)
        ours.touched.update(row.project_id for row in [*made, *edited.values()])
    return rows


@transaction.atomic
def move_application(
    *, application_id: int, verb: str, by: User | None, reason: str
) -> FundingApplication:
    """Reject, or take the rejection back; the amounts stay as they are."""
    project_id = FundingApplication.objects.values_list("project_id", flat=True).get(
        pk=application_id
    )
    with holding([project_id], None, by=by, reason=reason) as ours:
        row = FundingApplication.objects.select_for_update(of=("self",)).get(pk=application_id)
        move = FUNDING_MOVES[verb]
        if row.status not in move.since:
            raise Refused(f"这件申报{row.get_status_display()}，不能{move.label}")
        if not reason:
            raise invalid("reason", f"必填。写{move.label}的原因", "required")
        row.status = move.to or funding_status(vars(row))
        row.version += 1
        history.save(row, by=by, reason=reason, fields=["status", "version"])
        ours.touched.add(project_id)
    _record(f"funding-{verb}", row, by=by, reason=reason)
    return row


def _row(change: FundingChange, known: Mapping[int, FundingApplication]) -> FundingApplication:
    if change.application_id is None:
        return FundingApplication(
            project_id=change.project_id,
            year=clock.today().year,
            created_at=clock.now(),
        )
    row = known.get(change.application_id)
    if row is None or row.project_id != change.project_id:
        raise FundingApplication.DoesNotExist
    return row


def _set(row: FundingApplication, change: FundingChange) -> dict[str, Any]:
    """Put the values on the row; what they replaced, by field."""
    values = _tidy(change.values)
    moved = {key: getattr(row, key) for key, value in values.items() if getattr(row, key) != value}
    if moved and change.version not in (None, row.version):
        now = "、".join(_words(row, key) for key in sorted(moved))
        raise invalid("version", f"刚才有人改过这件申报。现在是：{now}。核对后再保存", "stale")
    for key in moved:
        setattr(row, key, values[key])
    return moved


def _words(row: FundingApplication, key: str) -> str:
    column = row._meta.get_field(key)
    value = getattr(row, key)
    shown = dict(getattr(column, "flatchoices", ())).get(value, value)
    label = str(getattr(column, "verbose_name", key)).removesuffix("（万元）")
    return f"{label} {'空' if shown in (None, '') else shown}"


def _check(
    row: FundingApplication, moved: Mapping[str, Any], *, reason: str, enforce: bool
) -> None:
    if row.status == FundingStatus.REJECTED:
        if moved:
            raise invalid("status", REJECTED, "choice")
        return
    if row.year not in YEARS or not row.channel:
        key = "channel" if row.year in YEARS else "year"
        raise invalid(key, "必填。请选择", "required")
    faults: dict[str, list[ValidationError]] = {}
    for key, message, code in funding_faults(vars(row), clock.today()):
        faults.setdefault(key, []).append(ValidationError(message, code=code))
    if faults:
        raise ValidationError(faults)
    back = any(is_backward(key, old, getattr(row, key)) for key, old in moved.items())
    if enforce and back and row.pk and not reason:
        raise invalid("reason", NEED_A_REASON, "required")
    row.status = funding_status(vars(row))


def _tidy(values: Values) -> dict[str, Any]:
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"not a field of an application: {', '.join(sorted(unknown))}")
    return {key: _clean(key, value) for key, value in values.items()}


def _clean(key: str, value: Any) -> Any:
    column = FundingApplication._meta.get_field(key)
    if not isinstance(column, models.Field):
        raise TypeError(key)
    try:
        if key in {"document_no", "note"}:
            value = clean(value, max_length=column.max_length or 500, multiline=key == "note")
        return column.clean(value, None)
    except CellError as error:
        raise invalid(key, error.message, error.code) from None
    except ValidationError as error:
        raise invalid(key, " ".join(error.messages), "format") from None


def _record(
    verb: str, row: FundingApplication, *, by: User | None, reason: str, **details: Any
) -> None:
    project = Project.objects.only("number").get(pk=row.project_id)
    acts.record(
        by=by,
        verb=verb,
        target=project.number,
        reason=reason,
        application=row.pk,
        year=row.year,
        channel=row.channel,
        **details,
    )
