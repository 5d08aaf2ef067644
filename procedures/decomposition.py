"""What forms hand to services when permits are decomposed or a template is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .models import PermitKind

FACTS = ("energy_tce", "power_kwh", "land_ha", "earthwork", "existing_land", "eia_class")


@dataclass(frozen=True)
class Choice:
    """What the centre decides of one kind: needed, by whom, until when; or not, and why."""

    kind_id: int
    need: bool
    level: str = ""
    unit_id: int | None = None
    due_on: date | None = None
    ground: str = ""


@dataclass(frozen=True)
class Plan:
    """The decomposition of one project."""

    project_id: int
    template_id: int | None
    choices: Sequence[Choice]
    facts: Mapping[str, Any] = field(default_factory=dict)  # of Traits; left out = untouched


@dataclass(frozen=True)
class Item:
    """One kind of a template; `before` counts only with `own_order`."""

    kind: PermitKind
    need: str
    level: str = ""
    handling_unit_id: int | None = None
    own_order: bool = False
    before: Sequence[PermitKind] = ()
    basis: str = ""
