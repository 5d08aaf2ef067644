"""One project's light: 投资完成率 of its year against 序时进度, and a start long overdue."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Unit
from projects.models import Project
from reporting.formulas import WORKS, ProjectFact, Share, pace_of_year, percent
from reporting.lights import Signal, project_signal

from .county import limits_on
from .listing import basis_words
from .register import load_one


@dataclass(frozen=True)
class ProjectLight:
    year: int
    project: ProjectFact
    signal: Signal | None
    on: date

    @property
    def shown(self) -> str:
        return percent(Share(self.project.completed, self.project.planned).value)

    @property
    def pace(self) -> str:
        return percent(pace_of_year(self.year, self.on))

    @property
    def basis(self) -> str:
        return basis_words(self.project.basis) or "没有版本，按现在的计划"


def project_light(project: Project, centre: Unit, on: date) -> ProjectLight | None:
    """None while it stands in no list of works of the year."""
    facts = load_one(project, on.year).facts(on.year, on).of_natures(WORKS)
    if not facts:
        return None
    [fact] = facts
    return ProjectLight(on.year, fact, project_signal(fact, on.year, on, limits_on(centre, on)), on)
