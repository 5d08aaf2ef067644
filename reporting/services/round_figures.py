"""汇总时的数 are written with the compilation, and counted again from the rows on demand."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from reporting.models import Compilation, RoundFigure
from reporting.selectors.round_figures import counted

BATCH = 2_000
Key = tuple[str, str, str, str]  # unit, indicator, convention, counting
Value = tuple[str, str]


@dataclass(frozen=True)
class Difference:
    """Where a summary is not what its rows give; "" = there is none."""

    round: str
    form: str
    version: int
    unit: str  # "" = the county
    key: str
    convention: str
    counting: str
    kept: str
    counted: str

    @property
    def is_missing(self) -> bool:
        return not self.kept


def keep(compilation: Compilation) -> None:
    """Within the transaction that compiles: the register is the one that the table was made by."""
    RoundFigure.objects.bulk_create(counted(compilation, None), batch_size=BATCH)


def differences(*, rebuild: bool = False) -> Iterator[Difference]:
    """All compilations, one at a time; `rebuild` writes anew those that differ."""
    compilations = Compilation.objects.select_related("round__campaign").defer("workbook")
    for compilation in compilations.order_by("round__cutoff_on", "pk"):
        found = counted(compilation, compilation.at)
        wrong = list(_compared(compilation, found))
        if wrong and rebuild:
            _replace(compilation, found)
        yield from wrong


@transaction.atomic
def _replace(compilation: Compilation, found: list[RoundFigure]) -> None:
    RoundFigure.objects.filter(compilation=compilation).delete()
    RoundFigure.objects.bulk_create(found, batch_size=BATCH)


def _compared(compilation: Compilation, found: list[RoundFigure]) -> Iterator[Difference]:
    kept = {_key(row): _value(row) for row in RoundFigure.objects.filter(compilation=compilation)}
    again = {_key(row): _value(row) for row in found}
    for key in sorted(kept.keys() | again.keys()):
        if kept.get(key) != again.get(key):
            unit, indicator, convention, counting = key
            yield Difference(
                round=compilation.round.cutoff_on.isoformat(),
                form=compilation.round.campaign.form,
                version=compilation.version,
                unit=unit,
                key=indicator,
                convention=convention,
                counting=counting,
                kept="/".join(kept.get(key, ())),
                counted="/".join(again.get(key, ())),
            )


def _key(row: RoundFigure) -> Key:
    return (row.unit_code, row.key, row.convention, row.counting)


def _value(row: RoundFigure) -> Value:
    """Money and counts alike, to the cent."""
    whole = "" if row.denominator is None else f"{row.denominator:.2f}"
    return (f"{row.numerator:.2f}", whole)
