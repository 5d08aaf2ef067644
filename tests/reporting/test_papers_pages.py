"""Pages of the documents: drafted once, edited with locked numbers, issued, read by reporters."""

import io
import uuid

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document as read_docx

from reporting.models import Circular
from reporting.papers.blocks import from_json, numbers_of, plain
from tests.factories import at
from tests.reporting import paper_county
from workplace import clock

AFTER = at("2022-12-16 15:00")


@pytest.fixture
def round_(cast):
    return paper_county.compiled(cast)


@pytest.fixture(autouse=True)
def _later(cast, friday):
    friday.move_to(AFTER)
    clock.forget()


@pytest.fixture
def drafted(cast, client, round_):
    client.force_login(cast.office)
    made = client.post("/papers/add/", {"kind": "weekly", "round": round_.pk})
    assert made.status_code == 302
    return Circular.objects.get()


def soup(response):
    return BeautifulSoup(response.content.decode(), "html.parser")


def test_without_a_compiled_round_the_page_says_what_to_do(cast, client):
    client.force_login(cast.office)
    assert "还没有汇总过的期" in client.get("/papers/add/").content.decode()
    assert "还没有材料" in client.get("/papers/").content.decode()


def test_a_double_click_makes_one_draft(cast, client, round_):
    client.force_login(cast.centre)
    form = {"kind": "circular", "round": round_.pk, "op": str(uuid.uuid4())}
    first, again = client.post("/papers/add/", form), client.post("/papers/add/", form)
    assert first.url == again.url
    assert Circular.objects.count() == 1


def test_every_number_on_the_page_is_a_link(cast, client, drafted):
    page = soup(client.get(f"/papers/{drafted.pk}/"))
    links = page.select("a.px-number")
    numbers = numbers_of(from_json(drafted.body).blocks)
    assert {link.text for link in links} == {n.shown for n in numbers}
    assert all(link["data-number"] for link in links)
    assert client.get(links[0]["href"], follow=True).status_code == 200


def test_text_is_edited_around_the_numbers(cast, client, drafted):
    page = soup(client.get(f"/papers/{drafted.pk}/edit/"))
    texts = {area["name"]: area.text.lstrip("\n") for area in page.select("textarea")}
    form = {"title": "工作周报", "seen": "1", **texts}
    place = next(name for name, text in texts.items() if "{{13.6%}}" in text)
    form[place] = "全县办结率{{13.6%}}。\n请各单位抓紧。"

    assert client.post(f"/papers/{drafted.pk}/edit/", form).status_code == 302

    drafted.refresh_from_db()
    said = [plain(b.said) for b in from_json(drafted.body).blocks if b.kind == "text"]
    assert "全县办结率13.6%。" in said
    assert "请各单位抓紧。" in said
    assert (drafted.version, drafted.title) == (2, "工作周报")
    old = drafted.history.order_by("history_id").first()
    then = client.get(f"/papers/{drafted.pk}/?then={old.history_id}")
    assert "这是以前的版本 1" in then.content.decode()
    # what was left out can be brought back
    again = {"title": "工作周报", "seen": "2", "text-1": "应办{{22}}项。"}
    assert client.post(f"/papers/{drafted.pk}/edit/", again).status_code == 302


@pytest.mark.parametrize("text", ["办结率{{99.9%}}", "办结率99.9%", "办结率{{13.6%}"])
def test_an_altered_number_is_refused_at_its_paragraph(cast, client, drafted, text):
    answer = client.post(
        f"/papers/{drafted.pk}/edit/", {"title": "周报", "seen": "1", "text-1": text}
    )
    assert answer.status_code == 422
    area = soup(answer).select_one("#text-1")
    assert area["aria-invalid"] == "true"
    assert area.text.strip() == text
    assert "第2段：" in soup(answer).select_one("#text-1-error").text
    drafted.refresh_from_db()
    assert drafted.version == 1


def test_two_who_edit_at_once_are_told(cast, client, drafted):
    url, form = f"/papers/{drafted.pk}/edit/", {"title": "甲", "seen": "1"}
    assert client.post(url, form).status_code == 302
    answer = client.post(url, {"title": "乙", "seen": "1"})
    assert answer.status_code == 409
    assert "刚才被" in answer.content.decode()


def test_issued_it_is_read_by_reporters_and_edited_by_nobody(cast, client, drafted):
    page = client.get(f"/papers/{drafted.pk}/issue/").content.decode()
    assert "全部一致" in page
    form = {"number": "2", "dated_on": "2022-12-16", "seen": "1"}
    assert client.post(f"/papers/{drafted.pk}/issue/", form).status_code == 302

    client.force_login(cast.reporter)
    assert drafted.title in client.get("/papers/").content.decode()
    docx = client.get(f"/papers/{drafted.pk}/document.docx")
    body = io.BytesIO(b"".join(docx.streaming_content))
    assert "（第2期）" in [p.text for p in read_docx(body).paragraphs]
    assert "历史" not in client.get(f"/papers/{drafted.pk}/").content.decode()
    client.force_login(cast.office)
    assert (
        client.post(f"/papers/{drafted.pk}/edit/", {"title": "x", "seen": "1"}).status_code == 409
    )


def test_a_reporter_gets_links_to_its_own_rows_only(cast, client, drafted):
    form = {"number": "2", "dated_on": "2022-12-16", "seen": "1"}
    client.post(f"/papers/{drafted.pk}/issue/", form)
    client.force_login(cast.reporter)
    page = soup(client.get(f"/papers/{drafted.pk}/"))
    links = page.select("a.px-number")
    assert {link.text for link in links} == {"2", "11", "9", "18.2%"}  # of 薛关镇
    assert "13.6%" in page.text
    for link in links:
        assert client.get(link["href"]).status_code == 200


def test_withdrawn_it_says_so_and_why(cast, client, drafted):
    client.post(
        f"/papers/{drafted.pk}/issue/", {"number": "2", "dated_on": "2022-12-16", "seen": "1"}
    )
    assert client.post(f"/papers/{drafted.pk}/withdraw/", {"reason": "口径有误"}).status_code == 302
    client.force_login(cast.reporter)
    page = client.get(f"/papers/{drafted.pk}/").content.decode()
    assert "撤回" in page
    assert "口径有误" in page


def test_names_that_mean_harm_are_text(cast, client, drafted):
    page = client.get(f"/papers/{drafted.pk}/").content.decode()
    assert "<b>35千伏" not in page
    assert "<script>等" not in page
    assert "&lt;b&gt;35千伏" in page


def test_the_list_is_searched_and_filtered(cast, client, drafted):
    for query, found in [
        ("q=周报", True), ("q=通报", False), ("kind=weekly", True), ("kind=pack", False),
        ("state=draft", True), ("state=issued", False), ("q=9", False),
    ]:  # fmt: skip
        page = client.get(f"/papers/?{query}").content.decode()
        assert (f"/papers/{drafted.pk}/" in page) is found, query
    assert client.get("/papers/export.xlsx").status_code == 200


def test_the_list_asks_as_often_for_many_as_for_one(cast, client, drafted):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get("/papers/")
        return len(caught)

    queries()
    one = queries()
    for number in range(1, 9):
        drafted.pk, drafted.number = None, number
        drafted.save()
    assert queries() == one


def test_the_ranking_page_tells_the_rule(cast, client, round_):
    client.force_login(cast.centre)
    page = client.get("/papers/ranking/").content.decode()
    assert "一个月最多印发一次" in page
    answer = client.post("/papers/add/", {"kind": "ranking", "round": round_.pk})
    assert answer.status_code == 409
    assert "排名没有开启" in answer.content.decode()
