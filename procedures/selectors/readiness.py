"""申报条件: which permits a channel wants, and which of them a project still lacks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from procedures.models import FundingNeed, Permit, PermitKind
from procedures.rules import OPEN, Status
from projects.models import FundingApplication
from projects.rules import Channel


@dataclass(frozen=True)
class Need:
    """A kind that the channel wants, and where the project's permit of it stands."""

    kind: PermitKind
    status: Status
    basis: str

    @property
    def is_met(self) -> bool:
        return self.status not in OPEN


@dataclass(frozen=True)
class Readiness:
    needs: list[Need]

    @property
    def lacking(self) -> list[Need]:
        return [need for need in self.needs if not need.is_met]

    @property
    def basis(self) -> str:
        return next((need.basis for need in self.needs if need.basis), "")

    @property
    def words(self) -> str:
        """土地、环评: what is lacking."""
        return "、".join(need.kind.name for need in self.lacking)


@dataclass(frozen=True)
class ChannelNeeds:
    channel: Channel
    needs: list[FundingNeed]

    @property
    def words(self) -> str:
        return "、".join(need.kind.name for need in self.needs)


def readiness(applications: Sequence[FundingApplication]) -> dict[int, Readiness]:
    """Of each application, by its key; two queries however many there are."""
    wanted = _needs()
    statuses: dict[tuple[int, int], Status] = {}
    permits = Permit.objects.filter(project__in={row.project_id for row in applications})
    for project_id, kind_id, status in permits.values_list("project_id", "kind_id", "status"):
        statuses[project_id, kind_id] = Status(status)

    def need(row: FundingApplication, want: FundingNeed) -> Need:
        status = statuses.get((row.project_id, want.kind_id), Status.NOT_STARTED)
        return Need(want.kind, status, want.basis)

    return {
        row.pk: Readiness([need(row, want) for want in wanted[row.channel]]) for row in applications
    }


def channel_needs() -> list[ChannelNeeds]:
    """Every channel with what it wants, also those that want nothing."""
    wanted = _needs()
    return [ChannelNeeds(channel, wanted[channel]) for channel in Channel]


def _needs() -> dict[str, list[FundingNeed]]:
    found: dict[str, list[FundingNeed]] = defaultdict(list)
    rows = FundingNeed.objects.filter(kind__is_active=True).select_related("kind")
    for need in rows.order_by("channel", "kind__order", "kind__code"):
        found[need.channel].append(need)
    return found
