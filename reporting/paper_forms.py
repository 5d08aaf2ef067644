"""What the centre and the office type about documents: which to draft, its texts, its number."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import TextField

from .models import Round
from .papers.blocks import words
from .papers.tokens import typed_digits
from .rules import PaperKind

TEXT = TextField(max_length=20_000, required=False, multiline=True)
# 典型案例 are drafted on their own page
DRAFTABLE = list(PaperKind)


def _no_numbers(text: str, what: str) -> None:
    number = typed_digits(words(text))
    if number:
        raise ValidationError(
            f"{what}里有手写的数“{number}”。日期、期号、文号写完整，如“2月3日”“第9期”；"
            "别的数不在这里写。"
        )


class DraftForm(forms.Form):
    kind = forms.ChoiceField(label="文种", choices=[(kind.value, kind.label) for kind in DRAFTABLE])
    round = forms.TypedChoiceField(label="期", coerce=int)

    def __init__(self, rounds: Sequence[Round], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].choices = [  # type: ignore[attr-defined]
            (one.pk, f"{one.label}（截至{one.cutoff_on:%Y-%m-%d}）") for one in rounds
        ]


class EditForm(forms.Form):
    """The title; the texts of the blocks come as text-<place> (see `texts`)."""

    title = TextField(label="标题", max_length=100)
    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        _no_numbers(title, "标题")
        return title

    def texts(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for name, text in self.data.items():
            head, _, place = name.partition("-")
            if head == "text" and place.isdecimal() and len(place) < 5:
                found[int(place)] = TEXT.clean(text)
        return found


class IssueForm(forms.Form):
    number = forms.IntegerField(label="期号", min_value=1, max_value=9999)
    dated_on = forms.DateField(
        label="成文日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = TextField(label="原因", max_length=200)

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        _no_numbers(reason, "原因")
        return reason


class SwitchForm(forms.Form):
    is_on = forms.ChoiceField(label="排名", choices=[("yes", "开启"), ("no", "关闭")])
    ground = TextField(label="依据", max_length=200)
