"""Facts of a project and its permits as the cells of the weekly table; no query here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import QuerySet

from procedures.models import PermitKind
from procedures.rules import Status
from projects.models import Project
from reporting.findings import Beside
from reporting.models import ReportRow, Round, Seal, SealedPermit, SealedProject
from sheets.columns import Value

Cells = dict[str, Value]

PROJECT_KEYS = (
    "name", "national_code", "level", "owner", "place", "scale",
    "total_investment", "planned_investment", "planned_start", "nature",
)  # fmt: skip
ISSUE_KEYS = ("issue", "issue_level", "issue_unit", "issue_by")
PERMIT_KEYS = ("status", "level", "date", "ref")


class PermitFacts(Protocol):
    """What Permit and SealedPermit have in common."""

    status: str
    level: str
    expected_on: date | None
    completed_on: date | None
    document_no: str
    exempt_reason: str
    note: str


class ProjectFacts(Protocol):
    """What Project and SealedProject have in common."""

    name: str
    national_code: str
    owner: str
    place: str
    scale: str
    total_investment: Decimal | None
    planned_start: date | None


class FormReader(Protocol):
    """How the rows of one form are read; one module for each form."""

    def load(
        self, projects: QuerySet[Project], year: int, cutoff: date, kinds: Sequence[PermitKind]
    ) -> list[Project]: ...
    def live_cells(
        self, project: Project, seq: int, unit: str, kinds: Sequence[PermitKind]
    ) -> Cells: ...
    def half_typed(self, cells: Cells, row: ReportRow) -> None: ...
    def blank_cells(self, made: Iterable[Project], kinds: Sequence[PermitKind]) -> Cells: ...
    def sealed_cells(
        self,
        row: SealedProject,
        permits: Mapping[int, SealedPermit],
        kinds: Sequence[PermitKind],
    ) -> Cells: ...
    def facts_of(self, cells: Mapping[str, Value]) -> dict[str, Any]: ...
    def beside(
        self, projects: Sequence[Project], round_: Round, seal: Seal | None
    ) -> dict[str, Beside]: ...


def date_field(status: str) -> str:
    """Which fact the 时间 cell holds while the permit stands at `status` (design §5)."""
    return "completed_on" if status == Status.DONE else "expected_on"


def ref_field(status: str) -> str:
    """Which fact the 文号/说明 cell holds while the permit stands at `status`."""
    if status == Status.DONE:
        return "document_no"
    return "exempt_reason" if status == Status.NOT_REQUIRED else "note"


def permit_cells(kind: PermitKind, permit: PermitFacts | None) -> dict[str, Value]:
    """The four cells of one permit; a missing Permit row is 未办理 (design §6)."""
    if permit is None:
        values: tuple[Value, ...] = (str(Status.NOT_STARTED), kind.default_level, None, "")
    else:
        values = (
            permit.status,
            permit.level,
            getattr(permit, date_field(permit.status)),
            getattr(permit, ref_field(permit.status)),
        )
    return {f"{kind.code}.{key}": value for key, value in zip(PERMIT_KEYS, values, strict=True)}


def project_cells(
    project: ProjectFacts, *, seq: int, unit: str, level: str, planned_investment: Decimal | None
) -> dict[str, Value]:
    return {
        "seq": seq,
        "name": project.name,
        "national_code": project.national_code,
        "level": level,
        "owner": project.owner,
        "unit": unit,
        "place": project.place,
        "scale": project.scale,
        "total_investment": project.total_investment,
        "planned_investment": planned_investment,
        "planned_start": project.planned_start,
    }


def issue_cells(
    text: str = "", level: str = "", unit: str = "", wanted_by: date | None = None
) -> dict[str, Value]:
    return {"issue": text, "issue_level": level, "issue_unit": unit, "issue_by": wanted_by}


def permit_of(key: str) -> tuple[str, str] | None:
    """`land.date` → ("land", "date"); None for the cells of the project."""
    kind, dot, field = key.partition(".")
    return (kind, field) if dot else None


def leader_of(key: str) -> str:
    """The choice that says what a cell beside it means: land.date → land.status; "" for none."""
    if key == "progress_on":
        return "progress_state"
    about = permit_of(key)
    return f"{about[0]}.status" if about and about[1] in ("date", "ref") else ""
