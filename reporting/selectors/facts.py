"""Facts of a project and its permits as the cells of the weekly table; no query here."""

from datetime import date
from decimal import Decimal
from typing import Protocol

from procedures.models import PermitKind
from procedures.rules import Status
from sheets.columns import Value

PROJECT_KEYS = (
    "name", "national_code", "level", "owner", "place", "scale",
    "total_investment", "planned_investment", "planned_start",
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
