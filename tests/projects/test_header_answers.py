"""A doubtful header is a question on the page; its answer is known the next time."""

import json
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from projects.models import Project
from tests import factories
from workplace.models import HeaderAnswer, Job

pytestmark = pytest.mark.usefixtures("friday", "read_here")

HEADERS = ["项目名称", "责任单位", "年度计划投资数", "备注", "备注", "联系人"]
ROW = ["昕水河治理工程", "薛关镇", 30, "一", "二", "某某"]


@pytest.fixture
def centre(client, people):
    client.force_login(people["centre"])
    return client


def workbook(headers=HEADERS, row=ROW):
    book = openpyxl.Workbook()
    book.active.append(headers)
    book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("表.xlsx", out.getvalue())


def upload(client, file=None):
    given = {"file": file or workbook(), "year": "2023"}
    return client.post("/tables/targets/import/", given).url


def asked(client, path):
    """Header → (name of its field, how it stands, is it doubted); of what is not plain."""
    form = client.get(path).context["answers"]
    return {
        question["header"]: (f"column-{n}", question["key"], question["doubt"])
        for n, question in enumerate(form.questions)
        if not question.get("auto")
    }


def answer(client, path, **answers):
    questions = client.get(path).context["answers"].questions
    said = {question["header"]: question["key"] for question in questions} | answers
    data = {f"column-{n}": said[question["header"]] for n, question in enumerate(questions)}
    return client.post(f"{path}answers/", data)


def test_a_doubtful_header_is_answered_on_the_page_and_the_file_read_once_more(centre):
    path = upload(centre)
    page = centre.get(path)
    assert {h: doubt for h, (_, _, doubt) in asked(centre, path).items()} == {
        "年度计划投资数": True,
        "备注（第 2 处）": True,
        "联系人": False,
    }
    assert "某某" in page.content.decode()  # what stands in the column tells what it is
    assert centre.post(f"{path}apply/").status_code == 422

    answers = {"年度计划投资数": "planned_investment", "备注（第 2 处）": "-"}
    assert answer(centre, path, **answers).status_code == 302
    page = centre.get(path)
    assert page.context["preview"].counts["error"] == 0
    assert Job.objects.count() == 1
    assert centre.post(f"{path}apply/").status_code == 302
    project = Project.objects.get()
    assert (project.plans.get().planned_investment, project.note) == (30, "一")


def test_the_answers_are_known_the_next_time_and_can_be_changed(centre, units):
    path = upload(centre)
    answer(centre, path, 年度计划投资数="planned_investment", **{"备注（第 2 处）": "-"})
    path = upload(centre)
    found = asked(centre, path)
    assert centre.get(path).context["preview"].counts["error"] == 0
    assert found["年度计划投资数"][1:] == ("planned_investment", False)
    assert found["备注（第 2 处）"][1:] == ("-", False)

    answer(centre, path, 年度计划投资数="?")
    assert asked(centre, path)["年度计划投资数"][1:] == ("?", True)
    assert not HeaderAnswer.objects.filter(header="年度计划投资数").exists()


def test_the_command_knows_what_the_unit_answered(centre, tmp_path):
    answer(centre, upload(centre), 年度计划投资数="planned_investment", **{"备注（第 2 处）": "-"})
    (tmp_path / "a.xlsx").write_bytes(workbook().read())
    out = StringIO()
    given = ("import_sheet", "targets", str(tmp_path / "a.xlsx"), "--year", "2023", "--json")
    call_command(*given, "--unit", "XMZX", stdout=out)
    assert json.loads(out.getvalue())["errors"] == []
    assert Project.objects.get().plans.get().planned_investment == 30
    with pytest.raises(SystemExit):  # another unit is asked for itself
        call_command(*given, "--unit", "XUEGUAN", stdout=StringIO())


def test_two_columns_answered_alike_are_a_question_again(centre):
    path = upload(centre)
    answer(centre, path, 联系人="note", 年度计划投资数="planned_investment")
    found = asked(centre, path)
    assert {h for h, (_, _, doubt) in found.items() if doubt} == {"备注（第 2 处）", "联系人"}
    assert centre.get(path).context["preview"].job.payload["is_ready"] is False


@pytest.mark.parametrize("key", ["seq", "number", "unit_id", "__class__", ""])
def test_only_a_column_that_people_write_can_be_the_answer(centre, key):
    path = upload(centre)
    assert answer(centre, path, 联系人=key).status_code == 422
    assert not HeaderAnswer.objects.exists()


def test_a_column_that_its_header_tells_wrongly_can_be_left_out(centre):
    headers, row = ["项目名称", "责任单位", "类别"], ["昕水河治理工程", "薛关镇", "完工"]
    path = upload(centre, workbook(headers, row))
    assert centre.get(path).context["preview"].counts["error"] == 1  # 完工 is no 年度类别
    answer(centre, path, 类别="-")
    assert centre.get(path).context["preview"].counts["error"] == 0
    known = dict(HeaderAnswer.objects.values_list("header", "key"))
    assert known == {"类别": ""}  # what stays as it was is no answer


def test_a_saved_import_takes_no_more_answers(centre, units):
    factories.ProjectFactory(unit=units["XUEGUAN"], name="昕水河治理工程")
    path = upload(centre, workbook([*HEADERS[:2], "联系人"], [*ROW[:2], "某某"]))
    centre.post(f"{path}apply/")
    questions = Job.objects.get().payload["questions"]
    data = {f"column-{n}": question["key"] for n, question in enumerate(questions)}
    assert centre.post(f"{path}answers/", data).status_code == 409
    assert not HeaderAnswer.objects.exists()
