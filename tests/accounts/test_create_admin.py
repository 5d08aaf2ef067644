"""No account ships; the first administrator comes from the command line."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.factories import UserFactory
from workplace.models import Act


def test_the_first_administrator_gets_a_password_that_must_be_changed(units):
    said = call_command("create_admin", "guanli")
    user = User.objects.get(username="guanli")
    assert (user.role, user.unit.code, user.must_change_password) == ("admin", "XMZX", True)
    assert user.password_expires_at is not None
    password = said.split("初始密码 ")[1].split("，")[0]
    assert user.check_password(password)
    assert user.history.get().history_change_reason == "建立第一个系统管理员"
    act = Act.objects.get(verb="admin-create")
    assert act.target == "guanli"
    assert password not in str(act.details)


def test_it_may_belong_to_another_unit(units):
    call_command("create_admin", "guanli", "--unit", "ZFB", "--name", "王秀兰")
    user = User.objects.get(username="guanli")
    assert (user.unit.code, user.name) == ("ZFB", "王秀兰")


def test_there_is_no_second_first_administrator(units):
    UserFactory(unit=units["ZFB"], role="admin")
    with pytest.raises(CommandError, match="已经有系统管理员"):
        call_command("create_admin", "guanli")
    assert not User.objects.filter(username="guanli").exists()


def test_a_disabled_administrator_does_not_stand_in_the_way(units):
    UserFactory(unit=units["ZFB"], role="admin", is_active=False)
    assert call_command("create_admin", "guanli")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [(["guanli", "--unit", "NOBODY"], "没有这个单位代码"), (["taken"], "登录名")],
)
def test_what_is_wrong_is_said(units, arguments, why):
    UserFactory(username="taken", unit=units["ZFB"])
    with pytest.raises(CommandError, match=why):
        call_command("create_admin", *arguments)


def test_without_units_it_says_what_to_run_first(db):
    with pytest.raises(CommandError, match="load_reference"):
        call_command("create_admin", "guanli")
