"""What a value about a unit or an account may be. Services write; forms only check."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from .fields import NamesField, TextField
from .models import Unit, User
from .rules import Role, UnitKind

# `add` and `import` are pages of their own under /accounts/users/
USERNAME = RegexValidator(
    r"\A(?!(?:add|import)\Z)[a-z][a-z0-9._-]{1,29}\Z", "用小写字母、数字和 . _ -，以字母开头。"
)
CODE = RegexValidator(r"\A[A-Z][A-Z0-9]{1,19}\Z", "用大写字母和数字，以字母开头。")


class SignInForm(forms.Form):
    username = TextField(
        label="用户名",
        max_length=30,
        help_text="单位拼音，如 xueguan、zrzy",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        return self.cleaned_data["username"].lower()


class PasswordForm(forms.Form):
    """Change one's own password."""

    old_password = forms.CharField(
        label="现在的密码",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label="新密码",
        max_length=1000,  # the validators name the real bound
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password_again = forms.CharField(
        label="新密码，再写一遍",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_old_password(self) -> str:
        password = self.cleaned_data["old_password"]
        if not self.user.check_password(password):
            raise ValidationError("现在的密码不对。", code="wrong")
        return password

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        validate_password(password, self.user)
        if self.user.check_password(password):
            raise ValidationError("新密码和现在的一样，请换一个。", code="password_same")
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "new_password" in data and data["new_password"] != data.get("new_password_again"):
            self.add_error("new_password_again", "两遍写得不一样。")
        return data


class OwnForm(forms.Form):
    email = forms.EmailField(
        label="邮箱",
        max_length=254,
        required=False,
        help_text="填了就把提醒也发到这里；不填只在本系统里提醒。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class UnitForm(forms.Form):
    code = TextField(
        label="代码", max_length=20, validators=[CODE], help_text="大写字母，建好后不能改。"
    )
    name = TextField(label="全称", max_length=100)
    short_name = TextField(label="简称", max_length=30, help_text="表里和页面上用的名称。")
    aliases = NamesField(
        label="别名", max_length=300, required=False, help_text="导入时认得的写法，用顿号分开。"
    )
    kind = forms.ChoiceField(label="类别", choices=UnitKind.choices)
    order = forms.IntegerField(label="顺序", min_value=1, max_value=9999, initial=100)
    files_reports = forms.BooleanField(label="每期填报", required=False)

    def __init__(self, *args: Any, unit: Unit | None = None, **kwargs: Any) -> None:
        if unit is not None:
            kwargs["initial"] = {name: getattr(unit, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        if unit is not None:
            del self.fields["code"]


class UserForm(forms.Form):
    username = TextField(
        label="用户名", max_length=30, validators=[USERNAME], help_text="小写拼音，建好后不能改。"
    )
    name = TextField(label="姓名", max_length=30)
    unit = forms.ModelChoiceField(
        label="单位", queryset=Unit.objects.none(), to_field_name="code", empty_label="请选择"
    )
    email = forms.EmailField(label="邮箱", max_length=254, required=False)
    is_liaison = forms.BooleanField(label="联络人（收提醒）", required=False)
    is_head = forms.BooleanField(
        label="单位负责人",
        required=False,
        help_text="本单位逾期多日或连续没报时告诉他；平时的提醒只给联络人。",
    )

    def __init__(self, *args: Any, units: Any, user: User | None = None, **kwargs: Any) -> None:
        if user is not None:
            kwargs["initial"] = {
                "name": user.name,
                "unit": user.unit.code,
                "email": user.email,
                "is_liaison": user.is_liaison,
                "is_head": user.is_head,
            }
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.active()  # type: ignore[attr-defined]
        if user is not None:
            del self.fields["username"]


class HandoverForm(forms.Form):
    """What a newcomer types to take over an account's work."""

    code = TextField(
        label="交接码",
        max_length=30,
        help_text="十二位，如 K7QM-4D2X-9RTA；大小写和横线不论",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    name = TextField(
        label="姓名", max_length=30, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    username = TextField(
        label="自己的用户名",
        max_length=30,
        validators=[USERNAME],
        help_text="小写拼音，建好后不能改；不能用原来那个",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="密码",
        max_length=1000,  # the validators name the real bound
        strip=False,
        help_text="至少 10 个字符，不含姓名、用户名、单位代码，不含“蒲县”“项目”等字样。可以粘贴",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label="密码，再写一遍",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "password" in data and data["password"] != data.get("password_again"):
            self.add_error("password_again", "两遍写得不一样。")
        return data

    def suits(self, account: User) -> bool:
        """Is the password fit for the account that is to be made?"""
        try:
            validate_password(self.cleaned_data["password"], account)
        except ValidationError as error:
            self.add_error("password", error)
        return not self.errors


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="角色", choices=Role.choices)


class ListForm(forms.Form):
    """The filters of a list, all of them in the URL."""

    q = TextField(required=False, max_length=50)
    only = forms.SlugField(required=False, max_length=20)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def values(self) -> dict[str, Any]:
        """What is valid; a filter nobody knows is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
