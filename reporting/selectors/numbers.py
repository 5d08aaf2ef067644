"""Numbers of a page as links to their rows; a page keeps nothing, so their rows get no digest."""

from dataclasses import replace

from reporting.formulas import Share
from reporting.references import Printed, Reference

from .figures import Figure


def number_of(figure: Figure) -> Printed:
    return counted(figure.reference, figure.title, figure.shown, figure.share)


def counted(reference: Reference, label: str, shown: str, share: Share) -> Printed:
    whole = "" if share.denominator is None else str(share.denominator)
    return Printed(reference, label, shown, str(share.numerator), whole, digest="")


def part_of(reference: Reference, *, unit: str = "", kind: str = "") -> Reference:
    """The same number of one unit, of one kind; what is already narrowed stays."""
    return replace(reference, unit=unit or reference.unit, kind=kind or reference.kind)
