"""What waits above the county, 书面意见 as they were sent, and 督办单."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from procedures.models import Letter
from procedures.selectors import letters as selectors
from procedures.services import issues
from procedures.services.letters import Draft, write_letter
from projects.services import update_project
from tests import factories
from tests.procedures.meetings import body_of, words
from workplace import files

TODAY = date(2022, 12, 9)


@pytest.fixture
def centre(client, cast):
    client.force_login(cast.centre)
    return client


@pytest.fixture
def make(cast):
    def permit(code, level="city", **more):
        kind = next(kind for kind in cast.kinds if kind.code == code)
        values = {"handling_unit": cast.units["STHJ"]} | more
        return factories.PermitFactory(project=cast.project, kind=kind, level=level, **values)

    return permit


def rows(cast, **filters):
    found = selectors.upward(cast.centre, TODAY)
    return selectors.narrowed(found, selectors.Filters(**filters))


def test_open_permits_and_problems_above_the_county_are_listed(cast, make):
    make("eia", accepted_on=date(2022, 12, 1), due_on=date(2022, 12, 20), status="submitted")
    make("energy", "province", due_on=date(2022, 12, 7))
    make("planning", "county")
    make("capacity", status="done", completed_on=date(2022, 12, 1))
    found = rows(cast)
    assert [(r.level, r.receiver, r.kind) for r in found] == [
        ("city", "生态环境蒲县分局对接", "permit"),
        ("city", "自然资源局对接", "issue"),
        ("province", "生态环境蒲县分局对接", "permit"),
    ]
    eia, issue, energy = found
    assert (eia.since, eia.days, eia.late) == (date(2022, 12, 1), 8, 0)
    assert eia.ask == "加快环评审批，12月20日前办结"
    assert energy.late == 2
    assert "已超2天" in energy.ask
    assert issue.text == "用地指标未落实（土地）"


def test_a_withdrawn_project_and_a_cleared_problem_ask_for_nothing(cast, make):
    make("eia")
    issues.clear(cast.issue, "指标已落实", cast.reporter)
    assert len(rows(cast)) == 1
    cast.project.withdrawn_on = TODAY
    cast.project.save()
    assert rows(cast) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3), ("level=city", 2), ("level=province", 1), ("kind=issue", 1), ("q=昕水河", 3),
        ("q=没有", 0), ("late=1", 1), ("bureau=自然资源局对接", 1), ("sort=deadline", 3),
        ("level=x&kind=x&sort=x", 3), ("q=%00", 3),
    ],
)  # fmt: skip
def test_filters_come_from_the_url_and_the_workbook_obeys_them(centre, make, query, found):
    make("eia")
    make("energy", "province", due_on=date(2022, 12, 7))
    page = centre.get(f"/letters/?{query}")
    assert page.context["page"].paginator.count == found
    body = body_of(centre.get(f"/letters/export.xlsx?{query}"))
    sheet = load_workbook(BytesIO(body)).worksheets[0]
    assert sheet.max_row - 3 == found  # title, subtitle, headers


def test_the_page_takes_the_same_queries_for_many_rows(
    centre, cast, make, django_assert_max_num_queries
):
    make("eia")
    centre.get("/letters/")
    with django_assert_max_num_queries(14) as few:
        centre.get("/letters/")
    for _ in range(20):
        project = factories.ProjectFactory(unit=cast.units["PUCHENG"])
        factories.PermitFactory(project=project, kind=cast.kinds[0], level="city")
    with django_assert_max_num_queries(len(few)):
        assert centre.get("/letters/").context["page"].paginator.count == 22


def test_a_letter_is_numbered_kept_and_never_changes(centre, cast, make):
    Letter.objects.all().delete()
    permit = make("eia", accepted_on=date(2022, 12, 1), due_on=date(2022, 12, 20))
    page = centre.get("/letters/add/")
    assert page.context["form"]["intro"].value().startswith("按照《关于加快推进")
    keys = [row.key for row, ticked in page.context["rows"] if ticked]
    sent = centre.post(
        "/letters/add/?level=city",
        {"receiver": "市领导小组办公室", "dated_on": "2022-12-09", "intro": "", "row": keys},
    )
    letter = Letter.objects.get()
    assert (str(letter), sent.url) == ("2022年第1号", f"/letters/{letter.pk}/")
    before = body_of(centre.get(f"/letters/{letter.pk}/document.docx"))
    update_project(project_id=cast.project.pk, values={"name": "改了名"}, by=cast.centre)
    permit.refresh_from_db()
    permit.level = "county"
    permit.save()

    assert body_of(centre.get(f"/letters/{letter.pk}/document.docx")) == before
    text = words(before)
    for said in (
        "市领导小组办公室：", "有1个项目的1项手续、1个问题需市级协调解决",
        "（一）昕水河治理工程（责任单位：薛关镇）", "自2022年12月1日起已8天",
        "恳请加快环评审批，12月20日前办结。", "附件：需市级协调解决事项清单", "2022年12月9日",
    ):  # fmt: skip
        assert said in text
    assert "昕水河治理工程" in centre.get(f"/letters/{letter.pk}/").content.decode()
    sheet = load_workbook(BytesIO(body_of(centre.get(f"/letters/{letter.pk}/list.xlsx"))))
    assert "昕水河治理工程" in [cell.value for cell in sheet.worksheets[0]["B"]]
    assert [row for row, _ in centre.get("/letters/sent/").context["letters"]] == [letter]


def test_what_is_done_meanwhile_is_named_and_nothing_is_written(centre, cast):
    count = Letter.objects.count()
    said = {"receiver": "市", "dated_on": "2022-12-09", "row": [f"issue-{cast.issue.pk}", "x-1"]}
    answer = centre.post("/letters/add/", said)
    assert answer.status_code == 422
    assert "有 1 项已经办结或改了层级" in answer.content.decode()
    assert Letter.objects.count() == count


def test_without_a_row_there_is_no_letter(centre):
    answer = centre.post("/letters/add/", {"receiver": "市", "dated_on": "2022-12-09"})
    assert answer.status_code == 422
    assert "至少勾选一项" in answer.content.decode()


def test_numbers_count_on_and_a_double_click_writes_one(centre, cast):
    Letter.objects.all().delete()
    draft = Draft("city", "市项目推进中心", TODAY, "开头\x0b", rows(cast, level="city"))
    numbers = [write_letter(draft, by=cast.centre).number for _ in range(2)]
    assert numbers == [1, 2]
    said = {"receiver": "市", "dated_on": "2022-12-09", "row": f"issue-{cast.issue.pk}",
            "op": "0c2f9a3e-3a44-4a0e-9d0a-2f6d6a5c0b11"}  # fmt: skip
    first, second = (centre.post("/letters/add/", said).url for _ in range(2))
    assert first == second
    assert Letter.objects.count() == 3


def test_another_county_neither_lists_nor_loads(cast, client):
    other = factories.UserFactory(unit=factories.UnitFactory(kind="centre"), role="centre")
    client.force_login(other)
    assert client.get("/letters/").context["total"] == 0
    assert client.get(f"/letters/{cast.letter.pk}/document.docx").status_code == 404


def test_a_lost_file_is_said_plainly(centre, cast):
    files.discard(cast.letter.document)
    answer = centre.get(f"/letters/{cast.letter.pk}/document.docx")
    assert answer.status_code == 409


def test_an_order_says_who_answers_what_and_by_when(cast, client):
    issues.assign(cast.issue, cast.units["ZRZY"], date(2022, 12, 16), cast.office, "报办理计划")
    client.force_login(cast.handler)
    text = words(body_of(client.get(f"/issues/{cast.issue.pk}/order.docx")))
    for said in (
        "重点项目前期手续督办单", "蒲县自然资源局", "用地指标未落实", "报办理计划",
        "2022年12月16日前答复办理计划", "督办〔2022〕", "承办签收",
    ):  # fmt: skip
        assert said in text
