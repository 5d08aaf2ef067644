import pytest
from django.core.management import call_command

from procedures.models import Template
from procedures.order import circle
from procedures.rules import Need
from procedures.selectors.order import orders
from procedures.services.templates import copy_template
from tests.procedures.decomposing import give, templates
from tests.table import signed_in
from workplace.models import Act


@pytest.fixture
def shipped(cast):
    return templates()


@pytest.fixture
def centre(cast):
    return signed_in(cast, "centre")


def posted(answer, **changes):
    data = {name: answer.context["form"][name].value() for name in answer.context["form"].fields}
    for row in answer.context["rows"]:
        for name in row.fields:
            value = row[name].value()
            if isinstance(value, list):
                value = "、".join(value)
            if value is not None and value is not False:
                data[row.add_prefix(name)] = value
    data["industries"] = "、".join(data["industries"] or [])
    return data | changes


def test_at_least_five_templates_ship_with_their_basis_and_without_a_circle(db):
    call_command("load_reference", verbosity=0)
    found = {template.code: template for template in Template.objects.all()}
    assert set(found) == {"gov", "coal", "capacity", "general", "rural"}
    known = orders()
    for template in found.values():
        assert template.basis
        assert all(item.basis for item in template.items.all())
        assert circle(known.waits(template.pk, known.kinds)) == []
    needs = dict(found["general"].items.values_list("kind__code", "need"))
    assert (needs["capacity"], needs["approval"]) == (Need.NO, Need.YES)


def test_the_list_tells_what_each_needs_and_how_often_it_was_used(cast, centre, shipped):
    give(cast, cast.project, template=shipped["gov"], land="存量建设用地")
    answer = centre.get("/permits/templates/")
    used = {row.template.code: row.used for row in answer.context["rows"]}
    assert used == {"gov": 1, "coal": 0, "capacity": 0, "general": 0, "rural": 0}
    assert "立项、土地、规划、环评、能评" in answer.content.decode()
    found = centre.get("/permits/templates/?q=煤炭").context["rows"]
    assert [row.template.code for row in found] == ["coal"]
    assert "没有这样的模板" in centre.get("/permits/templates/?q=没有").content.decode()


def test_a_template_is_edited_with_an_order_of_its_own(centre, shipped):
    path = "/permits/templates/general/"
    data = posted(centre.get(path))
    data |= {"eia-own_order": "on", "eia-before": "立项、土地", "energy-need": ""}
    assert centre.post(path, data).status_code == 302
    items = {item.kind.code: item for item in shipped["general"].items.all()}
    assert [kind.code for kind in items["eia"].prerequisites.all()] == ["approval", "land"]
    assert "energy" not in items
    assert Act.objects.get(verb="template-edit").target == "企业备案类（一般）"


def test_a_circle_is_refused_with_its_names(centre, shipped):
    path = "/permits/templates/general/"
    data = posted(centre.get(path)) | {"land-own_order": "on", "land-before": "规划"}
    answer = centre.post(path, data)
    assert answer.status_code == 422
    assert "前置事项绕成了圈：" in answer.content.decode()
    assert "规划→土地" in answer.content.decode()
    unknown = posted(centre.get(path)) | {"land-own_order": "on", "land-before": "天文"}
    assert "手续目录里没有“天文”" in centre.post(path, unknown).content.decode()


def test_a_new_one_a_copy_retired_and_restored(cast, centre, shipped):
    new = {"name": "城市更新", "way": "filing", "order": "5", "land-need": "yes"}
    assert centre.post("/permits/templates/new/", new).status_code == 302
    made = Template.objects.get(name="城市更新")
    assert [item.kind.code for item in made.items.all()] == ["land"]
    copy = copy_template(template=shipped["coal"], by=cast.centre)
    assert copy.code != made.code
    was = {i.kind_id: list(i.prerequisites.all()) for i in shipped["coal"].items.all()}
    assert {i.kind_id: list(i.prerequisites.all()) for i in copy.items.all()} == was
    centre.post(f"/permits/templates/{made.code}/retire/")
    assert made.code not in [r.template.code for r in _rows(centre)]
    assert made.code in [r.template.code for r in _rows(centre, "?only=retired")]
    centre.post(f"/permits/templates/{made.code}/restore/")
    assert made.code in [r.template.code for r in _rows(centre)]


def test_no_template_at_all_says_what_to_do(cast, centre):
    assert "没有在用的模板" in centre.get("/permits/templates/").content.decode()
    leader = signed_in(cast, "leader")
    assert "由县项目推进中心新增" in leader.get("/permits/templates/").content.decode()


def test_those_above_read_it_without_fields(cast, shipped):
    body = signed_in(cast, "leader").get("/permits/templates/coal/").content.decode()
    assert "煤矿先落实产能" in body
    assert "保存模板" not in body
    assert signed_in(cast, "leader").post("/permits/templates/coal/", {}).status_code == 403


def _rows(client, query=""):
    return client.get(f"/permits/templates/{query}").context["rows"]
