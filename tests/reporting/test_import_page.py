"""Importing in the browser: upload, look, save, undo (mock 06)."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from procedures.models import Permit
from projects.services import update_project
from puxian_projects import limits
from tests.reporting.books import Book
from tests.reporting.tables import seal_as_it_stands
from workplace import imports
from workplace.models import Act, Job

NAME = "昕水河治理工程"
DAY = "2022-12-09"


@pytest.fixture
def reporter(client, cast):
    client.force_login(cast.reporter)
    return client


@pytest.fixture
def book(cast) -> Book:
    book = Book.of(cast.submission)
    book[NAME, "总投资"] = 5400
    return book


def upload(client, content, name="第1期手续表(改).xlsx", **data):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.body())
    return client.post(reverse("reporting:import", args=[DAY]), {"file": file, **data})


def propose(client, content) -> Job:
    response = upload(client, content)
    assert response.status_code == 302, response.content.decode()[:2000]
    job = Job.objects.latest("pk")
    assert response.url == url("import-preview", job)
    return job


def url(name: str, job: Job) -> str:
    return reverse(f"reporting:{name}", args=[DAY, job.key])


@pytest.mark.usefixtures("read_here")
class TestAGoodFile:
    def test_the_preview_shows_old_and_new_and_saves_nothing(self, cast, reporter, book):
        job = propose(reporter, book)
        page = reporter.get(url("import-preview", job))
        text = page.content.decode()

        assert "<del>5,000.00</del>" in text and "<ins>5,400.00</ins>" in text
        assert "保存 1 格修改" in " ".join(text.split())
        cast.project.refresh_from_db()
        assert cast.project.total_investment == 5000

    def test_saving_writes_it_once_however_often_it_is_sent(self, cast, reporter, book):
        job = propose(reporter, book)
        data = {"op": str(uuid.uuid4())}
        for _ in range(2):
            assert reporter.post(url("import-apply", job), data).status_code == 302
        assert reporter.post(url("import-apply", job), {}).status_code == 302

        cast.project.refresh_from_db()
        job.refresh_from_db()
        assert (cast.project.total_investment, job.state) == (5400, "done")
        assert Act.objects.filter(verb="report-import").count() == 1

    def test_it_is_undone_by_one_click(self, cast, reporter, book):
        job = propose(reporter, book)
        reporter.post(url("import-apply", job))
        page = reporter.get(url("import-preview", job)).content.decode()
        assert "撤销这次导入" in page

        reporter.post(url("import-undo", job))
        cast.project.refresh_from_db()
        assert cast.project.total_investment == 5000
        assert "已撤销这次导入" in reporter.get(url("import-preview", job)).content.decode()

    def test_what_could_not_be_undone_is_named(self, cast, reporter, book):
        job = propose(reporter, book)
        reporter.post(url("import-apply", job))
        values = {"total_investment": "7000"}
        update_project(project_id=cast.project.pk, values=values, by=cast.reporter)
        reporter.post(url("import-undo", job))

        page = reporter.get(url("import-preview", job)).content.decode()
        assert f"{NAME}，总投资" in page

    def test_a_step_back_waits_for_its_reason(self, cast, reporter, book):
        book[NAME, "总投资"] = 4000
        job = propose(reporter, book)

        response = reporter.post(url("import-apply", job))
        assert (response.status_code, job.payload["reasons"]) == (422, 1)
        assert 'name="reason"' in response.content.decode()
        response = reporter.post(url("import-apply", job), {"reason": "设计变更"})
        assert response.status_code == 302
        cast.project.refresh_from_db()
        assert cast.project.total_investment == 4000

    def test_what_moved_meanwhile_refuses_the_saving(self, cast, reporter, book):
        job = propose(reporter, book)
        values = {"total_investment": "7000"}
        update_project(project_id=cast.project.pk, values=values, by=cast.reporter)

        assert reporter.post(url("import-apply", job)).status_code == 409
        job.refresh_from_db()
        assert job.state == "preview"

    def test_errors_are_shown_all_at_once_and_marked_in_the_users_own_file(self, reporter, book):
        book[NAME, "总投资"] = "五千"
        book[NAME, "立项时间"] = "2月30日"
        job = propose(reporter, book)
        page = reporter.get(url("import-preview", job))

        assert page.context["preview"].counts["error"] == 2
        assert reporter.post(url("import-apply", job)).status_code == 422
        response = reporter.get(url("import-marked", job))
        marked = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
        cell = marked.worksheets[0].cell(book.row(NAME), book.columns["总投资"])
        assert (cell.value, cell.comment is not None) == ("五千", True)
        assert "attachment" in response["Content-Disposition"]
        assert "sandbox" in response["Content-Security-Policy"]

    def test_each_kind_has_its_own_list_and_link(self, reporter, book):
        book.add(项目名称="刁口污水处理厂", 总投资=9000)
        job = propose(reporter, book)
        page = reporter.get(url("import-preview", job), {"only": "new"})

        assert [line["project"] for line in page.context["preview"].page] == ["刁口污水处理厂"]
        chips = {chip.key: chip.count for chip in page.context["preview"].chips}
        assert (chips["change"], chips["new"], chips["error"]) == (1, 1, 0)

    def test_nobody_else_sees_or_saves_it(self, cast, client, reporter, book):
        job = propose(reporter, book)
        for who in (cast.outsider, cast.handler):
            client.force_login(who)
            assert client.get(url("import-preview", job)).status_code == 404
            assert client.post(url("import-apply", job)).status_code == 404

    def test_the_centre_imports_for_a_unit_that_it_names(self, cast, client, book):
        client.force_login(cast.centre)
        file = SimpleUploadedFile("表.xlsx", book.body())
        where = f"{reverse('reporting:import', args=[DAY])}?unit=XUEGUAN"
        response = client.post(where, {"file": file})
        job = Job.objects.latest("pk")
        assert response.url == f"{url('import-preview', job)}?unit=XUEGUAN"
        client.post(f"{url('import-apply', job)}?unit=XUEGUAN")

        cast.project.refresh_from_db()
        assert cast.project.total_investment == 5400
        assert cast.project.history.first().history_user == cast.centre

    def test_a_preview_of_yesterday_is_void(self, cast, reporter, book):
        job = propose(reporter, book)
        Job.objects.update(created_at=timezone.now() - timedelta(hours=25))

        assert "已经失效" in reporter.get(url("import-preview", job)).content.decode()
        assert reporter.post(url("import-apply", job)).status_code == 409

    def test_a_filed_table_takes_no_change_but_its_own_file_once_more(self, cast, reporter):
        seal_as_it_stands(cast.submission, by=cast.reporter)
        cast.submission.state = "submitted"
        cast.submission.save()
        book = Book.of(cast.submission)
        same = propose(reporter, book)
        book[NAME, "总投资"] = 5400
        changed = propose(reporter, book)

        assert (same.payload["is_ready"], same.payload["cells"]) == (True, [])
        assert [entry["code"] for entry in changed.payload["errors"]] == ["closed"]

    def test_the_seventh_upload_in_a_minute_waits(self, reporter, book):
        for _ in range(limits.IMPORTS_PER_MINUTE):
            assert upload(reporter, book).status_code == 302
        response = upload(reporter, book)

        assert response.status_code == 429
        assert Job.objects.count() == limits.IMPORTS_PER_MINUTE

    def test_a_double_click_on_upload_is_one_job(self, reporter, book):
        op = str(uuid.uuid4())
        first, second = upload(reporter, book, op=op), upload(reporter, book, op=op)

        assert first.url == second.url
        assert Job.objects.count() == 1

    def test_old_uploads_are_forgotten(self, reporter, book):
        job = propose(reporter, book)
        Job.objects.update(created_at=timezone.now() - timedelta(hours=25))

        assert imports.discard_old_files() == 1
        assert not default_storage.exists(job.file)


FAKES = [
    (b"", "空"),
    (b"%PDF-1.7 x", "PDF"),
    (b"PK\x03\x04" + b"x" * 500, "损坏"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
    ("项目名称,总投资\n甲,1\n".encode(), "csv"),
    (b"<html><table>", "网页"),
]


@pytest.mark.parametrize(("content", "word"), FAKES)
def test_what_is_no_workbook_gets_a_sentence_and_changes_nothing(cast, reporter, content, word):
    response = upload(reporter, content)

    assert response.status_code == 422
    assert word in response.content.decode()
    assert not Permit.objects.filter(status="done").exists()


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(cast, reporter, monkeypatch):
    monkeypatch.setattr(limits, "UPLOAD", 1000)
    response = upload(reporter, b"PK\x03\x04" + b"x" * 2000)

    assert response.status_code == 422
    assert "太大" in response.content.decode()


def test_a_workbook_without_our_header_is_refused(cast, reporter):
    book = Workbook()
    book.active.append(["日期", "天气"])
    out = io.BytesIO()
    book.save(out)
    response = upload(reporter, out.getvalue())

    assert response.status_code == 422
    assert "表头" in response.content.decode()


@pytest.mark.thorough
@pytest.mark.usefixtures("read_here")
def test_names_of_files_never_become_paths(cast, reporter, book):
    body = book.body()
    job = propose(reporter, body)
    for name in ("../../x.xlsx", "..\\x.xlsx", "a" * 300 + ".xlsx", "\u202exslx.xlsx"):
        upload(reporter, body, name=name)
    names = set(Job.objects.values_list("file", flat=True))

    assert names == {job.file}
    assert all(len(j.name) <= 100 and "/" not in j.name for j in Job.objects.all())


@pytest.mark.usefixtures("read_here")
def test_the_page_takes_the_same_number_of_queries_for_many_lines(
    cast, reporter, django_assert_max_num_queries
):
    book = Book.of(cast.submission, spare=20)
    for n in range(20):
        book.add(项目名称=f"新项目{n}")
    job = propose(reporter, book)
    with django_assert_max_num_queries(16):
        reporter.get(url("import-preview", job))
