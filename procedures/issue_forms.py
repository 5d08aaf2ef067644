"""What the pages of problems take."""

from typing import Any

from django import forms

from accounts.fields import TextField
from accounts.models import Unit, User

from .issue_rules import NEEDS_TEXT, rungs
from .models import Issue, Permit
from .rules import IssueLevel, IssueStep

LEVELS = [("", "未定"), *IssueLevel.choices]


def day(label: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def units_of(user: User) -> Any:
    """办理部门 may be any unit of the county, whoever writes."""
    rows = Unit.objects.of_county(user.unit.centre_id).active()
    return rows.order_by("order", "code")


class StepForm(forms.Form):
    """A step with one problem; `version` is the one on the page that the person read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = TextField(label="说明", max_length=500, required=False, multiline=True)
    step: IssueStep
    label = ""  # of the text, where the step's own word is better
    placeholder = ""

    def __init__(self, user: User, issue: Issue, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.step.value}_%s")
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = issue.version
        text = self.fields["text"]
        words = NEEDS_TEXT.get(self.step, "")
        text.required = bool(words)
        text.error_messages["required"] = words
        text.label = self.label or text.label
        if self.placeholder:
            text.widget.attrs["placeholder"] = self.placeholder
        if "unit" in self.fields:
            choice = self.fields["unit"]
            assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101  for mypy
            choice.queryset = units_of(user)
            choice.initial = issue.unit_id

    def values(self) -> dict[str, Any]:
        """Without the version, which the service compares by itself."""
        said: dict[str, Any] = dict(self.cleaned_data)
        said.pop("version", None)
        return said


class RemarkForm(StepForm):
    step = IssueStep.REMARK
    label = "写处理意见"
    placeholder = "写明措施、谁来办、什么时候完成"


class AssignForm(StepForm):
    step = IssueStep.ASSIGN
    label = "要求"
    unit = forms.ModelChoiceField(Unit.objects.none(), label="办理部门", empty_label="选办理部门")
    reply_due_on = day("答复时限")
    field_order = ["version", "unit", "reply_due_on", "text"]


class ReplyForm(StepForm):
    step = IssueStep.REPLY
    label = "答复"
    placeholder = "写明措施、谁来办"
    finish_on = day("什么时候办完")


class EscalateForm(StepForm):
    step = IssueStep.ESCALATE
    label = "为什么升级"
    level = forms.ChoiceField(label="上报到", choices=[])
    field_order = ["version", "level", "text"]

    def __init__(self, user: User, issue: Issue, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, issue, *args, **kwargs)
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)  # noqa: S101  for mypy
        higher = rungs(issue.status, issue.level)
        level.choices = [(rung.value, f"{rung.label}级") for rung in higher]
        level.error_messages["invalid_choice"] = "只能再往上升级，到市或省"


class DecideForm(StepForm):
    step = IssueStep.DECIDE
    label = "议定事项"
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="办理部门", required=False, empty_label="不变"
    )
    due_on = day("完成时限", required=False)


class AskClearForm(StepForm):
    step = IssueStep.ASK_CLEAR
    label = "怎样解决的"
    text = TextField(label="怎样解决的", max_length=300, multiline=True)


class ClearForm(StepForm):
    step = IssueStep.CLEAR
    label = "怎样解决的"
    text = TextField(label="怎样解决的", max_length=300, required=False, multiline=True)

    def __init__(self, user: User, issue: Issue, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, issue, *args, **kwargs)
        text = self.fields["text"]
        if issue.clear_asked_at is None:
            text.required = True
            text.error_messages["required"] = NEEDS_TEXT[IssueStep.ASK_CLEAR]
        else:
            text.initial = issue.resolution


class RefuseForm(StepForm):
    step = IssueStep.REFUSE_CLEAR
    label = "还有什么没有解决"


class ReopenForm(StepForm):
    step = IssueStep.REOPEN
    label = "为什么重新打开"


class EditForm(StepForm):
    step = IssueStep.EDIT
    label = "问题"
    level = forms.ChoiceField(label="协调层级", choices=LEVELS, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="建议办理部门", required=False, empty_label="未定"
    )
    wanted_by = day("要求时限", required=False)

    def __init__(self, user: User, issue: Issue, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, issue, *args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = "写明是什么问题"
        for name in ("text", "level", "wanted_by"):
            self.fields[name].initial = getattr(issue, name)


STEP_FORMS: dict[str, type[StepForm]] = {
    form.step.value: form
    for form in (
        RemarkForm, AssignForm, ReplyForm, EscalateForm, DecideForm, AskClearForm, ClearForm,
        RefuseForm, ReopenForm, EditForm,
    )
}  # fmt: skip


class PermitChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Permit) -> str:
        return obj.kind.name


class RaiseForm(forms.Form):
    """A new problem of the project, or of the permit, that the page's address names."""

    permit = PermitChoice(
        Permit.objects.none(), label="手续", required=False, empty_label="整个项目"
    )
    text = TextField(
        label="是什么问题", max_length=500, multiline=True, help_text="卡在哪一步、要谁协调什么"
    )
    level = forms.ChoiceField(label="协调层级", choices=LEVELS, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="建议办理部门", required=False, empty_label="未定"
    )
    wanted_by = day("要求时限", required=False)
    in_table = forms.BooleanField(
        label="列入周报表",
        required=False,
        help_text="每个项目在周报表里只有一个问题；不列入的也在问题督办里跟踪",
    )

    def __init__(
        self, user: User, permits: Any, *args: Any, is_bureau: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("permit", permits), ("unit", units_of(user))):
            choice = self.fields[name]
            assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101  for mypy
            choice.queryset = rows
        if is_bureau:  # on the permit it handles, and not in the owner's table
            self.fields["permit"].required = True
            self.fields["permit"].widget = forms.HiddenInput()
            del self.fields["in_table"]
