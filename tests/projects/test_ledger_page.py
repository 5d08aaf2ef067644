from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import Project
from tests import factories
from tests.real_ledger import HEADERS, build_ledger
from workplace.models import Act, Job

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def centre(client, people):
    client.force_login(people["centre"])
    return client


@pytest.fixture
def known(units):
    project = factories.ProjectFactory(unit=units["XUEGUAN"], name="昕水河治理工程")
    factories.PlanFactory(project=project)
    return project


def workbook(*rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2023年重点项目台账"])
    sheet.append(HEADERS)
    for row in rows:
        sheet.append([row.get(header) for header in HEADERS])
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("台账.xlsx", out.getvalue())


def upload(client, *rows):
    answer = client.post("/projects/import/", {"file": workbook(*rows)})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


def row(**cells):
    return {"项目名称": "昕水河治理工程", "年度": 2023, "责任单位": "薛关镇", **cells}


def test_a_ledger_is_looked_at_saved_and_undone(centre, known):
    path = upload(centre, row(建设单位="昕水公司"), row(项目名称="新的工程", 年度类别="新建"))

    page = centre.get(path)
    assert Project.objects.count() == 1
    assert page.context["preview"].counts["change"] == 1
    assert page.context["preview"].counts["new"] == 1
    assert "昕水公司" in page.content.decode()

    centre.post(f"{path}apply/")
    known.refresh_from_db()
    assert known.owner == "昕水公司"
    made = Project.objects.get(name="新的工程")
    assert made.unit.code == "XUEGUAN"
    centre.post(f"{path}apply/")  # a second click
    assert Project.objects.count() == 2
    assert Act.objects.filter(verb="ledger-import").count() == 1

    centre.post(f"{path}undo/")
    known.refresh_from_db()
    made.refresh_from_db()
    assert known.owner == "蒲县水务公司"
    assert made.withdrawn_on == made.plans.get().listed_from
    assert centre.get(path).status_code == 200

    again = upload(centre, row(项目名称="新的工程", 年度类别="新建"))  # its name is free again
    assert centre.get(again).context["preview"].counts["new"] == 1


@pytest.mark.usefixtures("read_here")
def test_what_moved_since_the_import_stays_when_it_is_undone(centre, known):
    path = upload(centre, row(建设单位="昕水公司"))
    centre.post(f"{path}apply/")
    Project.objects.filter(pk=known.pk).update(owner="第三家")
    centre.post(f"{path}undo/")
    known.refresh_from_db()
    assert known.owner == "第三家"
    assert centre.get(path).context["kept"] == ["昕水河治理工程，建设单位"]


@pytest.mark.usefixtures("read_here")
def test_a_preview_that_the_register_left_behind_is_refused(centre, known):
    path = upload(centre, row(建设单位="昕水公司"))
    Project.objects.filter(pk=known.pk).update(owner="第三家")
    assert centre.post(f"{path}apply/").status_code == 409
    known.refresh_from_db()
    assert known.owner == "第三家"


@pytest.mark.usefixtures("read_here")
def test_less_money_asks_for_a_reason_once(centre, known):
    path = upload(centre, row(年度计划投资=1))
    assert centre.post(f"{path}apply/").status_code == 422
    assert centre.post(f"{path}apply/", {"reason": "资金调整"}).status_code == 302
    assert known.plans.get().planned_investment == Decimal("1.00")


@pytest.mark.thorough
def test_errors_are_shown_and_marked_in_the_users_own_workbook(centre, known):
    path = upload(centre, row(总投资="很多"), row(项目名称="乙", 责任单位="火星局"))
    page = centre.get(path)
    assert page.context["preview"].counts["error"] == 2
    assert centre.post(f"{path}apply/").status_code == 422
    body = b"".join(centre.get(f"{path}marked.xlsx").streaming_content)
    sheet = openpyxl.load_workbook(BytesIO(body)).worksheets[0]
    commented = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert len(commented) == 2


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 broken", b"<html>", b"\xd0\xcf\x11\xe0" * 99])
def test_a_file_that_is_no_workbook_gets_a_sentence(centre, body):
    file = SimpleUploadedFile("台账.xlsx", body)
    answer = centre.post("/projects/import/", {"file": file})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Project.objects.exists()


@pytest.mark.thorough
@pytest.mark.usefixtures("read_here")
def test_the_published_ledger_needs_to_be_told_whose_it_is(centre, tmp_path, units):
    build_ledger(tmp_path / "ledger.xlsx")
    file = SimpleUploadedFile("ledger.xlsx", (tmp_path / "ledger.xlsx").read_bytes())
    page = centre.get(centre.post("/projects/import/", {"file": file}).url)
    assert page.context["preview"].counts["error"] == 130
    assert Job.objects.get().payload["is_ready"] is False

    file.seek(0)
    told = {"file": file, "unit": units["FGJ"].pk}
    path = centre.post("/projects/import/", told).url
    assert centre.post(f"{path}apply/").status_code == 302
    assert Project.objects.filter(unit=units["FGJ"]).count() == 130
