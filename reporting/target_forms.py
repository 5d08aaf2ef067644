"""What the office types: a target, a rule of the lights."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.fields import TextField

from .formulas import SCOPE_WORDS
from .indicators import INDICATORS
from .lights import Limits
from .models import Target

FIRST_YEAR, LAST_YEAR = 2020, 2050
MOST_PERCENT, HUNDRED = Decimal(200), Decimal(100)
GOALS = ("floor", "stretch")


def _date() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, "%Y-%m-%d")


class TargetForm(forms.Form):
    """Rates are typed as per cents and kept as ratios; totals in 万元 or whole numbers."""

    indicator = forms.ChoiceField(
        label="指标", choices=[(key, one.label) for key, one in INDICATORS.items()]
    )
    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    scope = forms.ChoiceField(label="范围", choices=list(SCOPE_WORDS.items()))
    due_on = forms.DateField(label="时点", widget=_date())
    floor = forms.DecimalField(
        label="底线",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=4,
        help_text="必须达到的数。比率填百分数，如 65；金额填万元；个数填整数",
    )
    stretch = forms.DecimalField(
        label="力争",
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=4,
        help_text="没有就不填",
    )
    source = TextField(label="依据", max_length=100, required=False, help_text="如：第四条（一）1")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = TextField(label="原因", max_length=100)

    @classmethod
    def of(cls, target: Target, seen: str) -> "TargetForm":
        initial: dict[str, Any] = {name: getattr(target, name) for name in cls.base_fields if
                                   hasattr(target, name)}  # fmt: skip
        is_rate = _is_rate(target.indicator)
        for name in GOALS:
            if initial[name] is not None:
                goal = initial[name] * HUNDRED if is_rate else initial[name]
                initial[name] = f"{goal.normalize():f}"
        return cls(initial={**initial, "seen": seen})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if data["floor"] is None and data["stretch"] is None:
            raise ValidationError("底线和力争至少填一个。")
        for name in GOALS:
            if data[name] is not None:
                data[name] = self._goal(name, data["indicator"], data[name])
        floor, stretch = data["floor"], data["stretch"]
        if floor is not None and stretch is not None and floor > stretch:
            self.add_error("stretch", "力争不能低于底线。")
        if abs(data["due_on"].year - data["year"]) > 1:
            self.add_error("due_on", f"时点离 {data['year']}年太远。核对年份。")
        return data

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in {"seen", "reason"}}

    def _goal(self, name: str, key: str, typed: Decimal) -> Decimal:
        indicator = INDICATORS[key]
        if _is_rate(key):
            if typed > MOST_PERCENT:
                self.add_error(name, f"比率填百分数，最多 {MOST_PERCENT}。65 表示 65%。")
            elif 0 < typed < 1:
                self.add_error(name, f"比率填百分数。{typed * HUNDRED:f}% 填 {typed * HUNDRED:f}。")
            return typed / HUNDRED
        places = 2 if indicator.money else 0
        if typed != round(typed, places):
            self.add_error(name, "最多两位小数。" if places else "个数填整数。")
        return typed


def _is_rate(key: str) -> bool:
    return key in INDICATORS and not INDICATORS[key].is_total


class RemoveForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput)
    reason = TextField(label="取消的原因", max_length=100)


class LightRuleForm(forms.Form):
    """亮灯规则: points behind 序时进度, and months without a start."""

    valid_from = forms.DateField(label="生效时间", widget=_date())
    green_within = forms.DecimalField(
        label="绿灯：落后不超过（个百分点）", min_value=0, max_value=100, decimal_places=2
    )
    yellow_within = forms.DecimalField(
        label="黄灯：落后不超过（个百分点）", min_value=0, max_value=100, decimal_places=2,
        help_text="超过的是红灯",
    )  # fmt: skip
    months_without_start = forms.IntegerField(
        label="新建项目从计划开工月起，满几个月未开工亮红灯", min_value=1, max_value=24
    )
    reason = TextField(label="原因", max_length=200)

    @classmethod
    def of(cls, limits: Limits, valid_from: Any) -> "LightRuleForm":
        return cls(
            initial={
                "valid_from": valid_from,
                "green_within": f"{limits.green_within.normalize():f}",
                "yellow_within": f"{limits.yellow_within.normalize():f}",
                "months_without_start": limits.months_without_start,
            }
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        green, yellow = data.get("green_within"), data.get("yellow_within")
        if green is not None and yellow is not None and yellow <= green:
            self.add_error("yellow_within", "黄灯的界限要大于绿灯的。")
        return data
