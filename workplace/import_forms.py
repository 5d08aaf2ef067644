"""What the pages of an import ask for: a workbook, and a reason where something steps back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from sheets.columns import Sheet
from sheets.text import CellError, clean

from .answers import NONE, OPEN

MAX_REASON = 200


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Excel 文件",
        max_length=300,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm"}),
        help_text="本系统下载的表，或版式相近的 .xlsx，最大 20 MB。先核对，再保存。",
        error_messages={
            "required": "还没有选文件。请选择 .xlsx 文件",
            "empty": "文件是空的。请重新选择",
            "invalid": "没有收到文件。请重新选择",
            "missing": "没有收到文件。请重新选择",
            "max_length": "文件名太长。请改短后再上传",
        },
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="一句话，会随修改一起留下，审核时能看到。",
    )

    def __init__(self, *args: object, needed: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.needed = needed

    def clean_reason(self) -> str:
        try:
            reason = clean(self.cleaned_data["reason"], max_length=MAX_REASON)
        except CellError as error:
            raise forms.ValidationError(error.message, code=error.code) from None
        if self.needed and not reason:
            why = f"有 {self.needed} 格比现在退了一步，或调整了计划。写一句原因，再保存"
            raise forms.ValidationError(why, code="required")
        return reason


class AnswersForm(forms.Form):
    """Which of our columns each doubtful or unknown column of a file is."""

    def __init__(
        self, questions: Sequence[Mapping[str, Any]], sheet: Sheet, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        ours = [(key, sheet.column(key).label) for key in sheet.writable]
        for number, question in enumerate(questions):
            open_ = "还没有选" if question["doubt"] else "按表头认，认不出就不读"
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=f"{question['letter']} 列“{question['header']}”",
                choices=[(OPEN, open_), (NONE, "不导入这一列"), *ours],
                initial=question["key"],
                error_messages={"required": "选一列", "invalid_choice": "选列表里的一列"},
            )

    @property
    def doubts(self) -> list[tuple[Mapping[str, Any], forms.BoundField]]:
        """What must be answered before the file can be saved."""
        return [line for line in self._lines() if line[0]["doubt"]]

    @property
    def others(self) -> list[tuple[Mapping[str, Any], forms.BoundField]]:
        return [line for line in self._lines() if not line[0]["doubt"]]

    def _lines(self) -> list[tuple[Mapping[str, Any], forms.BoundField]]:
        return [(q, self[f"column-{number}"]) for number, q in enumerate(self.questions)]

    def answers(self) -> dict[str, str]:
        """Header → key, "" to leave it out; of the questions that have been answered."""
        said = [(q, self.cleaned_data[f"column-{n}"]) for n, q in enumerate(self.questions)]
        return {
            q["header"]: "" if key == NONE else key
            for q, key in said
            if key != OPEN and not (q.get("auto") and key == q["key"])
        }

    def open_headers(self) -> list[str]:
        """Headers that are open again."""
        return [
            q["header"]
            for n, q in enumerate(self.questions)
            if self.cleaned_data[f"column-{n}"] == OPEN
        ]
