"""What the desk takes for ticked permits: a step of many at once, 领办代办."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.fields import TextField
from accounts.models import User

from . import numbers
from .models import Permit
from .step_forms import PapersForm, StepForm, day_field, form_for, form_of, with_suggestion
from .steps import Step, papers_lacking

NEEDS_PAPERS = frozenset({Step.FINISH, Step.OBTAIN})


class ManyPapersForm(StepForm):
    """办结 and 已拿到批复 of several: one date, one ground, a number for each.

    A file is given on the page of its permit: here a number counts where one is on file.
    """

    ground = TextField(
        label="办结依据",
        max_length=200,
        required=False,
        help_text="没有文号或文件的，写明凭什么算办结，如 登记表网上备案，回执见附件",
    )
    field_order = ("on", "ground", "note")

    def __init__(
        self, permits: Sequence[Permit], on_file: Collection[int], step: str, *args: Any
    ) -> None:
        like = form_for(step)
        self.title, self.button, self.day, self.hint = like.title, like.button, like.day, like.hint  # type: ignore[misc]
        super().__init__(*args)
        self.permits, self.on_file = permits, on_file
        for permit in permits:
            label = f"{permit.project.name}，{permit.kind.name}：文号"
            self.fields[_number(permit)] = TextField(label=label, max_length=100, required=False)
            self.fields[_told(permit)] = forms.CharField(
                max_length=200, required=False, widget=forms.HiddenInput
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for permit in self.permits:
            name = _number(permit)
            if name in values:
                values[name] = numbers.tidy(values[name])
                self._ask_about(permit, values[name])
        if not self.errors:
            self._ask_for_papers(values)
        return values

    def each(self) -> dict[int, dict[str, str]]:
        """The number of each permit, by its key."""
        values = self.cleaned_data
        return {permit.pk: {"document_no": values[_number(permit)]} for permit in self.permits}

    def rows(self) -> Iterator[tuple[Permit, forms.BoundField, forms.BoundField]]:
        for permit in self.permits:
            yield permit, self[_number(permit)], self[_told(permit)]

    def _ask_about(self, permit: Permit, number: str) -> None:
        """An odd number is asked about once; the same number again is meant so."""
        warning, _ = numbers.doubt(permit.kind, number)
        if warning and self.data.get(_told(permit)) != number:
            self.add_error(_number(permit), ValidationError(warning, code="doubt"))
            self.data = {key: self.data[key] for key in self.data} | {_told(permit): number}

    def _ask_for_papers(self, values: Mapping[str, Any]) -> None:
        for permit in self.permits:
            number, has_file = values[_number(permit)], permit.pk in self.on_file
            why = papers_lacking(number, values["ground"], has_file=has_file)
            if why:
                sentence = f"{permit.project.name}，{permit.kind.name}：{why}"
                self.add_error("ground", ValidationError(sentence, code="required"))
                return


def step_form(
    step: str,
    permits: Sequence[Permit],
    on_file: Collection[int],
    data: QueryDict | None = None,
    files: Any = None,
) -> StepForm:
    """The form of the step for these permits; without data an empty one. One permit's takes its
    批复 along, as on the permit's own page."""
    if step not in NEEDS_PAPERS:
        assert not issubclass(form_for(step), PapersForm)  # noqa: S101  a new step must choose
        return form_for(step)(data)
    if len(permits) > 1:
        return ManyPapersForm(permits, on_file, step, data)
    [permit] = permits
    said = None if data is None else with_suggestion(data)
    return form_of(step, permit, has_file=permit.pk in on_file, data=said, files=files)


class OfficerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.unit.short_name}　{obj.name}"


class OfficerForm(forms.Form):
    """Whom the ticked permits are given to."""

    officer = OfficerField(
        User.objects.none(),
        label="领办代办员",
        required=False,
        empty_label="不设领办代办",
        error_messages={"invalid_choice": "没有这个人，或账号已停用。请重新选择"},
    )

    def __init__(self, officers: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["officer"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101  for mypy
        choice.queryset = officers


class AgentNoteForm(forms.Form):
    """What was done for the owner, and when the permit may now be expected."""

    note = TextField(label="办了什么", max_length=200, help_text="如 陪同踏勘，已约 2月6日 补测")
    expected_on = day_field("预计办结", required=False, past=False)

    @classmethod
    def of(cls, permit: Permit) -> "AgentNoteForm":
        return cls(initial={"note": permit.note, "expected_on": permit.expected_on})


def _number(permit: Permit) -> str:
    return f"number-{permit.pk}"


def _told(permit: Permit) -> str:
    return f"told-{permit.pk}"
