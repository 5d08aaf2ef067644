"""A header in doubt of a unit's own table is asked once, and known to the page and the command."""

import io
import json
from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import Workbook

from projects.models import Progress
from tests.reporting import progress
from tests.reporting.books import Book
from workplace.models import HeaderAnswer, Job

pytestmark = pytest.mark.usefixtures("read_here")
NAME, ROAD = "昕水河治理工程", "核桃加工园"
PERMITS = "/report/2022-12-09/import/"


@pytest.fixture
def reporter(client, cast):
    client.force_login(cast.reporter)
    return client


@pytest.fixture
def work(cast):
    return progress.build(cast)


def workbook(headers, *rows) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in (headers, *rows):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


OWN = workbook(["项目名称", "总投资", "备注", "备注", "联系人"], [NAME, 5400, "一", "二", "某某"])
WORK = workbook(
    ["项目名称", "本年完成投资额", "形象进度", "形象进度"], [ROAD, 120, "基础完成", "略"]
)


def upload(client, content: bytes, where: str = PERMITS) -> str:
    """The path of the preview, with its query."""
    return client.post(where, {"file": SimpleUploadedFile("表.xlsx", content)}).url


def step(path: str, name: str) -> str:
    bare, mark, query = path.partition("?")
    return f"{bare}{name}/{mark}{query}"


def asked(client, path):
    """Header → (how it stands, is it doubted); of what is not plain."""
    questions = client.get(path).context["answers"].questions
    return {q["header"]: (q["key"], q["doubt"]) for q in questions if not q.get("auto")}


def answer(client, path, **answers):
    questions = client.get(path).context["answers"].questions
    said = {q["header"]: q["key"] for q in questions} | answers
    data = {f"column-{n}": said[q["header"]] for n, q in enumerate(questions)}
    return client.post(step(path, "answers"), data)


SECOND = {"备注（第 2 处）": "-"}


def test_the_page_asks_and_reads_the_file_once_more(cast, reporter):
    path = upload(reporter, OWN)
    assert asked(reporter, path) == {"备注（第 2 处）": ("?", True), "联系人": ("?", False)}
    assert "某某" in reporter.get(path).content.decode()
    assert reporter.post(step(path, "apply")).status_code == 422

    response = answer(reporter, path, **SECOND)
    assert (response.status_code, response.url) == (302, path)
    assert reporter.get(path).context["preview"].counts["error"] == 0
    assert Job.objects.count() == 1
    assert reporter.post(step(path, "apply")).status_code == 302
    cast.project.refresh_from_db()
    assert cast.project.total_investment == 5400


def test_the_answer_is_the_units_whoever_imports_for_it(cast, reporter, client):
    answer(reporter, upload(reporter, OWN), **SECOND)
    assert asked(reporter, upload(reporter, OWN))["备注（第 2 处）"] == ("-", False)
    kept = HeaderAnswer.objects.get()
    assert (kept.unit, kept.form, kept.by) == (cast.submission.unit, "permits", cast.reporter)

    client.force_login(cast.centre)
    path = upload(client, OWN, f"{PERMITS}?unit=XUEGUAN")
    assert asked(client, path)["备注（第 2 处）"] == ("-", False)
    answer(client, path, **{"备注（第 2 处）": "?"})
    assert asked(client, path)["备注（第 2 处）"] == ("?", True)
    assert not HeaderAnswer.objects.exists()


def test_the_progress_table_asks_for_itself(work, reporter):
    path = upload(reporter, WORK, f"{PERMITS}?form=progress")
    assert asked(reporter, path)["形象进度（第 2 处）"] == ("?", True)
    answer(reporter, path, 本年完成投资额="completed_investment", **{"形象进度（第 2 处）": "-"})
    assert reporter.get(path).context["preview"].counts["error"] == 0
    assert reporter.post(step(path, "apply")).status_code == 302
    kept = Progress.objects.get(plan__project=work.new)
    assert (kept.completed_investment, kept.image_progress) == (120, "基础完成")
    assert set(HeaderAnswer.objects.values_list("form", flat=True)) == {"progress"}


def test_a_plain_table_of_one_header_row_needs_no_group_above_its_words(work, reporter):
    headers = ["项目名称", "状态", "时间", "完成投资"]
    own = workbook(headers, [ROAD, "开工", "2022-11-28", 0])
    path = upload(reporter, own, f"{PERMITS}?form=progress")
    assert asked(reporter, path) == {}
    assert reporter.post(step(path, "apply")).status_code == 302
    work.new.refresh_from_db()
    assert work.new.started_on == date(2022, 11, 28)


@pytest.mark.parametrize("round_", [("--round", "2022-12-09"), ()])
def test_the_command_knows_the_answer(cast, reporter, tmp_path, round_):
    (tmp_path / "表.xlsx").write_bytes(OWN)
    given = ("import_sheet", "permits", str(tmp_path / "表.xlsx"), "--unit", "XUEGUAN", "--json")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command(*given, *round_, stdout=out)
    assert [e["code"] for e in json.loads(out.getvalue())["errors"]] == ["ask"]

    answer(reporter, upload(reporter, OWN), **SECOND)
    out = StringIO()
    call_command(*given, *round_, "--dry-run", stdout=out)
    assert json.loads(out.getvalue())["errors"] == []


def test_our_own_table_asks_nothing(cast, reporter):
    path = upload(reporter, Book.of(cast.submission).body())
    page = reporter.get(path)
    assert page.context["answers"].questions == []
    assert "列的对应怎么改" not in page.content.decode()


@pytest.mark.parametrize("key", ["seq", "done", "rate", "version", ""])
def test_only_a_column_that_is_typed_can_be_the_answer(reporter, key):
    path = upload(reporter, OWN)
    assert answer(reporter, path, 联系人=key).status_code == 422
    assert not HeaderAnswer.objects.exists()


def test_nobody_else_answers_and_nothing_is_answered_after_saving(cast, reporter, client):
    path = upload(reporter, OWN)
    client.force_login(cast.outsider)
    assert client.post(step(path, "answers"), {}).status_code == 404

    client.force_login(cast.reporter)
    answer(client, path, **SECOND)
    client.post(step(path, "apply"))
    questions = Job.objects.get().payload["questions"]
    data = {f"column-{n}": q["key"] for n, q in enumerate(questions)}
    assert client.post(step(path, "answers"), data).status_code == 409
