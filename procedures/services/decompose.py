"""分解下达: what a project needs, who handles it and by when; taken back while nobody has signed.

Re-decomposing writes what differs and nothing else; 最初的办结时限 stays (services.standing).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import Refused
from accounts.models import Unit, User
from procedures.decomposition import FACTS, Choice, Plan
from procedures.models import Permit, PermitKind, Traits
from procedures.rules import Side, Status
from procedures.selectors.decompose import JOB, permits_of, traits_of
from procedures.services import standing
from procedures.services.permits import PermitChange, apply
from procedures.services.standing import Taken
from procedures.services.steps import take_step
from procedures.steps import Step
from projects.services import holding, lock_projects
from workplace import acts, clock, history, imports
from workplace.models import Job

GIVEN = ("level", "handling_unit_id", "due_on")
NOBODY = "没有选项目。先打勾"
NOTHING = "没有改动。和已经下达的一样"
DUE_NEEDS_REASON = "改动已经定过的办结时限，要写原因"
MOVED = "没有要改的。层级、承办部门、办结时限至少填一项"
UNDO = "撤销分解"


@transaction.atomic
def decompose(*, plans: Sequence[Plan], centre: Unit, by: User, reason: str = "") -> Job:
    """Give every needed permit to its bureau; one Job that takes it all back."""
    if not plans:
        raise Refused(NOBODY, 422)
    ids = {plan.project_id for plan in plans}
    kinds = PermitKind.objects.in_bulk([c.kind_id for plan in plans for c in plan.choices])
    with holding(ids, None, by=by, reason=reason) as held:
        stood, traits = permits_of(ids), traits_of(ids)
        changes = [
            change
            for plan in plans
            for choice in plan.choices
            for change in _changes(plan, choice, kinds, stood[plan.project_id])
        ]
        _check_reason(changes, stood, reason)
        before = _before(changes, kinds, stood)
        rows = apply(changes, by=by, side=Side.CENTRE, reason=reason, held=held)
        old = _save_traits(plans, traits, by, reason)
        if not rows and not old:
            raise Refused(NOTHING, 422)
        names = [held.projects[plan.project_id].name for plan in plans]
    given = sum(change.taken is not None for change in changes)
    written = [
        {"permit": row.pk, "project": row.project_id, "kind": row.kind_id, "version": row.version}
        | before[row.project_id, row.kind_id]
        for row in rows
    ]
    acts.record(
        by=by, verb="decompose", target=_target(names), reason=reason,
        projects=sorted(ids), given=given,
    )  # fmt: skip
    return imports.note_saved(
        owner=by,
        kind=JOB,
        scope={"centre": centre.code},
        name=f"分解{_target(names)}",
        payload={"traits": old, "given": given, "day": clock.today().isoformat()},
        result={"permits": written},
    )


def _changes(
    plan: Plan, choice: Choice, kinds: Mapping[int, PermitKind], stood: Mapping[int, Permit]
) -> list[PermitChange]:
    """What has to change of one permit, and the order to the bureau where it is a new one."""
    permit = stood.get(choice.kind_id)
    if permit is not None and permit.status == Status.DONE:
        return []
    key = (plan.project_id, choice.kind_id)
    if not choice.need:
        same = permit and (permit.status, permit.exempt_reason) == (
            Status.NOT_REQUIRED,
            choice.ground,
        )
        values = {"status": Status.NOT_REQUIRED, "exempt_reason": choice.ground}
        return [] if same else [PermitChange(*key, values)]
    wanted = {
        "level": choice.level or kinds[choice.kind_id].default_level,
        "handling_unit_id": choice.unit_id,
        "due_on": choice.due_on,
    }
    differs = permit is None or any(getattr(permit, name) != wanted[name] for name in GIVEN)
    back = permit is not None and permit.status == Status.NOT_REQUIRED
    changes = [PermitChange(*key, {"status": Status.NOT_STARTED})] if back else []
    if choice.unit_id is not None and (back or _is_new_order(permit, choice.unit_id)):
        return [*changes, PermitChange(*key, wanted, Taken(Step.ASSIGN, clock.today()))]
    return [*changes, PermitChange(*key, wanted)] if differs else changes


def _is_new_order(permit: Permit | None, unit_id: int) -> bool:
    """A bureau takes note anew only of what was not given to it before."""
    return permit is None or permit.assigned_at is None or permit.handling_unit_id != unit_id


def _check_reason(
    changes: Sequence[PermitChange], stood: Mapping[int, Mapping[int, Permit]], reason: str
) -> None:
    if reason:
        return
    for change in changes:
        permit = stood[change.project_id].get(change.kind_id)
        if permit is None or permit.due_on is None or "due_on" not in change.values:
            continue
        if permit.due_on != change.values["due_on"]:
            raise ValidationError({"reason": ValidationError(DUE_NEEDS_REASON, code="required")})


def _before(
    changes: Sequence[PermitChange],
    kinds: Mapping[int, PermitKind],
    stood: Mapping[int, Mapping[int, Permit]],
) -> dict[tuple[int, int], dict[str, Any]]:
    """Each permit as it was, for 撤销: a missing one as it would first have been."""
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for change in changes:
        kind = kinds[change.kind_id]
        permit = stood[change.project_id].get(kind.pk) or Permit(
            kind=kind, level=kind.default_level, handling_unit_id=kind.default_unit_id
        )
        own = {"level": permit.level, "handling_unit_id": permit.handling_unit_id}
        own["due_on"] = permit.due_on.isoformat() if permit.due_on else None
        key = (change.project_id, change.kind_id)
        found[key] = {
            "given": change.taken is not None or found.get(key, {}).get("given", False),
            "was": standing.snapshot(permit) | own,
        }
    return found


def _save_traits(
    plans: Sequence[Plan], traits: Mapping[int, Traits], by: User, reason: str
) -> list[dict[str, Any]]:
    """Traits that changed: as they were (None where there were none), and as they are saved."""
    new: list[Traits] = []
    moved: list[Traits] = []
    old: list[dict[str, Any]] = []
    for plan in plans:
        values = dict(plan.facts) | {"template_id": plan.template_id}
        row = traits.get(plan.project_id)
        if row is not None and row.decomposed_at and not _differs(row, values):
            continue
        was = _wire(row) if row else None
        (moved if row else new).append(row := row or Traits(project_id=plan.project_id))
        for name, value in values.items():
            setattr(row, name, value)
        row.decomposed_at, row.decomposed_by = row.decomposed_at or clock.now(), by
        old.append({"project": plan.project_id, "was": was, "saved": _wire(row)})
    history.create_many(Traits, new, by=by, reason=reason)
    fields = [*FACTS, "template", "decomposed_at", "decomposed_by"]
    history.update_many(Traits, moved, fields, by=by, reason=reason)
    return old


def _differs(row: Traits, values: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _wire(row: Traits) -> dict[str, Any]:
    """As JSON; the columns that `_unwired` reads again."""
    names = [*FACTS, "template_id", "decomposed_at", "decomposed_by_id"]
    values = {name: getattr(row, name) for name in names}
    return {
        name: value if value is None or isinstance(value, bool | int) else str(value)
        for name, value in values.items()
    }


@transaction.atomic
def undo_decomposition(*, job: Job, by: User) -> Job:
    """撤销分解: projects of which a bureau has signed, or anything moved since, are kept."""

    def do(locked: Job) -> dict[str, Any]:
        rows = locked.result["permits"]
        ids = {row["project"] for row in rows} | {t["project"] for t in locked.payload["traits"]}
        with holding(ids, None, by=by, reason=UNDO) as held:
            kept = _moved_on(rows) | _redone(locked.payload["traits"])
            back = [row for row in rows if row["project"] not in kept]
            apply(_reversals(back), by=by, side=Side.CENTRE, reason=UNDO, held=held)
            _restore_traits(locked.payload["traits"], kept, by)
            names = sorted(held.projects[pk].name for pk in kept)
        if kept and len(kept) == len(ids):
            sentence = (
                "承办部门已经签收，或这之后又有改动，不能撤销分解。需要改的，到项目里重新分解"
            )
            raise Refused(sentence)
        acts.record(by=by, verb="decompose-undo", target=locked.name, kept=names)
        return {"kept": names}

    return imports.undo(job_id=job.pk, do=do)


def _moved_on(rows: Sequence[Mapping[str, Any]]) -> set[int]:
    now = Permit.objects.in_bulk([row["permit"] for row in rows])
    return {
        row["project"]
        for row in rows
        if now[row["permit"]].version != row["version"] or now[row["permit"]].acknowledged_at
    }


def _redone(rows: Sequence[Mapping[str, Any]]) -> set[int]:
    """Projects decomposed again since, even if only their traits were filled in."""
    now = traits_of([row["project"] for row in rows])
    return {
        row["project"]
        for row in rows
        if "saved" in row and _told(_wire(now[row["project"]])) != _told(row["saved"])
    }


def _told(wired: Mapping[str, Any]) -> dict[str, Any]:
    """What people filled in, whatever the number of decimals it is stored with."""
    columns = {column.attname: column for column in Traits._meta.concrete_fields}
    return {name: columns[name].to_python(wired[name]) for name in (*FACTS, "template_id")}


def _reversals(rows: Sequence[Mapping[str, Any]]) -> list[PermitChange]:
    columns = {column.attname: column for column in Permit._meta.concrete_fields}
    changes = []
    for row in rows:
        key, was = (row["project"], row["kind"]), row["was"]
        if row["given"]:
            changes.append(PermitChange(*key, {}, Taken(Step.RETRACT, clock.today(), note=UNDO)))
        values = standing.restored(was)
        values |= {name: columns[name].to_python(was[name]) for name in GIVEN}
        changes.append(PermitChange(*key, values))
    return changes


def _restore_traits(rows: Sequence[Mapping[str, Any]], kept: Collection[int], by: User) -> None:
    was = {row["project"]: row["was"] for row in rows if row["project"] not in kept}
    found = list(Traits.objects.filter(project__in=was))
    columns = {column.attname: column for column in Traits._meta.concrete_fields}
    empty = _wire(Traits()) | {"template_id": None}
    for traits in found:
        for name, value in (was[traits.project_id] or empty).items():
            setattr(traits, name, columns[name].to_python(value))
    fields = [*FACTS, "template", "decomposed_at", "decomposed_by"]
    history.update_many(Traits, found, fields, by=by, reason=UNDO)


@transaction.atomic
def change_orders(
    *, permits: Sequence[Permit], values: Mapping[str, Any], reason: str, by: User
) -> int:
    """Another level, bureau or date for orders not finished; how many that changed."""
    wanted = {name: value for name, value in values.items() if name in GIVEN and value}
    if not wanted:
        raise Refused(MOVED, 422)
    ids = {permit.project_id for permit in permits}
    lock_projects(ids)
    stood = permits_of(ids)  # as they are behind the lock
    changes = []
    for permit in (stood[named.project_id][named.kind_id] for named in permits):
        if permit.status == Status.DONE:
            continue
        moved = {name: v for name, v in wanted.items() if getattr(permit, name) != v}
        anew = "handling_unit_id" in moved
        taken = Taken(Step.ASSIGN, clock.today(), note=reason) if anew else None
        if moved:
            changes.append(PermitChange(permit.project_id, permit.kind_id, moved, taken))
    _check_reason(changes, stood, reason)
    rows = apply(changes, by=by, side=Side.CENTRE, reason=reason)
    if rows:
        acts.record(
            by=by, verb="orders-edit", target=f"{len(rows)} 项手续", reason=reason,
            permits=[row.pk for row in rows], fields=sorted(wanted),
        )  # fmt: skip
    return len(rows)


@transaction.atomic
def acknowledge(*, permits: Sequence[Permit], by: User) -> int:
    """签收: the bureau takes note of what was given to it; what is signed stays as it is."""
    lock_projects({permit.project_id for permit in permits})
    waiting = Permit.objects.filter(pk__in=[p.pk for p in permits]).waiting_for_signature()
    rows = list(waiting.select_related("project", "kind").order_by("pk"))
    if rows:
        take_step(permits=rows, step=Step.ACKNOWLEDGE, by=by)
    return len(rows)


def _target(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f" {len(names)} 个项目"
