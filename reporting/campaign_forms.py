"""What the centre types to set up a campaign, to change it and to end it."""

from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import TextField
from accounts.models import Unit
from procedures.models import PermitKind
from workplace import clock

from .forms import WEEKDAYS
from .models import Campaign, Round
from .rules import Convention, Counting, Form, HolidayRule, Rhythm, Stage
from .selectors.campaigns import coming_rounds, taken_day
from .slots import faults

ONLY_PERMITS = ("convention", "counting", "kinds")
# once a round has opened; of these 口径 changes by the day on its own page (/definitions/)
FIXED = ("year", "starts_on", "baseline_on", "kinds", "convention", "counting")


def _date(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **more
    )


class CampaignForm(forms.Form):
    """A campaign of one form. `last`: the last round that has opened, when there is one."""

    name = TextField(label="名称", max_length=100, help_text="如 2023年重点项目建设进展月报")
    year = forms.IntegerField(
        label="项目年度", min_value=2000, max_value=2099, help_text="填报哪一年计划里的项目"
    )
    rhythm = forms.ChoiceField(label="频次", choices=Rhythm.choices)
    weekday = forms.TypedChoiceField(
        label="每周的报送日", choices=WEEKDAYS, coerce=int, help_text="每周报的用它"
    )
    month_day = forms.IntegerField(
        label="每月的统计日", min_value=1, max_value=31, help_text="每月报的用它，31 是最后一天"
    )
    due_time = forms.TimeField(label="截止时刻", widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    holiday_rule = forms.ChoiceField(label="遇节假日", choices=HolidayRule.choices)
    starts_on = _date("开始")
    ends_on = _date("结束")
    baseline_on = _date("摸底截止", required=False, help_text="没有摸底就空着")
    summary_on = _date("总结截止", required=False, help_text="没有活动总结就空着")
    convention = forms.ChoiceField(
        label="办结率口径",
        choices=Convention.choices,
        help_text="印在每个办结率旁边；第一期打开以后，在“口径”页从某一天起改",
    )
    counting = forms.ChoiceField(
        label="办结以谁为准",
        choices=Counting.choices,
        required=False,  # a form that does not ask leaves it as it is
        help_text=(
            "两边确认：承办部门也说办结，或存有批复文件，才计入办结率；另一个数同时列出。"
            "承办部门都已参加再改"
        ),
    )
    kinds = forms.ModelMultipleChoiceField(
        PermitKind.objects.none(),
        label="手续事项",
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    reason = TextField(label="原因", max_length=100, help_text="会随修改一起留下")

    def __init__(
        self,
        *args: Any,
        form: str,
        centre: Unit,
        campaign: Campaign | None = None,
        last: Round | None = None,
        **more: Any,
    ) -> None:
        self.campaign = campaign or Campaign(form=form, centre=centre)
        self.last = last
        more["initial"] = _standing(campaign) if campaign else _usual(form, clock.today())
        super().__init__(*args, **more)
        kinds = self.fields["kinds"]
        kinds.queryset = PermitKind.objects.filter(is_active=True)  # type: ignore[attr-defined]
        left_out = [] if campaign else ["reason"]
        left_out += ONLY_PERMITS if form != Form.PERMITS else []
        left_out += FIXED if last else []
        left_out += ["summary_on"] if last and last.stage == Stage.SUMMARY else []
        for name in set(left_out):
            del self.fields[name]
        if campaign and "preview" in self.data:  # the word is asked for when it is saved
            self.fields["reason"].required = False

    def clean_counting(self) -> str:
        return str(self.cleaned_data["counting"] or self.campaign.counting)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        draft = self.draft()
        for name, words in faults(draft, self.last).items():
            self.add_error(name if name in self.fields else None, words)
        if not self.errors:
            begun = [self.last] if self.last else []
            if clash := taken_day(draft, coming_rounds(draft, begun, clock.now())):
                raise ValidationError(clash)
        return data

    def draft(self) -> Campaign:
        """The campaign as it would be, not saved."""
        draft = copy(self.campaign)
        for name, value in self.values().items():
            if name != "kinds":
                setattr(draft, name, value)
        return draft

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


def _standing(campaign: Campaign) -> dict[str, Any]:
    names = [name for name in CampaignForm.base_fields if name not in ("reason", "kinds")]
    kinds = list(campaign.kinds.values_list("code", flat=True))
    return {name: getattr(campaign, name) for name in names} | {"kinds": kinds}


def _usual(form: str, today: date) -> dict[str, Any]:
    """Permits are filed every Friday, progress at the end of the month; a push may be weekly."""
    plain = Campaign(form=form)
    return {
        "name": f"{today.year}年{plain.get_form_display().removesuffix('情况表')}",
        "year": today.year,
        "rhythm": Rhythm.MONTHLY if form == Form.PROGRESS else Rhythm.WEEKLY,
        "weekday": plain.weekday,
        "month_day": plain.month_day,
        "due_time": plain.due_time,
        "holiday_rule": plain.holiday_rule,
        "starts_on": today,
        "convention": plain.convention,
        "counting": plain.counting,
    }


class EndForm(forms.Form):
    reason = TextField(label="原因", max_length=100, help_text="会随活动一起留下")
