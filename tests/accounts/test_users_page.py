"""Accounts: made by the administrator as reporters, other roles granted by the security officer."""

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import UserFactory
from workplace.models import Act

USERS = reverse("accounts:users")
ADD = reverse("accounts:user-add")
NEW = {"username": "wangxl", "name": "王秀兰", "unit": "XUEGUAN", "email": "", "is_liaison": "on"}


@pytest.fixture
def admin(client, people):
    client.force_login(people["admin"])
    return client


@pytest.fixture
def security(people):
    client = Client()
    client.force_login(people["security"])
    return client


def url(verb, username="reporter"):
    return reverse(f"accounts:user{verb}", args=[username])


def test_a_new_account_is_a_reporters_with_a_password_shown_once(admin):
    response = admin.post(ADD, NEW | {"role": "admin", "is_superuser": "1", "password": "x"})
    assert response.status_code == 200
    user = User.objects.get(username="wangxl")
    assert (user.role, user.must_change_password) == ("reporter", True)
    shown = response.context["password"]
    assert user.check_password(shown)
    assert shown not in str(list(Act.objects.values()))


def test_a_replayed_form_shows_no_password_and_makes_no_second_account(admin):
    op = {"op": "0d1f9a6e-8f0b-4c59-9a51-5f2b3d9f7a12"}
    first = admin.post(ADD, NEW | op)
    again = admin.post(ADD, NEW | op)
    assert again.status_code == 200
    assert again.context["password"] == ""
    assert User.objects.get(username="wangxl").check_password(first.context["password"])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"username": "reporter"}, "username"),
        ({"username": "Wang XL"}, "username"),
        ({"username": "add"}, "username"),
        ({"username": "wang\n"}, None),
        ({"name": ""}, "name"),
        ({"unit": "NOSUCH"}, "unit"),
        ({"unit": "SXMZX"}, "unit"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_what_is_refused_says_so_at_its_field(admin, changed, field):
    response = admin.post(ADD, {**NEW, **changed})
    if field is None:  # white space at the ends is taken away, not refused
        assert response.status_code == 200
        return
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not User.objects.filter(username="wangxl").exists()


def test_an_edit_changes_only_its_fields(admin, people):
    data = {"name": "李四", "unit": "XUEGUAN", "email": "li@example.test", "role": "admin"}
    assert admin.post(url("-edit"), data | {"username": "root"}).status_code == 302
    user = User.objects.get(pk=people["reporter"].pk)
    assert (user.name, user.role, user.username) == ("李四", "reporter", "reporter")


def test_the_security_officer_grants_roles_and_the_admin_does_not(admin, security, people):
    assert admin.post(url("-role"), {"role": "office"}).status_code == 403
    assert security.post(url("-role"), {"role": "office"}).status_code == 302
    assert User.objects.get(username="reporter").role == "office"
    act = Act.objects.get(verb="user-role", result="ok")
    assert act.details == {"before": "reporter", "after": "office"}


def test_while_there_is_no_security_officer_the_admin_grants_roles(admin, people):
    people["security"].is_active = False
    people["security"].save()
    assert admin.post(url("-role"), {"role": "security"}).status_code == 302
    assert admin.post(url("-role", "outsider"), {"role": "office"}).status_code == 403


def test_nobody_changes_their_own_role_or_disables_themselves(admin, security):
    assert security.post(url("-role", "security"), {"role": "admin"}).status_code == 403
    assert admin.post(url("-disable", "admin")).status_code == 403


def test_the_last_admin_keeps_the_role(security):
    assert security.post(url("-role", "admin"), {"role": "leader"}).status_code == 409


def test_an_unknown_role_is_refused(security):
    assert security.post(url("-role"), {"role": "god"}).status_code == 422


def test_disabling_asks_first_and_can_be_undone(admin):
    assert "停用账号 reporter？" in admin.get(url("-disable")).content.decode()
    assert admin.post(url("-disable")).status_code == 302
    assert not User.objects.get(username="reporter").is_active
    assert admin.post(url("-reset")).status_code == 409
    assert admin.post(url("-restore")).status_code == 302
    assert User.objects.get(username="reporter").is_active
    assert User.objects.get(username="reporter").history.count() >= 2


def test_a_locked_account_is_shown_and_unlocked(security, people):
    for _ in range(5):
        Client().post(reverse("accounts:login"), {"username": "reporter", "password": "no"})
    page = security.get(USERS, {"only": "locked"}).context["page"]
    assert [user.username for user in page] == ["reporter"]
    assert security.post(url("-unlock")).status_code == 302
    assert not AccessAttempt.objects.filter(username="reporter").exists()
    assert security.post(url("-unlock")).status_code == 409


def test_the_list_is_searched_and_filtered(admin, people):
    assert [u.username for u in admin.get(USERS, {"q": "薛关"}).context["page"]] == ["reporter"]
    assert [u.username for u in admin.get(USERS, {"q": "XMZX"}).context["page"]] == ["centre"]
    assert len(admin.get(USERS, {"only": "active"}).context["page"]) == len(people)
    for hostile in ({"only": "unit__id"}, {"page": "1e9"}, {"q": "(a+)+$" * 9}, {"q": "\x00"}):
        assert admin.get(USERS, hostile).status_code == 200


def test_the_queries_of_the_list_do_not_grow(admin, units, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        admin.get(USERS)
    for _ in range(30):
        UserFactory(unit=units["JTJ"])
    with django_assert_max_num_queries(13):
        assert len(admin.get(USERS).context["page"]) > 30


@pytest.mark.parametrize(
    "path", ["users/%00/", "users/WANG/", "users/a'b/", "units/%00/", "units/a b/"]
)
def test_what_can_be_no_name_reaches_no_query(admin, path):
    assert admin.get(f"/accounts/{path}").status_code == 404


def test_a_units_head_is_marked_and_kept_in_history(admin):
    form = {"name": "张书记", "unit": "XUEGUAN", "email": "", "is_head": "on"}
    assert admin.post(url("-edit"), form).status_code == 302
    user = User.objects.get(username="reporter")
    assert (user.is_head, user.history.first().is_head) == (True, True)
    page = admin.get(USERS).content.decode()
    assert '<span class="px-tag">负责人</span>' in page
