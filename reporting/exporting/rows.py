"""What a row of an export knows, whatever source it was read from. Plain values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from procedures.rules import Status
from reporting.formulas import Share


@dataclass(frozen=True)
class PermitCell:
    """One permit of one project on the day of the table."""

    kind: str
    kind_name: str
    status: str = Status.NOT_STARTED
    level: str = ""
    handler: str = ""
    document_no: str = ""
    exempt_reason: str = ""
    note: str = ""
    due_on: date | None = None
    expected_on: date | None = None
    completed_on: date | None = None
    done: bool = False  # by the day that is asked for

    @property
    def is_exempt(self) -> bool:
        return self.status == Status.NOT_REQUIRED

    @property
    def day(self) -> date | None:
        """办结日期, else 预计办结."""
        return self.completed_on if self.status == Status.DONE else self.expected_on

    @property
    def ref(self) -> str:
        """文号, 无需办理的理由, else the note: as in the weekly table."""
        if self.status == Status.DONE:
            return self.document_no
        return self.exempt_reason if self.is_exempt else self.note


@dataclass(frozen=True)
class FundCell:
    channel: str
    status: str
    applied: Decimal | None = None
    applied_on: date | None = None
    approved: Decimal | None = None
    approved_on: date | None = None
    document_no: str = ""
    arrived: Decimal | None = None
    arrived_on: date | None = None
    spent: Decimal | None = None
    spent_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class ProjectCells:
    """Nature, level and plan are those valid on the day."""

    pk: int
    number: str
    name: str
    unit_code: str
    unit: str
    level: str
    nature: str
    national_code: str = ""
    owner: str = ""
    place: str = ""
    town: str = ""
    scale: str = ""
    content: str = ""
    industry: str = ""
    is_industrial: bool | None = None
    build_nature: str = ""
    strategies: str = ""
    leader: str = ""
    note: str = ""
    total_investment: Decimal | None = None
    planned_investment: Decimal | None = None
    planned_start: date | None = None
    begun_on: date | None = None
    state: str = ""
    state_on: date | None = None
    finished_on: date | None = None
    listed_from: date | None = None
    completed_investment: Decimal | None = None
    statistical_investment: Decimal | None = None
    in_statistics: bool | None = None
    image_progress: str = ""
    issue: str = ""
    issue_level: str = ""
    issue_unit: str = ""
    issue_by: date | None = None
    applied: Decimal | None = None
    approved: Decimal | None = None


@dataclass(frozen=True)
class UnitCells:
    """A unit's part of the figures, by their keys; None for one that never sealed."""

    code: str
    name: str
    kind: str
    shares: Mapping[str, Share | None] = field(default_factory=dict)


@dataclass(frozen=True)
class ExportRow:
    """A project with its permits; one of them, an application or a unit, by what a row is."""

    seq: int
    project: ProjectCells | None = None
    permits: Mapping[str, PermitCell] = field(default_factory=dict)
    permit: PermitCell | None = None
    fund: FundCell | None = None
    unit: UnitCells | None = None

    @property
    def required(self) -> int:
        return sum(not permit.is_exempt for permit in self.permits.values())

    @property
    def done(self) -> int:
        return sum(permit.done for permit in self.permits.values())
