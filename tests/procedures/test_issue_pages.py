"""The pages of problems, as each person sees them."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from procedures.models import Issue
from procedures.services import issues
from tests import factories
from tests.procedures.issue_steps import take

LIST = reverse("procedures:issues")


def page(client, user, path, **query):
    client.force_login(user)
    return client.get(path, query)


def url(issue):
    return reverse("procedures:issue", args=[issue.pk])


def step(client, issue, name, **data):
    return client.post(reverse("procedures:issue-step", args=[issue.pk, name]), data)


def test_a_bureau_sees_of_a_foreign_project_the_name_and_no_link(client, cast):
    html = page(client, cast.handler, url(cast.issue)).content.decode()
    assert "昕水河治理工程" in html
    assert reverse("projects:project", args=[cast.project.number]) not in html
    html = page(client, cast.reporter, url(cast.issue)).content.decode()
    assert reverse("projects:project", args=[cast.project.number]) in html


@pytest.mark.parametrize(
    ("only", "count"),
    [("", 1), ("open", 1), ("reply", 1), ("reply-late", 0), ("to-us", 1), ("ours", 0),
     ("asked", 0), ("cleared", 0), ("all", 1), ("overdue", 0), ("escalated", 0)],
)  # fmt: skip
def test_chips_count_and_filter(client, cast, only, count):
    take("assign", cast.issue, cast.centre, cast.units)
    response = page(client, cast.handler, LIST, only=only)
    assert {chip.key: chip.count for chip in response.context["chips"]}[only] == count
    assert len(response.context["rows"]) == count


def test_overdue_problems_come_first_with_days_and_reopenings(client, cast):
    late = factories.IssueFactory(
        project=cast.project, in_table=False, wanted_by=date(2022, 12, 7), reopened=2
    )
    rows = page(client, cast.centre, LIST).context["rows"]
    assert [row.issue for row in rows] == [late, cast.issue]
    assert (rows[0].late_by, rows[0].age) == (2, 4)
    html = page(client, cast.centre, LIST, only="overdue").content.decode()
    assert "超 2 天" in html
    assert "重新打开 2 次" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "昕水河"}, 1), ({"q": "不存在"}, 0), ({"level": "city"}, 1), ({"level": "county"}, 0),
     ({"unit": "ZRZY"}, 1), ({"unit": "none"}, 0), ({"raiser": "XUEGUAN"}, 1)],
)  # fmt: skip
def test_search_and_filters(client, cast, query, found):
    assert len(page(client, cast.centre, LIST, **query).context["rows"]) == found


def test_two_counties_do_not_see_each_other(client, cast):
    other = factories.UnitFactory(kind="centre")
    theirs = factories.UserFactory(unit=other, role="centre")
    assert page(client, theirs, LIST).context["rows"] == []
    assert client.get(url(cast.issue)).status_code == 404
    assert step(client, cast.issue, "escalate", text="试", level="province").status_code == 404
    assert client.get(reverse("procedures:issue-stats")).context["total"].counts["all"] == 0


@pytest.mark.parametrize("name", ["procedures:issues", "procedures:issues-export"])
def test_queries_do_not_grow_with_rows(client, cast, django_assert_max_num_queries, name):
    def add(count):
        for _ in range(count):
            project = factories.ProjectFactory(
                unit=factories.UnitFactory(parent=cast.units["XMZX"])
            )
            factories.IssueFactory(
                project=project, unit=factories.UnitFactory(), raised_unit=project.unit,
                permit=factories.PermitFactory(project=project),
            )  # fmt: skip

    add(2)
    client.force_login(cast.centre)
    client.get(reverse(name))
    with django_assert_max_num_queries(60) as few:
        client.get(reverse(name))
    count = len(few)  # a further request empties the log behind it
    add(60)
    client.get(reverse(name))  # the clock's shift is read again after a while
    with django_assert_max_num_queries(count):
        client.get(reverse(name))


def test_the_page_takes_the_same_queries_for_a_long_history(
    client, cast, django_assert_max_num_queries
):
    client.force_login(cast.centre)
    issues.remark(cast.issue, "一", cast.centre)
    with django_assert_max_num_queries(60) as few:
        client.get(url(cast.issue))
    for _ in range(20):
        issues.remark(cast.issue, "又", cast.handler)
    with django_assert_max_num_queries(len(few)):
        client.get(url(cast.issue))


def test_the_workbook_has_what_the_list_shows(client, cast):
    response = page(client, cast.centre, reverse("procedures:issues-export"))
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert "用地指标未落实" in cells
    assert "昕水河治理工程" in cells


def test_a_step_by_its_form_once_however_often_it_is_sent(client, cast):
    client.force_login(cast.centre)
    data = {
        "unit": cast.units["ZRZY"].pk, "reply_due_on": "2022-12-20", "text": "请答复",
        "version": cast.issue.version, "op": "0b0f8f5a-5f0e-4a39-9d0c-3c8f1a1c2d3e",
    }  # fmt: skip
    for _ in range(2):
        assert step(client, cast.issue, "assign", **data).status_code == 302
    cast.issue.refresh_from_db()
    assert (cast.issue.supervised, cast.issue.events.count()) == (1, 1)
    html = client.get(url(cast.issue)).content.decode()
    assert "交办自然资源局，要求 12月20日前答复" in html
    assert "再督办一次" in html


def test_a_wrong_form_says_it_at_the_field(client, cast):
    client.force_login(cast.centre)
    response = step(client, cast.issue, "escalate", text="", level="province")
    assert response.status_code == 422
    assert "写明为什么要升级" in response.content.decode()
    response = step(client, cast.issue, "escalate", text="要降级", level="city")
    assert response.status_code == 302  # the table said city: now it is reported there
    response = step(client, cast.issue, "escalate", text="再来", level="city")
    assert "只能再往上升级" in response.content.decode()
    response = step(
        client, cast.issue, "assign", unit=cast.units["ZRZY"].pk, reply_due_on="2022-12-01"
    )
    assert "已经过去" in response.content.decode()


def test_the_clearing_card_asks_agrees_and_says_why_not(client, cast):
    assert "谁提出" not in page(client, cast.reporter, url(cast.issue)).content.decode()
    html = page(client, cast.office, url(cast.issue)).content.decode()
    assert "由办理部门、责任单位或项目推进中心申请" in html
    client.force_login(cast.handler)
    assert "申请销号" in client.get(url(cast.issue)).content.decode()
    step(client, cast.issue, "ask_clear", text="指标已下达")
    assert "等薛关镇确认" in client.get(url(cast.issue)).content.decode()
    html = page(client, cast.reporter, url(cast.issue)).content.decode()
    assert "确认销号" in html
    assert "不同意销号" in html
    step(client, cast.issue, "clear", text="指标已下达")
    html = client.get(url(cast.issue)).content.decode()
    assert "薛关镇确认销号" in html
    assert "重新打开" in html


def test_raising_from_a_permit_and_from_a_project(client, cast):
    add = reverse("procedures:issue-add")
    client.force_login(cast.handler)
    path = f"{add}?permit={cast.permit.pk}"
    html = client.get(path).content.decode()
    assert "土地" in html
    data = {"permit": cast.permit.pk, "text": "材料不齐", "level": "county", "unit": ""}
    assert client.post(path, data).status_code == 302
    issue = Issue.objects.get(text="材料不齐")
    assert (issue.permit, issue.raised_unit) == (cast.permit, cast.units["ZRZY"])
    assert client.get(f"{add}?project={cast.project.number}").status_code == 404
    client.force_login(cast.reporter)
    path = f"{add}?project={cast.project.number}"
    assert client.post(path, {"text": ""}).status_code == 422
    response = client.post(path, {"text": "资金缺口", "in_table": "on", "level": "county"})
    assert response.status_code == 302
    assert Issue.objects.get(text="资金缺口").in_table
    assert client.get(f"{add}?permit=x").status_code == 404


def test_the_order_on_paper_says_to_whom_what_and_by_when(client, cast):
    take("assign", cast.issue, cast.centre, cast.units)
    html = page(client, cast.handler, reverse("procedures:issue-order", args=[cast.issue.pk]))
    text = html.content.decode()
    assert cast.units["ZRZY"].name in text
    assert "2022年12月16日前书面答复" in text
    assert "交办的说明" in text


def test_numbers_lead_to_their_rows_today_and_on_another_day(client, cast, friday):
    values = {"text": "问题一", "unit": cast.units["ZRZY"]}
    issues.raise_issue(project=cast.project, permit=None, values=values, by=cast.reporter)
    friday.shift(86_400 * 3)
    stats = reverse("procedures:issue-stats")
    html = page(client, cast.leader, stats).content.decode()
    assert f"{LIST}?only=all&amp;unit=ZRZY" in html
    response = client.get(stats, {"on": "2022-12-09", "by": "unit", "key": "ZRZY", "only": ""})
    assert [row.issue.text for row in response.context["rows"]] == ["问题一"]
    assert client.get(stats, {"on": "2022-12-08"}).context["total"].counts["all"] == 0
    assert client.get(stats, {"on": "昨天", "by": "x", "only": "y"}).status_code == 200
