"""What the office types to change 口径, and to take a change back."""

from datetime import date, timedelta
from typing import Any

from django import forms

from accounts.fields import TextField

from .definition_example import EXAMPLES
from .models import Definition
from .rules import Convention, Counting

UNSEEN = "新旧两个数要先看过：和预览时填的不同，请核对下面的数再起用。"
EXAMPLE_WORDS = "；".join(f"{short} {example}" for short, example in EXAMPLES)


class DefinitionForm(forms.Form):
    valid_from = forms.DateField(
        label="生效时间",
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text="这一天和以后截止的各期按新口径；已经汇总的期不变",
    )
    convention = forms.ChoiceField(label="办结率口径", choices=Convention.choices)
    counting = forms.ChoiceField(
        label="办结以谁为准",
        choices=Counting.choices,
        help_text="两边确认：承办部门也说办结，或存有批复文件，才计入办结率；另一个数同时列出",
    )
    reason = TextField(label="原因", max_length=150, help_text="会印在口径沿革里")
    source = TextField(label="依据", max_length=100, help_text="如：县领导小组会议纪要〔2023〕2号")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, standing: Definition, since: date) -> "DefinitionForm":
        initial = {"convention": standing.convention, "counting": standing.counting}
        return cls(initial={**initial, "valid_from": since})

    def values(self) -> dict[str, Any]:
        return {key: value for key, value in self.cleaned_data.items() if key != "seen"}

    @property
    def stamp(self) -> str:
        """Of what a preview was made of."""
        said = self.cleaned_data
        return f"{said['valid_from']}|{said['convention']}|{said['counting']}"

    @property
    def is_previewed(self) -> bool:
        return bool(self.cleaned_data["seen"] == self.stamp)

    def draft(self, version: int) -> Definition:
        """The version as it would be, not saved."""
        names = ("valid_from", "convention", "counting", "reason", "source")
        return Definition(version=version, **{name: self.cleaned_data[name] for name in names})


class UndoForm(forms.Form):
    reason = TextField(label="撤销的原因", max_length=150)

    def __init__(self, data: Any = None) -> None:
        # it stands on one page with the form of a new version, which asks for a reason too
        super().__init__(data, auto_id="undo_%s")


def first_free_day(campaign_starts: date, compiled_until: date | None, today: date) -> date:
    """What the form proposes: today, unless a later round has been compiled already."""
    after = compiled_until + timedelta(days=1) if compiled_until else campaign_starts
    return max(after, today, campaign_starts)
