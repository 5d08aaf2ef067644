"""Units by the names people write for them."""

from collections.abc import Iterable

from accounts.models import Unit
from accounts.rules import UnitKind
from sheets.text import fold

TOWNS = frozenset({UnitKind.TOWNSHIP, UnitKind.ZONE})


class UnitNames:
    """The units of a county by code, name, short name and aliases; read once, in one query.

    A name that two units share finds neither: unsure means ask.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_name: dict[str, Unit | None] = {}
        for unit in units:
            names = {fold(text) for text in (unit.code, unit.name, unit.short_name, *unit.aliases)}
            for name in names - {""}:
                self._by_name[name] = None if name in self._by_name else unit

    @classmethod
    def of_county(cls, centre_id: int | None) -> "UnitNames":
        return cls(Unit.objects.of_county(centre_id).active())

    def find(self, text: str) -> Unit | None:
        return self._by_name.get(fold(text))

    def town(self, text: str) -> Unit | None:
        """Only a township or the zone is a place."""
        unit = self.find(text)
        return unit if unit and unit.kind in TOWNS else None
