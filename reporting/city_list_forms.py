"""What is typed to compare a list from above with ours."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.fields import TextField
from reporting.citylists.rows import REMARKS, Line
from workplace.import_forms import UploadForm

NONE = "-"


class CityListForm(UploadForm):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2099)
    as_of = forms.DateField(
        label="县里的台账到哪一天",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="市里名单的统计日期；没有写就用今天",
    )
    field_order = ["file", "year", "as_of"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        file.label = "市里的名单"
        file.widget.attrs["accept"] = ".xlsx,.xlsm,.csv"
        file.help_text = "有“项目名称”一列的 .xlsx 或 .csv，最大 20 MB。先核对表头，再对照。"


class MatchForm(forms.Form):
    """For each row in doubt: which of ours it is, or none."""

    def __init__(self, lines: Sequence[Line], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            offered = [(one.number, f"是 {one.name}（{one.number}）") for one in line.candidates]
            self.fields[f"row-{line.key}"] = forms.ChoiceField(
                label=f"第 {line.key} 行 {line.name}",
                required=False,
                choices=[("", "还没有定"), *offered, (NONE, "县里没有这个项目")],
            )

    def answers(self) -> dict[int, str]:
        said = {int(name.removeprefix("row-")): key for name, key in self.cleaned_data.items()}
        return {row: "" if key == NONE else key for row, key in said.items() if key}


class RemarkForm(forms.Form):
    line = forms.RegexField(r"[0-9A-Za-z-]{1,20}", widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label="处理", choices=[("", "未处理"), *REMARKS.items()], required=False
    )
    note = TextField(label="说明", max_length=100, required=False)
