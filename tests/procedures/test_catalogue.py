import re

import pytest

from procedures.models import PermitKind
from tests import factories
from workplace.models import Act


@pytest.fixture
def admin(client, people, kinds):
    client.force_login(people["admin"])
    return client


def form(kind, **more):
    unit = kind.default_unit_id or ""
    return {
        "name": kind.name,
        "order": kind.order,
        "default_level": kind.default_level,
        "default_unit": unit,
        "is_active": "on",
        **more,
    }


def test_six_kinds_are_headline_and_the_others_are_off(kinds):
    assert [k.code for k in PermitKind.objects.headline()] == [
        *("approval", "land", "planning", "eia", "energy", "capacity")
    ]
    rest = PermitKind.objects.filter(headline=False)
    assert rest.count() >= 10
    assert not rest.filter(is_active=True).exists()


@pytest.mark.parametrize(
    ("code", "number", "fits"),
    [
        ("approval", "蒲审批投资发〔2022〕57号", True),
        ("approval", "2211-141033-89-01-123456", True),
        ("approval", "蒲审批投资发[2022]57号", False),
        ("land", "用字第141033202200005号", True),
        ("land", "晋（2022）蒲县不动产权第0001234号", True),
        ("planning", "建字第141033202300005号", True),
        ("planning", "建字141033202300005", False),
        ("planning", "建字第１４１０３３２０２３０号", False),
        ("eia", "临环审〔2023〕3号", True),
        ("construction_permit", "141033202301010103", True),
    ],
)
def test_number_patterns_know_the_real_forms(kinds, code, number, fits):
    pattern = PermitKind.objects.get(code=code).number_pattern
    assert bool(re.fullmatch(pattern, number)) is fits


def test_patterns_have_no_traps(kinds):
    for kind in PermitKind.objects.all():
        assert r"\d" not in kind.number_pattern
        re.fullmatch(kind.number_pattern, "甲" * 100_000)


def test_the_administrator_edits_a_kind_with_history(admin, kinds):
    land = PermitKind.objects.get(code="land")
    answer = admin.post("/catalogue/land/", form(land, documents="选址意见书", basis="试行"))
    assert answer.status_code == 302
    land.refresh_from_db()
    assert (land.documents, land.basis) == ("选址意见书", "试行")
    assert land.history.count() == 1
    assert Act.objects.get(verb="kind-edit").target == "land"


def test_a_headline_kind_cannot_be_switched_off(admin, kinds):
    land = PermitKind.objects.get(code="land")
    values = form(land)
    del values["is_active"]
    answer = admin.post("/catalogue/land/", values)
    assert answer.status_code == 422
    assert PermitKind.objects.get(code="land").is_active


def test_an_optional_kind_is_switched_on(admin):
    kind = PermitKind.objects.get(code="soil_water")
    assert admin.post("/catalogue/soil_water/", form(kind)).status_code == 302
    assert PermitKind.objects.get(code="soil_water").is_active


@pytest.mark.parametrize(
    "bad",
    [{"name": ""}, {"order": "x"}, {"documents": "长" * 201}, {"default_level": "moon"}],
)
def test_a_bad_value_is_told_at_its_field(admin, bad):
    kind = PermitKind.objects.get(code="land")
    answer = admin.post("/catalogue/land/", form(kind, **bad))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(bad)


def test_code_and_headline_cannot_be_posted(admin):
    kind = PermitKind.objects.get(code="soil_water")
    admin.post("/catalogue/soil_water/", form(kind, headline="on", code="x", number_pattern="("))
    kind.refresh_from_db()
    assert (kind.code, kind.headline) == ("soil_water", False)


def test_the_list_takes_the_same_queries_however_many_kinds(admin, django_assert_max_num_queries):
    admin.get("/catalogue/")
    with django_assert_max_num_queries(12) as few:
        admin.get("/catalogue/")
    factories.KindFactory.create_batch(30)
    with django_assert_max_num_queries(len(few)):
        admin.get("/catalogue/")


def test_a_limit_is_a_row_from_a_day_on(admin, kinds):
    land = PermitKind.objects.get(code="land")
    land.limits.all().delete()
    row = {"valid_from": "2023-01-01", "promised_days": "5", "statutory_days": "20"}
    path = "/catalogue/land/limits/"
    assert admin.post(path, {**row, "source": "蒲政办发〔2022〕57号"}).status_code == 302
    assert admin.post(path, {**row, "source": "又一次"}).context["limit_form"].errors["valid_from"]
    bad = admin.post(path, {**row, "promised_days": "30", "source": "x"})
    assert set(bad.context["limit_form"].errors) == {"promised_days"}
    assert admin.post(path, {"valid_from": "2024-01-01", "source": "x"}).status_code == 422
    [limit] = land.limits.all()
    assert (limit.promised_days, limit.source) == (5, "蒲政办发〔2022〕57号")
    assert limit.history.count() == 1
    assert Act.objects.get(verb="kind-limit").target == "land"


def test_the_page_says_which_limit_is_in_force(admin, kinds, friday):
    land = PermitKind.objects.get(code="land")
    land.limits.all().delete()
    for day in ("2020-01-01", "2022-06-01", "2023-06-01"):
        land.limits.create(promised_days=5, valid_from=day, source="公开承诺")
    rows = admin.get("/catalogue/land/").context["limits"]
    assert [row.state for row in rows] == ["将施行", "现行", "已被替代"]


def before(kind):
    return {one.code for one in kind.prerequisites.all()}


def test_what_comes_before_a_kind_is_edited(admin, kinds):
    planning = PermitKind.objects.get(code="planning")
    answer = admin.post("/catalogue/planning/", form(planning, prerequisites=["approval", "eia"]))
    assert answer.status_code == 302
    assert before(planning) == {"approval", "eia"}
    page = admin.get("/catalogue/planning/").content.decode()
    assert 'value="eia" ' in page
    admin.post("/catalogue/planning/", form(planning, prerequisites=["approval"]))
    act = Act.objects.filter(verb="kind-edit").latest("pk")
    assert act.details["order"] == {"before": ["立项", "环评"], "after": ["立项"]}


def test_a_circle_in_the_catalogue_is_refused_in_words(admin, kinds):
    approval, land = (PermitKind.objects.get(code=code) for code in ("approval", "land"))
    land.prerequisites.set([approval])
    answer = admin.post("/catalogue/approval/", form(approval, prerequisites=["land"]))
    assert answer.status_code == 422
    [told] = answer.context["form"].errors["prerequisites"]
    assert told.startswith("前置事项绕成了圈：")
    assert "立项" in told
    assert "土地" in told
    assert before(approval) == set()
    itself = admin.post("/catalogue/approval/", form(approval, prerequisites=["approval"]))
    assert itself.context["form"].errors["prerequisites"] == ["没有这项手续。请刷新后重新选择"]
