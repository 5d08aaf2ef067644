"""What may be asked of the sealed rounds: a code read from paper, which form's rounds."""

from django import forms

from reporting.rules import Form
from reporting.sealbook import codes


class CodeForm(forms.Form):
    code = forms.CharField(
        label="核对码",
        max_length=40,
        help_text="印在表下、回执和汇总表封存页上，10 位，如 7K3QX-9V13R；大小写、横线都不要紧",
    )

    def clean_code(self) -> str:
        code = codes.typed(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError("核对码是 10 位数字和字母（没有 U）。照纸上的再打一遍。")
        return code


class SealbookFilter(forms.Form):
    form = forms.ChoiceField(choices=[("", "全部"), *Form.choices], required=False)
