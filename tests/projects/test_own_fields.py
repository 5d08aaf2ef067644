"""Own fields: added on a page, then in form, page, history, list, ledger and its import."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from projects.imports import import_ledger
from projects.models import Project, ProjectField
from projects.own_fields import columns_of
from projects.services import own_fields as services
from projects.sheets import ledger_sheet
from sheets.check import parse, wire
from sheets.read import read_workbook
from sheets.text import CellError
from tests.projects.lists import make as make
from tests.projects.lists import own as own
from tests.projects.lists import text_of

pytestmark = pytest.mark.usefixtures("friday", "read_here")


@pytest.fixture
def admin(client, people):
    client.force_login(people["admin"])
    return client


def add(client, label, type_="text", **more):
    return client.post("/fields/add/", {"label": label, "type": type_, "order": "10", **more})


def edit(client, key, label, **more):
    return client.post(f"/fields/{key}/", {"label": label, "order": "10", **more})


def facts(project, **more):
    return {"name": project.name, "owner": project.owner, "total_investment": "5000", **more}


def test_a_field_gets_a_key_of_its_own_for_ever(admin):
    add(admin, "用地面积", "number")
    add(admin, "土地性质", "choice", choices="国有、集体")
    admin.post("/fields/own2/retire/")
    add(admin, "自筹资金", "money", hint="万元")
    fields = {f.key: (f.label, f.type, f.choices, f.is_active) for f in ProjectField.objects.all()}
    assert fields == {
        "own1": ("用地面积", "number", [], True),
        "own2": ("土地性质", "choice", ["国有", "集体"], False),
        "own3": ("自筹资金", "money", [], True),
    }
    assert "在用 2 个，最多 10 个" in text_of(admin.get("/fields/"))


@pytest.mark.parametrize(
    ("label", "more", "at", "why"),
    [
        ("用地面积", {}, "label", services.LABEL_TAKEN),
        ("备注", {}, "label", services.OURS),
        ("业主单位", {}, "label", services.OURS),  # an alias that clerks write for 建设单位
        ("推迟天数", {}, "label", services.OURS),
        ("", {}, "label", None),
        ("土地性质", {"type_": "choice"}, "choices", services.NEEDS_CHOICES),
        ("土地性质", {"type_": "choice", "choices": "甲、甲"}, "choices", services.NEEDS_CHOICES),
        ("土地性质", {"type_": "choice", "choices": "长" * 21 + "、乙"}, "choices", None),
        ("土地性质", {"type_": "rate"}, "type", None),
    ],
)
def test_a_field_that_would_confuse_is_refused(admin, own, label, more, at, why):
    own("用地面积")
    answer = add(admin, label, **more)
    assert answer.status_code == 422
    assert at in answer.context["form"].errors
    assert why is None or why in text_of(answer)
    assert ProjectField.objects.count() == 1


def test_ten_fields_are_in_use_at_most(admin, own):
    for n in range(10):
        own(f"字段{n}")
    own("旧的", is_active=False)
    assert services.TOO_MANY in text_of(add(admin, "再一个"))
    assert admin.post("/fields/own11/restore/").status_code == 409
    assert "新增字段</a>" not in text_of(admin.get("/fields/"))


def test_a_field_is_renamed_and_given_choices_and_never_loses_any(admin, own):
    own("土地性质", "choice", ["国有", "集体"])
    more = {"choices": "国有、集体、租赁", "type": "text"}
    assert edit(admin, "own1", "用地性质", **more).status_code == 302
    field = ProjectField.objects.get()
    assert (field.label, field.type, field.choices[-1]) == ("用地性质", "choice", "租赁")
    answer = edit(admin, "own1", "用地性质", choices="国有、租赁")
    assert (answer.status_code, services.CHOICE_GONE in text_of(answer)) == (422, True)
    assert field.history.count() == 2  # made, and changed once


def test_it_is_filled_in_the_form_and_told_in_facts_and_history(client, people, make, own):
    own("用地面积", "number", hint="亩")
    own("土地性质", "choice", ["国有", "集体"])
    own("交地日期", "date")
    own("旧字段", is_active=False)
    project = make("甲", extra={"own4": "留着"})
    client.force_login(people["reporter"])
    path = f"/projects/{project.number}/"
    form = text_of(client.get(f"{path}edit/"))
    assert "用地面积" in form and "旧字段" not in form

    bad = client.post(f"{path}edit/", facts(project, own1="十亩", own2="国家", own3="昨天"))
    assert set(bad.context["form"].errors) == {"own1", "own2", "own3"}
    good = facts(project, own1="1,200.50", own2="国有", own3="2023.2.3")
    assert client.post(f"{path}edit/", good).status_code == 302

    project.refresh_from_db()
    assert project.extra == {
        "own1": "1200.5", "own2": "国有", "own3": "2023-02-03", "own4": "留着",
    }  # fmt: skip
    client.post(f"{path}edit/", facts(project, own1="1200.5", own2="集体", own3=""))
    project.refresh_from_db()
    assert project.extra == {"own1": "1200.5", "own2": "集体", "own4": "留着"}

    ProjectField.objects.filter(key="own2").update(is_active=False, label="土地权属")
    page = text_of(client.get(path))
    assert "<dt>用地面积</dt>" in page and "<dt>土地权属</dt>" not in page
    groups = client.get(f"{path}history/").context["page"].object_list
    told = [(change.what, change.old, change.new) for group in groups for change in group.changes]
    assert ("土地权属", "国有", "集体") in told
    assert ("交地日期", "2023-02-03", "") in told
    assert ("用地面积", "", "1200.5") in told
    assert not [what for what, *_ in told if what == "自定义字段"]


def test_a_new_project_takes_them_too(client, people, own):
    own("用地面积", "number")
    client.force_login(people["reporter"])
    form = {"name": "新的", "year": "2023", "nature": "new", "level": "county", "own1": "12"}
    assert client.post("/projects/add/", form).status_code == 302
    assert Project.objects.get(name="新的").extra == {"own1": "12"}


def test_the_ledger_carries_them_out_and_in(client, people, make, own, units, tmp_path):
    own("用地面积", "number")
    own("是否专班", "yes_no")
    make("甲", number="PX-2023-001", extra={"own1": "12.5", "own2": "yes"})
    make("乙", number="PX-2023-002")
    client.force_login(people["centre"])
    body = b"".join(client.get("/projects/export.xlsx").streaming_content)
    book = openpyxl.load_workbook(BytesIO(body))
    sheet = book["台账"]
    [head] = [row for row in sheet.iter_rows() if row[1].value == "项目名称"]
    column = {cell.value: cell.column for cell in head}
    assert column["备注"] + 1 == column["用地面积"]
    assert sheet.cell(head[0].row + 1, column["用地面积"]).value == 12.5
    assert sheet.cell(head[0].row + 1, column["是否专班"]).value == "是"

    def come_in():
        book.save(tmp_path / "ledger.xlsx")
        read = read_workbook(tmp_path / "ledger.xlsx", ledger_sheet(columns_of(units["XMZX"].pk)))
        return import_ledger(
            read.rows, centre=units["XMZX"], unit=None, by=people["centre"], columns=read.columns
        )

    report = come_in()
    assert (report.errors, report.updated, report.unchanged) == ([], 0, 2)
    sheet.cell(head[0].row + 1, column["用地面积"]).value = None
    sheet.cell(head[0].row + 2, column["用地面积"]).value = 7
    sheet.cell(head[0].row + 2, column["是否专班"]).value = "×"
    report = come_in()
    assert (report.errors, report.updated) == ([], 2)
    extras = dict(Project.objects.values_list("name", "extra"))
    assert extras == {"甲": {"own2": "yes"}, "乙": {"own1": "7", "own2": "no"}}
    sheet.cell(head[0].row + 2, column["用地面积"]).value = "七亩"
    [error] = come_in().errors
    assert (error.code, error.header) == ("number", "用地面积")


def test_an_import_that_is_undone_takes_them_back(client, people, make, own):
    own("用地面积", "number")
    make("甲", number="PX-2023-001", extra={"own1": "12.5"})
    client.force_login(people["centre"])
    body = b"".join(client.get("/projects/export.xlsx").streaming_content)
    book = openpyxl.load_workbook(BytesIO(body))
    sheet = book["台账"]
    [head] = [row for row in sheet.iter_rows() if row[1].value == "项目名称"]
    at = next(cell.column for cell in head if cell.value == "用地面积")
    sheet.cell(head[0].row + 1, at).value = 20
    file = BytesIO()
    book.save(file)
    file.name = "台账.xlsx"
    file.seek(0)
    path = client.post("/projects/import/", {"file": file})["Location"]
    assert "用地面积" in text_of(client.get(path))
    client.post(f"{path}apply/")
    assert Project.objects.get().extra == {"own1": "20"}
    client.post(f"{path}undo/")
    assert Project.objects.get().extra == {"own1": "12.5"}


def test_the_list_goes_out_as_it_is_shown(client, people, make, own):
    own("自筹资金", "money")
    make("甲", extra={"own1": "10.50"}, started_on=date(2022, 11, 1))
    make("=1+1", unit="PUCHENG", extra={"own1": "4.00"})
    client.force_login(people["centre"])
    answer = client.get("/projects/list.xlsx?cols=own1,status,started_on,rate&sort=-own1")
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))["清单"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = rows.index(next(row for row in rows if row[0] == "编号"))
    assert rows[head] == ["编号", "项目名称", "投资完成率", "开工时间", "自筹资金", "状态"]
    assert [row[1] for row in rows[head + 1 :]] == ["甲", "=1+1", "合计"]
    assert rows[head + 1][3:] == [rows[head + 1][3], 10.5, "在建"]
    assert f"{rows[head + 1][3]:%Y-%m-%d}" == "2022-11-01"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_number_is_any_number_and_money_stays_money(units, own):
    own("用地面积", "number")
    own("自筹资金", "money")
    number, money = columns_of(units["XMZX"].pk)
    for raw, value in (("-1,200.5", "-1200.5"), ("１２", "12"), (0.1 + 0.2, "0.3"), ("0.0", "0")):
        assert wire(number, parse(number, raw)) == value
    for raw in ("1e5", "NaN", "0.00001", "9" * 14, "TRUE", True, "五"):
        with pytest.raises(CellError):
            parse(number, raw)
    assert parse(money, "1.2亿") == Decimal("12000.00")
    with pytest.raises(CellError):
        parse(money, "-1")
