"""战略方向 and 行业 as the county's own lists: the only code that writes terms."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import Refused
from accounts.models import Unit, User
from projects.models import Project, Term
from projects.rules import BETWEEN, TermKind
from projects.selectors.terms import projects_saying
from workplace import acts, history

from .locks import lock_centre
from .projects import update_projects
from .values import ProjectChange, invalid

FIELDS = ("name", "order", "is_industrial")
NAME_TAKEN = "词表里已经有这个词。换一个，或恢复停用的那一个"
NO_SEPARATOR = f"名称里不能有“{BETWEEN}”，它用来隔开几个战略方向"


@transaction.atomic
def add_term(*, centre: Unit, kind: str, values: Mapping[str, Any], by: User) -> Term:
    lock_centre(centre.pk)
    term = Term(centre=centre, kind=kind)
    _take(term, values)
    history.save(term, by=by, reason="新增")
    acts.record(by=by, verb="term-add", target=term.name, kind=kind)
    return term


@transaction.atomic
def edit_term(*, term_id: int, values: Mapping[str, Any], by: User) -> int:
    """Change a term; a new name goes into every project that says the old one. How many."""
    found = Term.objects.get(pk=term_id)
    lock_centre(found.centre_id)
    term = Term.objects.select_for_update().get(pk=term_id)
    before = term.name
    changed = _take(term, values)
    if not changed:
        return 0
    renamed = _rename(term, before, by) if "name" in changed else 0
    history.save(term, by=by, fields=changed)
    acts.record(
        by=by, verb="term-edit", target=term.name, before=before, fields=changed, projects=renamed
    )
    return renamed


@transaction.atomic
def set_term_use(*, term_id: int, is_active: bool, by: User) -> Term:
    """Out of use a term is offered no more; the projects that say it keep it."""
    term = Term.objects.select_for_update().get(pk=term_id)
    if term.is_active == is_active:
        raise Refused("这个词在用，不用恢复。" if is_active else "这个词已经停用。")
    term.is_active = is_active
    history.save(term, by=by, reason="恢复" if is_active else "停用", fields=["is_active"])
    if is_active:
        acts.record(by=by, verb="term-restore", target=term.name, kind=term.kind)
    else:
        acts.record(by=by, verb="term-retire", target=term.name, kind=term.kind)
    return term


def _take(term: Term, values: Mapping[str, Any]) -> list[str]:
    """Set the values; the names of those that changed."""
    changed = [key for key in FIELDS if key in values and getattr(term, key) != values[key]]
    for key in changed:
        setattr(term, key, values[key])
    if "name" in changed:
        if BETWEEN in term.name:
            raise invalid("name", NO_SEPARATOR, "format")
        others = Term.objects.filter(centre=term.centre_id, kind=term.kind, name=term.name)
        if others.exclude(pk=term.pk).exists():
            raise invalid("name", NAME_TAKEN, "duplicate")
    return changed


def _rename(term: Term, before: str, by: User) -> int:
    """In one act, with the reason in each project's history."""
    saying = projects_saying(term.centre_id, term.kind, before)
    changes = [ProjectChange(p.pk, _renamed(p, term, before)) for p in saying]
    try:
        update_projects(changes, by=by, reason=f"词表改名：{before} → {term.name}")
    except ValidationError as error:  # e.g. a project's list of strategies gets too long
        raise invalid("name", " ".join(error.messages), "length") from None
    return len(changes)


def _renamed(project: Project, term: Term, before: str) -> dict[str, str]:
    if term.kind == TermKind.INDUSTRY:
        return {"industry": term.name}
    names = [term.name if n == before else n for n in project.strategies.split(BETWEEN)]
    return {"strategies": BETWEEN.join(dict.fromkeys(names))}
