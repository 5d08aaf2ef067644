"""Units: found, added, renamed, disabled with a count, restored; read by the other officers."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Unit, User
from tests.factories import ProjectFactory, UnitFactory
from workplace.models import Act

UNITS = reverse("accounts:units")
NEW = {
    "code": "LYJ",
    "name": "蒲县林业局",
    "short_name": "林业局",
    "aliases": "县林业局、林草局",
    "kind": "bureau",
    "order": "50",
    "files_reports": "on",
}


@pytest.fixture
def admin(client, people):
    client.force_login(people["admin"])
    return client


def url(verb, code="JTJ"):
    return reverse(f"accounts:unit{verb}", args=[code])


def edit(**changed):
    unit = Unit.objects.get(code="JTJ")
    kept = {
        "name": unit.name,
        "short_name": unit.short_name,
        "aliases": "、".join(unit.aliases),
        "kind": unit.kind,
        "order": unit.order,
        "files_reports": "on",
    }
    return {**kept, **changed}


def test_the_list_is_found_by_name_code_and_alias(admin, units):
    for q in ("交通", "JTJ", "交通运输局"):
        page = admin.get(UNITS, {"q": q}).context["page"]
        assert [unit.code for unit in page] == ["JTJ"]


def test_filters_are_links_with_their_counts(admin, units):
    chips = {chip.key: chip.count for chip in admin.get(UNITS).context["chips"]}
    assert chips["township"] == 8
    page = admin.get(UNITS, {"only": "township"}).context["page"]
    assert len(page) == 8
    assert admin.get(UNITS, {"only": "unit__users__password"}).status_code == 200


def test_a_city_unit_is_outside_the_county(admin, units):
    assert admin.get(url("", "SXMZX")).status_code == 404
    assert "SXMZX" not in admin.get(UNITS).content.decode()


def test_a_new_unit_hangs_below_the_countys_centre(admin, units):
    assert admin.post(reverse("accounts:unit-add"), NEW).status_code == 302
    unit = Unit.objects.get(code="LYJ")
    assert unit.parent == units["XMZX"]
    assert unit.aliases == ["县林业局", "林草局"]
    assert unit.history.get().history_user.username == "admin"
    assert Act.objects.get(verb="unit-add").target == "LYJ"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "JTJ"}, "code"),
        ({"code": "lyj"}, "code"),
        ({"code": "ＬＹＪ"}, "code"),
        ({"name": ""}, "name"),
        ({"name": "林\x00业"}, "name"),
        ({"aliases": "能源局"}, "aliases"),
        ({"short_name": "交通局"}, "short_name"),
        ({"kind": "planet"}, "kind"),
        ({"order": "many"}, "order"),
    ],
)
def test_what_is_refused_says_so_at_its_field(admin, units, changed, field):
    count = Unit.objects.count()
    response = admin.post(reverse("accounts:unit-add"), {**NEW, **changed})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert Unit.objects.count() == count


def test_an_alias_of_another_unit_is_named(admin, units):
    response = admin.post(url("-edit"), edit(aliases="交通运输局、能源局"))
    assert response.status_code == 422
    assert "“能源局”已经是另一个单位的名称" in response.content.decode()


def test_an_edit_keeps_history_and_code(admin, units):
    assert admin.post(url("-edit"), edit(short_name="交运局", code="XX")).status_code == 302
    unit = Unit.objects.get(code="JTJ")
    assert unit.short_name == "交运局"
    assert unit.history.first().history_user.username == "admin"


def test_the_centre_cannot_become_something_else(admin, units):
    centre = units["XMZX"]
    data = edit(name=centre.name, short_name="中心二", kind="bureau", aliases="")
    assert admin.post(url("-edit", "XMZX"), data).status_code == 422


def test_disabling_asks_first_with_what_it_has(admin, units, people):
    ProjectFactory(unit=units["XUEGUAN"])
    page = admin.get(url("-disable", "XUEGUAN")).content.decode()
    assert "账号 1 个" in page
    assert "项目 1 个" in page
    assert Unit.objects.get(code="XUEGUAN").is_active


def test_a_disabled_unit_takes_its_accounts_along_and_comes_back(admin, people, units):
    reporter = Client()
    reporter.force_login(people["reporter"])
    assert admin.post(url("-disable", "XUEGUAN")).status_code == 302
    assert not User.objects.get(username="reporter").is_active
    assert reporter.get(reverse("accounts:me")).status_code == 302
    assert admin.post(url("-disable", "XUEGUAN")).status_code == 409
    assert admin.post(url("-restore", "XUEGUAN")).status_code == 302
    assert Unit.objects.get(code="XUEGUAN").is_active
    assert not User.objects.get(username="reporter").is_active


@pytest.mark.parametrize("code", ["XMZX", "ZFB"])
def test_the_centre_and_ones_own_unit_stay(admin, people, code):
    assert admin.post(url("-disable", code)).status_code == 403
    assert Unit.objects.get(code=code).is_active


def test_a_replayed_form_adds_once(admin, units):
    op = {"op": "0d1f9a6e-8f0b-4c59-9a51-5f2b3d9f7a11"}
    for _ in range(2):
        assert admin.post(reverse("accounts:unit-add"), NEW | op).status_code == 302
    assert Unit.objects.filter(code="LYJ").count() == 1
    again = admin.post(reverse("accounts:unit-add"), NEW | op | {"name": "另一个"})
    assert again.status_code == 422


def test_the_auditor_reads_and_gets_no_button(client, people):
    client.force_login(people["auditor"])
    page = client.get(url("")).content.decode()
    assert "交通局" in page
    assert "停用这个单位" not in page
    assert url("-edit") not in page


def test_units_that_nobody_can_sign_in_for_are_named(admin, units, people):
    silent = admin.get(UNITS).context["silent"]
    assert "薛关镇" not in {str(unit) for unit in silent}
    assert "交通局" in {str(unit) for unit in silent}


def test_the_queries_of_the_list_do_not_grow(admin, units, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        admin.get(UNITS)
    for _ in range(30):
        UnitFactory(parent=units["XMZX"])
    with django_assert_max_num_queries(12):
        assert len(admin.get(UNITS).context["page"]) == 30
