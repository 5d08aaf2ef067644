"""What a form for files takes: several at once, and what they show."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from puxian_projects import limits

from .content import ACCEPT, KINDS_WORD


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; what each holds is for the service to say."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        several = (data if isinstance(data, list) else [data]) or [None]
        return [super(FilesField, self).clean(one, initial) for one in several]


class FilesForm(forms.Form):
    label = forms.ChoiceField(label="内容")
    file = FilesField(
        label="文件",
        max_length=300,
        widget=SeveralFiles(attrs={"accept": ACCEPT}),
        help_text=(
            f"{KINDS_WORD}，每个最大 {limits.UPLOAD // limits.MIB} MB，"
            f"一次最多 {limits.FILES_AT_ONCE} 个。手机上可以直接拍照；照片里的位置等信息会去掉。"
        ),
        error_messages={
            "required": "还没有选文件。请选择文件或拍照",
            "empty": "文件是空的。请重新选择",
            "invalid": "没有收到文件。请重新选择",
            "missing": "没有收到文件。请重新选择",
            "max_length": "文件名太长。请改短后再上传",
        },
    )

    def __init__(self, labels: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["label"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101  for mypy
        choice.choices = [(label, label) for label in labels]
