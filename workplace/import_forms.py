"""What the pages of an import ask for: a workbook, and a reason where something steps back."""

from django import forms

from sheets.text import CellError, clean

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
