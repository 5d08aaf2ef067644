"""What may stand in a URL: a date, a verb of the table of moves, a unit's code."""

from datetime import date

from reporting.rules import MOVES


class DateConverter:
    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)  # ValueError = no such page

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


class VerbConverter:
    regex = "|".join(MOVES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
