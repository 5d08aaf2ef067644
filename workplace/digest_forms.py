"""What a value about reminders and robots may be."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import NamesField, TextField
from accounts.models import Unit

from . import robots
from .kinds import at_once_by_default, offered
from .models import Preference, ReminderSettings, Robot

MOST_TIMES = 4
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
MALFORMED = "令牌的格式不对。从群机器人的 Webhook 地址里复制最后那一段，不要复制整个地址。"
WRONG_TIME = "“{}”不是时间。写成 08:30，几个时间用顿号分开。"


class PreferenceForm(forms.Form):
    by_email = forms.BooleanField(
        label="要办的事也发到邮箱",
        required=False,
        help_text="一次一封，列出全部事项；没有填邮箱的只在本系统里提醒。",
    )
    quiet_from = forms.TimeField(label="不打扰，从", widget=CLOCK)
    quiet_until = forms.TimeField(
        label="到", widget=CLOCK, help_text="周末和节假日全天不打扰；这段时间的事，过后一起提醒。"
    )
    at_once = forms.MultipleChoiceField(
        label="不等集中提醒、马上告诉我的",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="其余的在每个工作日的集中提醒里一起告诉；中心点名催办的总是马上告诉。",
    )

    def __init__(self, *args: Any, preference: Preference, **kwargs: Any) -> None:
        wanted = preference.at_once
        kwargs["initial"] = {
            "by_email": preference.by_email,
            "quiet_from": preference.quiet_from,
            "quiet_until": preference.quiet_until,
            "at_once": at_once_by_default() if wanted is None else wanted,
        }
        super().__init__(*args, **kwargs)
        self.fields["at_once"].choices = offered()  # type: ignore[attr-defined]


class ReminderSettingsForm(forms.Form):
    digest_times = NamesField(
        label="集中提醒时间",
        max_length=60,
        help_text="每个工作日到这些时间，把要办的事合成一条告诉各人，如 08:30、14:30。",
    )
    head_after_days = forms.IntegerField(
        label="逾期几个工作日告诉单位负责人", min_value=1, max_value=60
    )
    head_after_rounds = forms.IntegerField(
        label="连续几期没报告诉单位负责人", min_value=1, max_value=12
    )

    def __init__(self, *args: Any, row: ReminderSettings, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(row, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def clean_digest_times(self) -> list[str]:
        times = sorted({_clock(text) for text in self.cleaned_data["digest_times"]})
        if len(times) > MOST_TIMES:
            raise ValidationError(f"一天最多 {MOST_TIMES} 次，多了就是打扰。")
        return [f"{at:%H:%M}" for at in times]


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text.replace("：", ":").rjust(5, "0"))
    except ValueError:
        raise ValidationError(WRONG_TIME.format(text)) from None


class RobotForm(forms.Form):
    name = TextField(label="名称", max_length=30, help_text="如 县项目专班群、自然资源局工作群")
    unit = forms.ModelChoiceField(
        label="哪个单位的群",
        queryset=Unit.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="全县的群（各单位的都收）",
    )
    vendor = forms.ChoiceField(label="软件", choices=Robot.Vendor.choices)
    token = TextField(
        label="令牌",
        max_length=100,
        help_text="群机器人 Webhook 地址里 key=、access_token= 或 hook/ 后面的那一段。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = TextField(
        label="加签密钥",
        max_length=100,
        required=False,
        help_text="钉钉、飞书选了“加签”的才填；企业微信不用。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kinds = forms.MultipleChoiceField(
        label="收哪些提醒",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="一个都不选，就是全部都收。",
    )
    is_active = forms.BooleanField(label="在用", required=False, initial=True)

    def __init__(self, *args: Any, units: Any, robot: Robot | None = None, **kwargs: Any) -> None:
        self.robot = robot
        if robot is not None:
            kwargs["initial"] = {
                "name": robot.name,
                "unit": robot.unit.code if robot.unit else "",
                "vendor": robot.vendor,
                "kinds": robot.kinds,
                "is_active": robot.is_active,
            }
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["kinds"].choices = offered()  # type: ignore[attr-defined]
        if robot is not None:
            self.fields["token"].required = False
            self.fields[
                "token"
            ].help_text = f"现在是 {robot.token_mask}。不改就空着；保存后不再显示。"
            self.fields["secret"].help_text += "不改就空着。"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        old = self.robot
        changed = old is None or data.get("vendor") != old.vendor
        if changed and "token" in data and not data["token"]:
            self.add_error("token", "换了软件，令牌也要重新填。")
        elif data.get("token") or data.get("secret"):
            token = data.get("token") or (old.token if old else "")
            if not robots.is_token(data.get("vendor", ""), token, data.get("secret", "")):
                self.add_error("token", MALFORMED)
        return data
