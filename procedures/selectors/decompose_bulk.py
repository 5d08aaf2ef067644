"""What decomposing many projects at once would give to whom, before anything is saved."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from procedures.decomposition import Choice, Plan
from procedures.models import Template
from procedures.selectors.decompose import (
    Library,
    Proposed,
    facts_of,
    fitting,
    permits_of,
    propose,
    traits_of,
)
from projects.models import Project


@dataclass(frozen=True)
class Sketch:
    """One project of the preview."""

    project: Project
    template: Template | None
    rows: list[Proposed]

    @property
    def needed(self) -> list[Proposed]:
        return [row for row in self.rows if row.need and not row.is_closed]

    @property
    def exempt(self) -> list[Proposed]:
        return [row for row in self.rows if not row.need]

    @property
    def without_unit(self) -> list[Proposed]:
        return [row for row in self.needed if row.unit_id is None]

    def plan(self) -> Plan:
        choices = [_choice(row) for row in self.rows if not row.is_closed]
        return Plan(self.project.pk, self.template.pk if self.template else None, choices)


@dataclass(frozen=True)
class Preview:
    sketches: list[Sketch]

    @property
    def given(self) -> int:
        return sum(len(s.needed) - len(s.without_unit) for s in self.sketches)

    @property
    def without_unit(self) -> int:
        return sum(len(s.without_unit) for s in self.sketches)

    @property
    def exempt(self) -> int:
        return sum(len(s.exempt) for s in self.sketches)

    @property
    def digest(self) -> str:
        """Of all that is shown: what is saved is what was looked at."""
        shown = [
            [s.project.number, s.template.code if s.template else "", *map(_shown, s.rows)]
            for s in self.sketches
        ]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def preview(
    ours: Library, projects: Sequence[Project], *, template_code: str, rule: str, latest: date
) -> Preview:
    """A fixed number of queries, whatever the number of projects."""
    ids = [project.pk for project in projects]
    permits, traits = permits_of(ids), traits_of(ids)
    found = []
    for project in projects:
        known = traits.get(project.pk)
        template = ours.template(template_code) or _template(ours, project, known)
        facts = facts_of(project, template, known)
        rows = propose(ours, template, facts, permits[project.pk], latest)
        if rule == "one":
            rows = [_on(row, latest) for row in rows]
        found.append(Sketch(project, template, rows))
    return Preview(found)


def _template(ours: Library, project: Project, traits: object) -> Template | None:
    """The one it was decomposed by, retired or not; else the one that fits."""
    used = getattr(traits, "template", None)
    return ours.template(used.code) if used else fitting(ours.offered, project)


def _on(row: Proposed, day: date) -> Proposed:
    stands = row.permit is not None and row.permit.due_on is not None
    return row if stands or not row.need or row.is_closed else replace(row, due_on=day)


def _choice(row: Proposed) -> Choice:
    if not row.need:
        return Choice(row.kind.pk, need=False, ground=row.ground)
    return Choice(row.kind.pk, True, row.level, row.unit_id, row.due_on)


def _shown(row: Proposed) -> list[object]:
    due = row.due_on.isoformat() if row.due_on else ""
    return [row.kind.code, row.need, row.level, row.unit_id, due, row.ground]
