"""Accounts for all units from one workbook: all errors at once, passwords shown once."""

import base64
import re
import uuid
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from puxian_projects import limits
from tests import factories
from workplace.models import Act, Job

IMPORT = reverse("workplace:people-import")
HEADERS = ["单位", "姓名", "登录名", "邮箱", "联络人"]

pytestmark = pytest.mark.usefixtures("read_here")


@pytest.fixture
def admin(client, people, friday):
    client.force_login(people["admin"])
    return client


def workbook(*rows, headers=HEADERS):
    book = openpyxl.Workbook()
    book.active.append(headers)
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("名单.xlsx", out.getvalue())


def upload(client, *rows):
    answer = client.post(IMPORT, {"file": workbook(*rows)})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


def test_a_list_may_name_heads(admin, units):
    headers = [*HEADERS, "单位负责人"]
    book = workbook(["薛关镇", "张书记", "", "", "", "是"], headers=headers)
    path = admin.post(IMPORT, {"file": book}).url
    admin.post(f"{path}apply/")
    user = User.objects.get(name="张书记")
    assert (user.is_head, user.is_liaison) == (True, False)


def results(page):
    return [(line["row"], line["state"], line["username"]) for line in page.context["lines"]]


LIST = [
    ["薛关镇", "王秀兰", "", "wang@example.test", "是"],
    ["蒲县交通运输局", "李建国", "", "", ""],
    ["JTJ", "赵明", "", "", "否"],
    ["黑龙关镇", "刘芳", "LiuFang", "", "√"],
    ["古县乡", "", "", "", ""],
    ["自然资源局", "张reporter", "", "", "是"],
]


def test_a_list_is_looked_at_and_becomes_accounts(admin, units):
    before = User.objects.count()
    path = upload(admin, *LIST)

    page = admin.get(path)
    assert User.objects.count() == before
    assert sorted(results(page)) == [
        (2, "new", "xueguan"),
        (3, "new", "jtj"),
        (4, "new", "jtj2"),
        (5, "new", "liufang"),
        (6, "blank", ""),
        (7, "known", "handler"),
    ]
    made = admin.post(f"{path}apply/")
    passwords = {one.user.username: one.password for one in made.context["made"]}
    assert set(passwords) == {"xueguan", "jtj", "jtj2", "liufang"}
    assert all(len(password) == 16 for password in passwords.values())
    user = User.objects.get(username="xueguan")
    assert (user.unit.code, user.role, user.is_liaison) == ("XUEGUAN", "reporter", True)
    assert (user.email, user.must_change_password) == ("wang@example.test", True)
    assert user.check_password(passwords["xueguan"])
    assert user.history.get().history_user.username == "admin"
    hours = limits.INITIAL_PASSWORD_HOURS
    assert user.password_expires_at - factories.at("2022-12-09 10:00") == timedelta(hours=hours)
    act = Act.objects.get(verb="users-import")
    assert act.details["usernames"] == ["xueguan", "jtj", "jtj2", "liufang"]
    assert Client().post(
        "/accounts/login/", {"username": "jtj2", "password": passwords["jtj2"]}
    ).url == "/"  # fmt: skip


def test_the_passwords_are_in_the_answer_and_its_file_and_nowhere_else(admin, units):
    path = upload(admin, *LIST)
    op = {"op": str(uuid.uuid4())}
    first, again = admin.post(f"{path}apply/", op), admin.post(f"{path}apply/", op)

    text = first.content.decode()
    one = first.context["made"][0]
    assert text.count(one.password) == 1
    body = base64.b64decode(re.search(r"base64,([^\"]+)", text)[1]).decode("utf-8-sig")
    assert f"{one.user.unit.name},王秀兰,xueguan,{one.password}" in body
    later = [again, admin.post(f"{path}apply/"), admin.get(path)]
    assert [page.status_code for page in later] == [200] * 3
    assert all("不能再看" in page.content.decode() for page in later)
    stored = str([list(model.objects.values()) for model in (Job, Act)])
    for one in first.context["made"]:
        assert one.password not in stored
        assert not any(one.password in page.content.decode() for page in later)
    assert User.objects.filter(username__startswith="jtj").count() == 2


def test_all_errors_are_told_at_once_and_nothing_is_made(admin, units):
    before = User.objects.count()
    path = upload(
        admin,
        ["薛关镇", "王秀兰", "", "", ""],
        ["火星镇", "李四", "Li Si", "nobody", "也许"],
        ["薛关镇", "王秀兰", "", "", ""],
        ["黑龙关镇", "刘芳", "reporter", "", ""],
        ["黑龙关镇", "刘芬", "import", "", ""],
        ["", "无名", "", "", ""],
        ["古县乡", "甲", "same", "", ""],
        ["古县乡", "乙", "same", "", ""],
    )
    page = admin.get(path)
    notes = {line["row"]: line["notes"] for line in page.context["lines"]}
    words = [re.sub(r"。.*", "", note) for row in sorted(notes) for note in notes[row] if note]
    assert words == [
        "单位：没有这个单位",
        "联络人：不在可选的词里",
        "登录名：用小写字母、数字和 . _ -，以字母开头",
        "邮箱：输入一个有效的 Email 地址",
        "姓名：和第 2 行是同一个人",
        "登录名：登录名 reporter 已经有人用",
        "登录名：用小写字母、数字和 . _ -，以字母开头",
        "单位：必填",
        "登录名：和第 8 行的登录名一样",
    ]
    assert {row for row, state, _ in results(page) if state == "error"} == {3, 4, 5, 6, 7, 9}
    assert "6 行有错误" in page.content.decode()
    assert admin.post(f"{path}apply/").status_code == 422
    assert User.objects.count() == before
    marked = b"".join(admin.get(f"{path}marked.xlsx").streaming_content)
    sheet = openpyxl.load_workbook(BytesIO(marked)).worksheets[0]
    assert "没有这个单位" in sheet["A3"].comment.text


def test_a_list_that_somebody_overtook_is_looked_at_again(admin, units):
    path = upload(admin, *LIST)
    factories.UserFactory(username="jtj2", unit=units["JTJ"])
    before = User.objects.count()

    assert admin.post(f"{path}apply/").status_code == 409
    assert User.objects.count() == before


def test_the_template_names_who_has_no_account_and_comes_back_as_it_is(admin, units):
    body = b"".join(admin.get(reverse("workplace:people-template")).streaming_content)
    sheet = openpyxl.load_workbook(BytesIO(body)).worksheets[0]
    listed = [row[0].value for row in sheet.iter_rows() if row[4].value == "是"]
    assert "古县乡" in listed and "薛关镇" not in listed
    where = next(row for row in sheet.iter_rows() if row[0].value == "古县乡")
    where[1].value = "高山"
    out = BytesIO()
    sheet.parent.save(out)

    answer = admin.post(IMPORT, {"file": SimpleUploadedFile("名单.xlsx", out.getvalue())})
    page = admin.get(answer.url)
    assert [line["name"] for line in page.context["lines"] if line["state"] == "new"] == ["高山"]
    assert page.context["job"].payload["is_ready"]


REFUSED = [
    (["人"], [["x"]], "没有“姓名”这一列"),
    (HEADERS, [], "没有读到人员"),
    (HEADERS, [["薛关镇", f"第{n}人", "", "", ""] for n in range(101)], "一次最多新增 100 个账号"),
]


@pytest.mark.parametrize(("headers", "rows", "why"), REFUSED)
def test_what_is_no_list_is_refused_in_words(admin, units, headers, rows, why):
    answer = admin.post(IMPORT, {"file": workbook(*rows, headers=headers)})
    assert answer.status_code == 422
    assert why in answer.context["form"].errors["file"][0]


def test_a_unit_of_another_county_is_none(admin, units):
    centre = factories.UnitFactory(code="XXXMZX", kind="centre", parent=units["SXMZX"])
    factories.UnitFactory(code="WUCHENG", short_name="午城镇", parent=centre)
    page = admin.get(upload(admin, ["午城镇", "王五", "", "", ""]))
    assert results(page)[0][1] == "error"


def test_a_disabled_account_is_known_and_not_made_again(admin, people, units):
    User.objects.filter(username="outsider").update(is_active=False)
    page = admin.get(upload(admin, ["黑龙关镇", "张reporter", "", "", ""]))
    [line] = page.context["lines"]
    assert (line["state"], "已停用" in line["notes"][0]) == ("known", True)


def test_the_queries_do_not_grow_with_the_list(admin, units, django_assert_max_num_queries):
    def save(size, start):
        rows = [["薛关镇", f"第{start + n}人", "", "", ""] for n in range(size)]
        with django_assert_max_num_queries(45):
            path = upload(admin, *rows)
            admin.get(path)
            assert len(admin.post(f"{path}apply/").context["made"]) == size

    save(3, 0)
    save(60, 100)
