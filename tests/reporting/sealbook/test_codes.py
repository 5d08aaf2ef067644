"""核对码: short, typed by hand, and what it leads to for whom."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.models import Compilation, Seal
from reporting.sealbook import codes
from reporting.selectors import sealbook
from tests.reporting.filing import file_table, step
from tests.reporting.sealbook.county import sealed_round
from tests.table import signed_in

DIGESTS = st.binary(min_size=1, max_size=8).map(lambda data: hashlib.sha256(data).hexdigest())


@given(DIGESTS)
def test_a_code_is_the_beginning_of_its_digest(digest):
    code = codes.short_code(digest)
    assert digest.startswith(codes.prefix_of(code))
    bits = 0
    for sign in code.replace("-", ""):
        bits = bits * 32 + codes.SIGNS.index(sign)
    assert bits == int(digest, 16) >> (256 - 50)


@given(DIGESTS, st.sampled_from(["lower", "upper"]), st.sampled_from(["", "-", " ", "－"]))
def test_a_code_read_from_paper_is_understood(digest, case, between):
    code = codes.short_code(digest)
    read = code.replace("0", "O").replace("1", "I").replace("-", between)
    assert codes.typed(getattr(read, case)()) == code


@pytest.mark.parametrize("text", ["", "1234", "ABCDE-FGHJU", "ABCDE-FGHJK-M"])
def test_what_cannot_be_a_code_is_none(text):
    assert codes.typed(text) == ""


def test_the_qr_holds_the_pages_address_only_where_one_is_set_up(settings):
    settings.SITE_URL = "https://px.example.test"
    mark = sealbook.mark_of("ab" * 32)
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert mark.svg != sealbook.mark_of("ab" * 32).svg
    assert mark.url == f"/seals/c/{mark.code}/" and " style=" not in mark.svg


@pytest.fixture
def compilation(cast):
    return sealed_round(cast)


def page_of(cast, who, digest):
    return signed_in(cast, who).get(f"/seals/c/{codes.short_code(digest)}/")


def test_a_code_says_whose_which_and_whether_it_counts(cast, compilation):
    first, second = Seal.objects.filter(unit_code="PUCHENG").order_by("number")
    page = page_of(cast, "office", second.digest)
    for text in ("完好", "第2次封存", "蒲城镇", cast.centre.name, second.digest, "有效"):
        assert text in page.content.decode()
    assert "已被第2次封存取代" in page_of(cast, "office", first.digest).content.decode()


def test_the_code_of_a_compiled_table_says_its_version(cast, compilation):
    page = page_of(cast, "leader", compilation.digest).content.decode()
    assert "版本 1，本期 3 个单位，沿用 1 个" in page and "完好" in page


def test_a_returned_table_does_not_count(cast):
    seal = file_table(cast.submission, cast.reporter)
    step(cast.submission, "return", cast.centre, "请核对")
    assert "已退回" in page_of(cast, "reporter", seal.digest).content.decode()


def test_a_code_is_typed_into_the_box(cast, compilation):
    code = codes.short_code(compilation.digest)
    client = signed_in(cast, "auditor")
    typed = client.get("/seals/", {"code": code.lower().replace("-", "")})
    assert typed.headers["Location"] == f"/seals/c/{code}/"
    assert client.get("/seals/", {"code": "0000000000"}).status_code == 422
    assert client.get("/seals/", {"code": "12"}).status_code == 422
    assert client.get(f"/seals/c/{code.lower()}/").headers["Location"] == f"/seals/c/{code}/"


def test_a_unit_learns_nothing_of_another_units_code(cast, compilation):
    seal = Seal.objects.get(unit_code="XUEGUAN")
    assert page_of(cast, "outsider", seal.digest).status_code == 404
    asked = signed_in(cast, "outsider").get("/seals/", {"code": codes.short_code(seal.digest)})
    assert asked.status_code == 422
    assert page_of(cast, "reporter", compilation.digest).status_code == 404


def test_paper_and_receipt_carry_the_code(cast, compilation):
    client = signed_in(cast, "reporter")
    code = codes.short_code(Seal.objects.get(unit_code="XUEGUAN").digest)
    for path in ("/report/2022-12-09/print/", "/report/2022-12-09/receipt/1/"):
        page = client.get(path).content.decode()
        assert code in page and '<svg class="px-qr"' in page


def test_an_open_tables_print_carries_no_code(cast):
    page = signed_in(cast, "reporter").get("/report/2022-12-09/print/").content.decode()
    assert "px-qr" not in page


def test_the_list_needs_no_more_queries_for_more_versions(
    cast, compilation, django_assert_num_queries, django_assert_max_num_queries
):
    client = signed_in(cast, "office")
    client.get("/seals/")
    with django_assert_max_num_queries(12) as few:
        client.get("/seals/")
    for version in range(2, 12):
        Compilation.objects.create(
            round=cast.round, version=version, at=compilation.at, by=cast.centre, workbook=b"x",
            digest=f"{version:064}", summary=compilation.summary,
        )  # fmt: skip
    with django_assert_num_queries(len(few)):
        client.get("/seals/")
