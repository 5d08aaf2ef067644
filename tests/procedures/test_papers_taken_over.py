"""办结 with its paper: from the desk with a file, from what a PDF says, and whose paper counts."""

import pytest
from django.core.cache import cache

from tests import factories
from tests.papers import APPROVAL, pdf
from tests.table import signed_in
from tests.uploads import handed
from workplace.models import Attachment

pytestmark = pytest.mark.usefixtures("friday")
NUMBER = "用字第141033202200021号"


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def handler(cast):
    return signed_in(cast, "handler")


def finish(permit, **more):
    return {"p": [permit.pk], "on": "2022-12-08", "document_no": NUMBER, **more}


def test_one_row_of_the_desk_is_finished_with_its_file(cast, handler):
    asked = handler.get("/permits/steps/finish/", {"p": cast.permit.pk}).content.decode()
    assert 'type="file"' in asked and "multipart/form-data" in asked
    form = finish(cast.permit, file=handed("批复.pdf", pdf("甲")))
    assert handler.post("/permits/steps/finish/", form).status_code == 302
    cast.permit.refresh_from_db()
    assert (cast.permit.handler_says, cast.permit.document_no) == ("done", NUMBER)
    kept = Attachment.objects.get(content_type__model="permit")
    assert (kept.label, kept.target) == ("批复", cast.permit)


def test_a_file_that_is_not_what_it_says_leaves_nothing_behind(cast, handler):
    form = finish(cast.permit, file=handed("批复.pdf", b"not a pdf at all"))
    assert handler.post("/permits/steps/finish/", form).status_code == 422
    cast.permit.refresh_from_db()
    assert cast.permit.handler_says == ""
    assert not Attachment.objects.filter(content_type__model="permit").exists()


def test_an_odd_number_is_written_as_suggested_by_one_click(cast, handler):
    odd = finish(cast.permit, document_no="用字141033202200021", ground="见原件")
    answer = handler.post("/permits/steps/finish/", odd)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.suggestion == NUMBER
    again = odd | {"use_number": form.suggestion}
    assert handler.post("/permits/steps/finish/", again).status_code == 302
    cast.permit.refresh_from_db()
    assert cast.permit.document_no == NUMBER


@pytest.mark.parametrize(("label", "status"), [("批复", 302), ("材料清单", 422)])
def test_only_a_paper_that_is_the_approval_lets_a_number_stand(cast, handler, label, status):
    factories.AttachmentFactory(target=cast.permit, unit=cast.project.unit, label=label)
    assert handler.post("/permits/steps/finish/", finish(cast.permit)).status_code == status


def test_several_are_finished_by_the_papers_each_has(cast, handler):
    other = factories.PermitFactory(
        project=factories.ProjectFactory(), kind=cast.permit.kind, handling_unit=cast.handler.unit
    )
    for permit in (cast.permit, other):
        factories.AttachmentFactory(target=permit, unit=cast.project.unit, label="批复")
    numbers = {
        f"number-{p.pk}": f"用字第14103320220002{n}号" for n, p in enumerate((cast.permit, other))
    }
    form = {"p": [cast.permit.pk, other.pk], "on": "2022-12-08", **numbers}
    assert handler.post("/permits/steps/finish/", form).status_code == 302
    other.refresh_from_db()
    assert other.document_no == "用字第141033202200021号"


def test_what_a_pdf_says_arrives_in_the_form_without_javascript(cast, handler):
    page = f"/permits/{cast.permit.pk}"
    paper = {
        "label": "批复",
        "file": [handed("批复.pdf", pdf(APPROVAL.format(name=cast.project.name)))],
    }
    handler.post(f"{page}/files/add/", paper)
    asked = handler.get(f"{page}/steps/finish/", {"on": "2022-12-06"})
    assert f"{page}/offers/?on=2022-12-06" in asked.content.decode()
    read = handler.get(f"{page}/offers/", {"on": "2022-12-06"})
    number = read.context["read"][0].numbers[0].value
    assert "on=2022-12-06&amp;document_no=" in read.content.decode()
    form = handler.get(f"{page}/steps/finish/", {"on": "2022-12-06", "document_no": number})
    field = form.context["form"]
    assert (field["on"].value(), field["document_no"].value()) == ("2022-12-06", number)
    assert handler.get(f"{page}/").context["reads"]
    cast.permit.refresh_from_db()
    assert cast.permit.document_no == ""


def test_a_bureau_does_not_learn_from_files_whose_the_project_is(cast, handler):
    page = f"/permits/{cast.permit.pk}/files/"
    paper = {"label": "批复", "file": [handed("批复.pdf", pdf("甲"))]}
    signed_in(cast, "reporter").post(f"{page}add/", paper)
    text = handler.get(page).content.decode()
    assert "，责任单位<" in "".join(text.split())
    assert cast.reporter.unit.short_name not in text
    assert cast.reporter.unit.short_name in signed_in(cast, "centre").get(page).content.decode()


@pytest.mark.parametrize(("who", "links"), [("reporter", 1), ("centre", 1), ("leader", 0)])
def test_the_pages_lead_to_each_other(cast, who, links):
    client = signed_in(cast, who)
    permit = client.get(f"/permits/{cast.permit.pk}/").content.decode()
    assert permit.count(f"/issues/add/?permit={cast.permit.pk}") == links
    assert f"/permits/{cast.permit.pk}/files/" in permit
    project = client.get(f"/projects/{cast.project.number}/permits/").content.decode()
    assert project.count(f"/issues/add/?project={cast.project.number}") == links
    assert f'href="/issues/{cast.issue.pk}/"' in project
