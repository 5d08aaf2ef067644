"""What the form of each step takes, for one permit or for many at once; services write.

`form_for(step)` is the class; `said()` of a valid form is what `services.steps.take_step` wants.
A form whose step needs papers also says `uploads()`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from accounts.errors import note
from accounts.fields import TextField
from projects.fields import ColumnField
from sheets.columns import Column, Type
from workplace import clock
from workplace.attachment_forms import FilesField, FilesForm, SeveralFiles
from workplace.content import ACCEPT

from . import numbers
from .models import Permit, PermitKind
from .rules import HandlerSays
from .steps import Step, papers_lacking

GIVEN = ("document_no", "on")  # what a paper on file says, taken over by a click
MOST_LACKS = 20
LACK_LENGTH = 100
NO_LACKS = "写明缺哪些材料，一行一项"
MANY_LACKS = f"最多写 {MOST_LACKS} 项，一行一项"


def day_field(label: str, *, required: bool = True, past: bool = True) -> ColumnField:
    """A day as people type it: 2023-02-03, 2月3日."""
    return ColumnField(Column("on", label, type=Type.DATE, required=required, past=past))


class LacksField(TextField):
    """What is missing, one thing a line; cleaned to a list."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = [line.strip() for line in super().to_python(value).splitlines()]
        found = list(dict.fromkeys(filter(None, lines)))
        if len(found) > MOST_LACKS:
            raise ValidationError(MANY_LACKS, code="length")
        if long := next((line for line in found if len(line) > LACK_LENGTH), ""):
            sentence = f"“{long[:10]}…”太长。一项最多 {LACK_LENGTH} 字"
            raise ValidationError(sentence, code="length")
        return found

    def validate(self, value: Any) -> None:
        if not value:
            raise ValidationError(NO_LACKS, code="required")

    def run_validators(self, value: Any) -> None:
        """The bound on the whole text was checked with the text."""


class StepForm(forms.Form):
    """A step without more to say than when it happened."""

    step: ClassVar[Step]
    title: ClassVar[str]
    button: ClassVar[str]  # verb and object; a desk puts the number behind it
    day: ClassVar[str] = "日期"
    hint: ClassVar[str] = ""  # what follows from the step

    on = day_field("日期")
    note = TextField(label="说明", max_length=200, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)  # as it was shown

    def __init__(
        self, *args: Any, kind: PermitKind | None = None, has_file: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.has_file = kind, has_file
        today = clock.today()
        if "on" in self.fields:
            self.fields["on"].label = self.day
            self.fields["on"].initial = today
            self.fields["on"].help_text = f"不能晚于今天 {today.month}月{today.day}日"

    def said(self) -> dict[str, Any]:
        """For `take_step`: on, note, lacks, values, has_file."""
        values = self.cleaned_data
        kept: dict[str, Any] = {k: values[k] for k in ("document_no", "ground") if k in values}
        if values.get("expected_on"):
            kept["expected_on"] = values["expected_on"]
        return {
            "on": values.get("on"),
            "note": values.get("note", ""),
            "lacks": values.get("lacks", ()),
            "values": kept,
            "has_file": self.has_file or bool(self.uploads()),
        }

    def uploads(self) -> list[UploadedFile]:
        return [one for one in self.cleaned_data.get("file") or () if one]

    def take_error(self, error: ValidationError) -> None:
        note(self, error)

    def go_on_from(self, version: int) -> None:
        """Who was told that it has moved takes the step knowingly the next time."""
        self.data = {key: self.data[key] for key in self.data} | {"version": str(version)}


class AcknowledgeForm(StepForm):
    step, title, button = Step.ACKNOWLEDGE, "签收", "签收"
    hint = "表示已经知道由本单位承办，不开始计时。"
    on = None  # type: ignore[assignment]  # now


class SendForm(StepForm):
    step, title, button, day = Step.SEND, "已报送", "记为已报送", "报送日期"
    hint = "之后由承办部门受理或退件。"
    expected_on = day_field("预计办结", required=False, past=False)


class ResendForm(SendForm):
    step, title, button, day = Step.RESEND, "补正已交", "记为补正已交", "交补正材料日期"
    hint = "之后由承办部门重新受理；受理之前不计时。"


class AcceptForm(StepForm):
    step, title, button, day = Step.ACCEPT, "受理", "确认受理", "受理日期"
    hint = "从受理的第二天起按工作日计时。"


class ReturnForm(StepForm):
    step, title, button, day = Step.RETURN, "退件补正", "退件补正", "退件日期"
    hint = "一次说全缺什么；补正期间停止计时，重新受理后接着计。"
    lacks = LacksField(
        label="缺哪些材料", max_length=1000, multiline=True, help_text="一行一项，责任单位照此补正"
    )
    field_order = ("on", "lacks", "note")


class ReviewForm(StepForm):
    step, title, button, day = Step.REVIEW, "专家评审", "转入专家评审", "评审开始日期"
    hint = "评审期间停止计时（行政许可法第四十五条）。"


class NoticeForm(StepForm):
    step, title, button, day = Step.NOTICE, "公示", "开始公示", "公示开始日期"
    hint = "公示期间停止计时。"


class ProceedForm(StepForm):
    step, title, button, day = Step.PROCEED, "评审、公示结束", "结束评审、公示", "结束日期"
    hint = "从第二天起接着计时。"


class PapersForm(StepForm):
    """办结 and 已拿到批复 rest on a number and a file, or on a written ground."""

    document_no = TextField(label="文号", max_length=100, required=False)
    file = FilesField(
        label="批复文件",
        max_length=300,
        required=False,
        widget=SeveralFiles(attrs={"accept": ACCEPT}),
        help_text=FilesForm.base_fields["file"].help_text,
        error_messages=FilesForm.base_fields["file"].error_messages,
    )
    ground = TextField(
        label="办结依据",
        max_length=200,
        required=False,
        help_text="没有文号或文件的，写明凭什么算办结，如 登记表网上备案，回执见附件",
    )
    number_told = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    field_order = ("on", "document_no", "file", "ground", "note", "number_told")
    warning = suggestion = ""  # of an odd number: why, and how it should be written

    def clean_document_no(self) -> str:
        return numbers.tidy(self.cleaned_data["document_no"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self._ask_about(values.get("document_no", ""))
        if not self.errors:
            has_file = self.has_file or bool(self.uploads())
            why = papers_lacking(values["document_no"], values["ground"], has_file=has_file)
            if why:
                self.add_error("ground", ValidationError(why, code="required"))
        return values

    def _ask_about(self, number: str) -> None:
        """An odd number is asked about once; the same number again is meant so."""
        if self.kind is None or self.has_error("document_no"):
            return
        self.warning, self.suggestion = numbers.doubt(self.kind, number)
        if self.warning and self.data.get(self.add_prefix("number_told")) != number:
            self.add_error("document_no", ValidationError(self.warning, code="doubt"))
            told = {self.add_prefix("number_told"): number}
            self.data = {key: self.data[key] for key in self.data} | told


class ObtainForm(PapersForm):
    step, title, button, day = Step.OBTAIN, "已拿到批复", "记为已拿到批复", "批复日期"


class FinishForm(PapersForm):
    step, title, button, day = Step.FINISH, "办结", "确认办结", "办结日期"


class RetractForm(StepForm):
    step, title, button = Step.RETRACT, "撤回上一步", "撤回这一步"
    hint = "手续回到这一步之前的样子；撤回也记入办理经过。"
    on = None  # type: ignore[assignment]  # now
    note = TextField(label="原因", max_length=200)


FORMS: dict[str, type[StepForm]] = {
    form.step: form
    for form in (
        *(AcknowledgeForm, SendForm, ResendForm, ObtainForm, AcceptForm, ReturnForm),
        *(ReviewForm, NoticeForm, ProceedForm, FinishForm, RetractForm),
    )
}


def form_of(
    step: str,
    permit: Permit,
    *,
    has_file: bool,
    data: Mapping[str, Any] | None = None,
    files: Any = None,
    given: Mapping[str, str] | None = None,
) -> StepForm:
    """The form of a step of this permit. `given`: what a click on 按此填 brings along."""
    initial: dict[str, Any] = {"version": permit.version}
    if step == Step.OBTAIN and permit.handler_says == HandlerSays.DONE:
        # the owner most often confirms what the bureau said
        initial |= {"document_no": permit.handler_document_no, "on": permit.handler_done_on}
    initial |= {name: given[name][:100] for name in GIVEN if given and given.get(name)}
    return form_for(step)(
        data,
        files,
        kind=permit.kind,
        has_file=has_file,
        auto_id=f"{step}_%s",
        initial=initial,
    )


def with_suggestion(data: QueryDict) -> dict[str, Any]:
    """“按此改” sends the number as it should be written."""
    said = data.dict()
    return said | {"document_no": said["use_number"]} if said.get("use_number") else said


def form_for(step: str) -> type[StepForm]:
    return FORMS[step]
