"""汇总报送 in the browser."""

import io

import openpyxl
import pytest

from reporting.models import Compilation, Dispatch
from tests.reporting.filing import file_table, step
from tests.reporting.tables import earlier_submission
from workplace.models import Act

PAGE = "/review/2022-12-09/compile/"
FILE = "/review/2022-12-09/compiled.xlsx"


@pytest.fixture
def centre(client, cast):
    client.force_login(cast.centre)
    return client


def text_of(response):
    return response.content.decode()


def test_the_page_says_why_nothing_can_be_compiled_yet(centre, cast):
    page = text_of(centre.get(PAGE))

    assert "还没有任何单位封存过表" in page
    assert "disabled" in page


def test_a_version_is_made_downloaded_and_sent(centre, cast):
    file_table(cast.submission, cast.reporter)

    assert centre.post(PAGE).status_code == 302
    response = centre.get(FILE)
    assert "filename" in response["Content-Disposition"]
    assert openpyxl.load_workbook(io.BytesIO(response.content)).sheetnames == [
        "汇总表", "分解清单", "上报协调清单", "未报单位",
    ]  # fmt: skip
    sent = "/review/2022-12-09/versions/1/dispatch/"
    assert centre.post(sent, {"receiver": "task_force"}).status_code == 302
    assert centre.post(sent, {"receiver": "task_force"}).status_code == 409
    assert centre.post(sent, {"receiver": "nobody"}).status_code == 422
    assert Dispatch.objects.get().receiver == "task_force"
    assert Act.objects.filter(verb="compiled-download").exists()
    assert "县专班" in text_of(centre.get(PAGE))


def test_carried_units_are_named_and_can_be_chased_again(centre, cast):
    file_table(earlier_submission(cast, state="open"), cast.reporter)

    page = text_of(centre.get(PAGE))
    assert "1 个单位没有本期表" in page

    response = centre.post("/review/2022-12-09/chase/", {"unit": "XUEGUAN", "back": "compile"})
    assert response["Location"] == PAGE


def test_a_second_version_needs_a_reason_and_a_change(centre, cast):
    file_table(cast.submission, cast.reporter)
    centre.post(PAGE)
    assert "与版本 1 相比没有变化" in text_of(centre.get(PAGE))
    step(cast.submission, "reopen", cast.centre, "文号写错")
    file_table(cast.submission, cast.reporter)
    assert "薛关镇换为第2次封存" in text_of(centre.get(PAGE))

    assert centre.post(PAGE).status_code == 422
    assert centre.post(PAGE, {"reason": "薛关镇更正文号"}).status_code == 302

    assert Compilation.objects.count() == 2
    first, second = centre.get(FILE, {"version": "1"}), centre.get(FILE)
    assert first.content == bytes(Compilation.objects.get(version=1).workbook)
    assert second.content == bytes(Compilation.objects.get(version=2).workbook)


def test_a_double_click_makes_one_version(centre, cast):
    file_table(cast.submission, cast.reporter)
    op = "5a1f2f8e-5c5c-4a3c-8a4f-0e4a7f1f2a22"

    for _ in range(2):
        assert centre.post(PAGE, {"op": op}).status_code == 302

    assert Compilation.objects.count() == 1


@pytest.mark.parametrize(("version", "status"), [("7", 404), ("x", 422), ("1", 200)])
def test_versions_by_number(centre, cast, version, status):
    file_table(cast.submission, cast.reporter)
    centre.post(PAGE)

    assert centre.get(FILE, {"version": version}).status_code == status


def test_the_office_reads_and_downloads_but_compiles_nothing(client, centre, cast):
    file_table(cast.submission, cast.reporter)
    centre.post(PAGE)
    client.force_login(cast.office)

    assert client.get(PAGE).status_code == 200
    assert client.get(FILE).status_code == 200
    assert client.post(PAGE).status_code == 403


def test_the_page_needs_a_bounded_number_of_queries(centre, cast, django_assert_max_num_queries):
    file_table(cast.submission, cast.reporter)
    centre.post(PAGE)
    with django_assert_max_num_queries(30):
        centre.get(PAGE)
