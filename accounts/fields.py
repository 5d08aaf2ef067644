"""Form fields that let text in by the one door (security.md S4)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sheets.text import CellError, clean


class TextField(forms.CharField):
    """Text that any database, page or workbook can hold; anything else is an error in words."""

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        if multiline:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        bound = self.max_length or 500
        try:
            return clean(value, max_length=bound, multiline=self.multiline)
        except CellError as error:
            raise ValidationError(f"{error.message}。", code=error.code) from error


class NamesField(TextField):
    """Several names in one line, separated by 、 or a comma; cleaned to a list."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().to_python(value)
        names = (name.strip() for name in text.replace("，", "、").replace(",", "、").split("、"))
        return list(dict.fromkeys(filter(None, names)))

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else "、".join(_texts(value))

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """The bound on the whole line was checked with the text."""


def _texts(value: Iterable[object] | None) -> list[str]:
    return [str(name) for name in value or ()]
