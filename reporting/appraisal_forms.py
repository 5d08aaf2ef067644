"""The office's form of a new 考核办法: its head, and one row an item."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import TextField

from .appraisal import COUNTS, DEFAULT, RATES, Item, Way, label_of, read_items

ROWS = 12  # more items than any county's rule has
CHOICES = [("", "（不用这一行）")]
CHOICES += [(f"{Way.RATE}:{key}", f"{label_of(key)}：按完成率得分") for key in RATES]
CHOICES += [
    (f"{way}:{key}", f"{word}：{Way(way).label}")
    for key, word in COUNTS.items()
    for way in (Way.DEDUCT, Way.ADD)
]


class RuleForm(forms.Form):
    name = TextField(label="名称", max_length=100)
    valid_from = forms.DateField(
        label="生效时间", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    source = TextField(label="依据", max_length=100, required=False)
    reason = TextField(label="修改的原因", max_length=200)


class ItemForm(forms.Form):
    what = forms.ChoiceField(label="考核什么", choices=CHOICES, required=False)
    label = forms.CharField(label="名称", max_length=30, required=False)
    points = forms.CharField(label="分值", max_length=10, required=False)
    per = forms.CharField(label="每次扣（加）", max_length=10, required=False)
    bonus = forms.CharField(label="力争加分", max_length=10, required=False)


class BaseItems(forms.BaseFormSet):
    items: list[Item]  # once it is valid

    def clean(self) -> None:
        if any(self.errors):
            return
        rows = [
            self._row(form.cleaned_data) for form in self.forms if form.cleaned_data.get("what")
        ]
        self.items, faults = read_items(rows)
        if faults:
            raise ValidationError(faults)

    @staticmethod
    def _row(data: dict[str, Any]) -> dict[str, Any]:
        way, _, key = data["what"].partition(":")
        label = data["label"] or label_of(key)
        return {**data, "way": way, "key": key, "label": label}


ItemSet = forms.formset_factory(
    ItemForm, formset=BaseItems, extra=0, max_num=ROWS, validate_max=True
)


def item_rows(items: list[Item] | None = None) -> list[dict[str, str]]:
    """What stands in the form at first: the rule that holds, and free rows below."""
    rows = [{**item.stored(), "what": f"{item.way}:{item.key}"} for item in items or list(DEFAULT)]
    return rows + [{}] * (ROWS - len(rows))
