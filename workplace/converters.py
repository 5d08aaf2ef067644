"""A day in a URL: 2023-02-03, nothing else, and only real ones."""

from datetime import date


class DayConverter:
    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)  # ValueError is a 404

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()
