from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from procedures.models import Permit, Traits
from tests import factories
from tests.procedures.decomposing import LATEST, give, new_project, templates
from tests.table import signed_in

LAND = ("ZRZY", LATEST)


@pytest.fixture
def centre(cast):
    return signed_in(cast, "centre")


def page(client, query=""):
    answer = client.get(f"/permits/decompose/{query}")
    assert answer.status_code == 200
    return answer


def posted(answer, **changes):
    """What the page's form would send, with some fields changed."""
    data = {"shown": answer.context["shown"], "act": "save", "reason": ""}
    for name in answer.context["form"].fields:
        data[name] = answer.context["form"][name].value() or ""
    for row in answer.context["rows"]:
        if row.row.is_closed:
            continue
        for name in row.fields:
            value = row[name].value()
            data[row.add_prefix(name)] = "" if value is None else value
    return data | changes


def test_the_queue_shows_new_projects_of_the_year_and_how_far_it_is(cast, centre):
    new_project(cast.units["PUCHENG"], name="名" * 100)
    old = factories.ProjectFactory(unit=cast.units["PUCHENG"], nature="continuing")
    factories.PlanFactory(project=old)
    give(cast, cast.project, land=LAND)
    answer = page(centre)
    assert [project.name for project in answer.context["rows"]] == ["名" * 100]
    assert answer.context["progress"] == {"all": 2, "done": 1}
    assert [(c.label, c.count) for c in answer.context["chips"]] == [
        ("未分解", 1), ("已分解", 1), ("全部新建项目", 2),
    ]  # fmt: skip
    assert [p.number for p in page(centre, "?only=done").context["rows"]] == [cast.project.number]
    assert page(centre, "?q=没有这样的").content.decode().count("没有这样的项目") == 1


def test_the_queue_comes_as_a_workbook(cast, centre):
    give(cast, cast.project, land=LAND)
    answer = centre.get("/permits/decompose/export.xlsx?only=done")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    [row] = [row for row in cells if cast.project.number in row]
    assert row[-2:] == [1, 0]


def test_nothing_to_decompose_and_all_done_say_what_to_do(cast, centre):
    assert "没有在用的分解模板" in page(centre).content.decode()
    give(cast, cast.project, land=LAND)
    assert "新建项目都已分解" in page(centre).content.decode()
    cast.project.plans.all().delete()
    assert "没有要分解的项目" in page(centre).content.decode()


def test_the_queue_takes_the_same_queries_however_many_projects(cast, centre):
    def queries(count):
        for _ in range(count):
            new_project(cast.units["PUCHENG"])
        page(centre)
        with CaptureQueriesContext(connection) as asked:
            page(centre, "?only=all")
        return len(asked)

    assert queries(2) == queries(40)


def test_one_project_is_proposed_by_its_industry_and_its_traits(cast, centre):
    templates()
    cast.project.industry = "煤炭"
    cast.project.save()
    path = f"/projects/{cast.project.number}/decompose/"
    answer = centre.get(path)
    assert answer.context["template"].code == "coal"
    rows = {row.row.kind.code: row.row for row in answer.context["rows"]}
    assert (rows["capacity"].need, rows["capacity"].level) == (True, "province")
    assert rows["energy"].missing == "填了年综合能耗、年用电量才有建议"
    assert all(row.due_on <= LATEST for row in rows.values() if row.need)
    # 土地 comes first here: 20 working days from 12-09
    assert rows["land"].due_on == date(2023, 1, 6)
    data = posted(answer, act="suggest", energy_tce="900", power_kwh="100")
    again = centre.post(path, data)
    assert again.status_code == 200
    energy = next(row.row for row in again.context["rows"] if row.row.kind.code == "energy")
    assert (energy.need, energy.ground[:8]) == (False, "年综合能耗不满 ")
    assert not Traits.objects.exists()  # a suggestion decides nothing


def test_saving_gives_the_permits_and_keeps_the_traits(cast, centre):
    templates()
    path = f"/projects/{cast.project.number}/decompose/"
    answer = centre.get(path)
    data = posted(answer, existing_land="yes", land_ha="2.5", **{"land-level": "city"})
    assert centre.post(path, data).status_code == 302
    land = Permit.objects.get(project=cast.project, kind__code="land")
    assert (land.level, land.assigned_at is not None) == ("city", True)
    traits = Traits.objects.get(project=cast.project)
    assert (traits.existing_land, str(traits.land_ha), traits.eia_class) == (True, "2.50", "")
    assert traits.template.code == answer.context["template"].code
    # what stands is proposed again; moving a date asks for the reason
    again = centre.get(path)
    moved = centre.post(path, posted(again, **{"land-due_on": "2023-02-20"}))
    assert moved.status_code == 422
    assert "要写原因" in moved.content.decode()
    assert "没有改动" in centre.post(path, posted(again)).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"land-unit": ""}, "选承办部门"),
        ({"land-due_on": ""}, "填办结时限"),
        ({"land-due_on": "2022-12-01"}, "不能早于今天"),
        ({"land-due_on": "2023-02-30"}, "没有这一天"),
        ({"land-need": "no", "land-ground": ""}, "写明无需办理的理由"),
        ({"template": "", "shown": "general"}, "换了模板"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(cast, centre, change, words):
    templates()
    path = f"/projects/{cast.project.number}/decompose/"
    answer = centre.post(path, posted(centre.get(path), **change))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Traits.objects.exists()


def bulk(client, projects, **data):
    numbers = [project.number for project in projects]
    return client.post("/permits/decompose/preview/", {"project": numbers, **data})


SAVE = {"act": "save", "template": "", "rule": "limits", "latest": "2023-02-28"}


def test_many_are_previewed_saved_and_taken_back(cast, centre):
    templates()
    other = new_project(cast.units["PUCHENG"], industry="煤炭")
    shown = bulk(centre, [cast.project, other])
    preview = shown.context["preview"]
    assert [s.template.code for s in preview.sketches] == ["general", "coal"]
    assert not Permit.objects.filter(assigned_at__isnull=False).exists()
    assert "下达 " + str(preview.given) in shown.content.decode()
    stale = bulk(centre, [cast.project, other], **SAVE, seen="0" * 64)
    assert stale.status_code == 422
    saved = bulk(centre, [cast.project, other], **SAVE, seen=preview.digest)
    assert saved.status_code == 302
    assert Permit.objects.filter(assigned_at__isnull=False).count() == preview.given
    [job] = page(centre).context["jobs"]
    assert centre.post(f"/permits/decompose/{job.key}/undo/").status_code == 302
    assert not Permit.objects.filter(assigned_at__isnull=False).exists()
    assert page(centre).context["progress"] == {"all": 2, "done": 0}


def test_one_date_for_all(cast, centre):
    templates()
    values = {"act": "show", "template": "gov", "rule": "one", "latest": "2023-01-20"}
    preview = bulk(centre, [cast.project], **values).context["preview"]
    assert {row.due_on for row in preview.sketches[0].needed} == {date(2023, 1, 20)}
    past = bulk(centre, [cast.project], **values | {"latest": "2022-12-01"})
    assert past.status_code == 422


def test_the_preview_takes_the_same_queries_however_many_projects(cast, centre):
    templates()

    def queries(count):
        projects = [new_project(cast.units["PUCHENG"]) for _ in range(count)]
        with CaptureQueriesContext(connection) as asked:
            bulk(centre, projects)
        return len(asked)

    queries(1)
    assert queries(2) == queries(40)


def test_the_critical_path_is_a_part_and_a_page(cast):
    path = f"/projects/{cast.project.number}/critical-path/"
    reporter = signed_in(cast, "reporter")
    whole = reporter.get(path).content.decode()
    assert "最快 2023年1月20日（周五）办完" in whole
    assert "<html" in whole
    part = reporter.get(path, HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part
    assert "分解手续" not in part  # the centre's act


def test_a_retired_template_stays_with_its_projects(cast, centre):
    found = templates()
    give(cast, cast.project, template=found["gov"], land=LAND)
    found["gov"].is_active = False
    found["gov"].save()
    answer = centre.get(f"/projects/{cast.project.number}/decompose/")
    assert answer.context["shown"] == "gov"
    preview = bulk(centre, [cast.project]).context["preview"]
    assert preview.sketches[0].template.code == "gov"
    fresh = new_project(cast.units["PUCHENG"], industry="水利")
    assert bulk(centre, [fresh]).context["preview"].sketches[0].template.code == "general"
