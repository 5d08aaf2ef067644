"""What may stand in a URL: which of the county's word lists."""

from .rules import TermKind


class TermKindConverter:
    regex = "|".join(TermKind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
