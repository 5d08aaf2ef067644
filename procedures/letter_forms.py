"""What a written opinion takes besides its rows."""

from typing import Any

from django import forms

from accounts.fields import TextField

from .meeting_forms import day_field

RECEIVERS = ("市项目推进中心", "市领导小组办公室")


class LetterForm(forms.Form):
    receiver = TextField(
        label="主送", max_length=100,
        help_text="如 市领导小组办公室、市项目推进中心",
        widget=forms.TextInput(attrs={"list": "receivers"}),
    )  # fmt: skip
    dated_on = day_field("成文日期")
    intro = TextField(
        label="开头", max_length=1000, multiline=True, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="已按清单拟好，可以改",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.receivers = RECEIVERS
