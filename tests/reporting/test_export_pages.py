"""报送表式 through its pages: made by choosing columns or from a template, taken, put aside."""

import re
import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from reporting.models import ExportProfile
from reporting.services import profiles
from tests.sheets.template_books import HEADS, plain
from workplace.models import Act, Job

LIST, ADD, UPLOAD = (
    reverse(f"reporting:{name}") for name in ("exports", "export-add", "export-upload")
)


@pytest.fixture
def centre(client, cast):
    profiles.ship(cast.units["XMZX"])
    client.force_login(cast.centre)
    return client


def page_url(name, pk):
    return reverse(f"reporting:export-{name}", args=[pk])


def words(response):
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", " ", response.content.decode()))


def fields_of(response):
    """What the browser would send of a page's forms, as it stands."""
    context = response.context
    forms = [context["form"], *context["columns"].forms]
    data = {}
    for formset in (context["columns"], context.get("cells")):
        if formset is not None:
            data |= {f"{formset.prefix}-TOTAL_FORMS": formset.total_form_count(),
                     f"{formset.prefix}-INITIAL_FORMS": formset.initial_form_count()}  # fmt: skip
            forms += [] if formset is context["columns"] else formset.forms
    for form in forms:
        data |= {field.html_name: field.value() for field in form if field.value() is not None}
    return data


def downloaded(client, pk, **query):
    answer = client.get(page_url("file", pk), query)
    assert answer.status_code == 200
    return load_workbook(BytesIO(b"".join(answer)))


def test_the_list_says_who_gets_what_and_when_it_was_last_taken(centre, cast):
    page = centre.get(LIST)
    assert len(page.context["lines"]) >= 8
    line = page.context["lines"][0]
    assert line.downloaded_at is None and not line.lost
    downloaded(centre, line.profile.pk)
    again = centre.get(LIST).context["lines"][0]
    assert again.downloaded_at == Act.objects.get(verb="profile-download").at
    found = centre.get(LIST, {"q": "债券"}).context["lines"]
    assert [line.profile.code for line in found] == ["bond-list"]
    assert "没有符合条件的表式" in words(centre.get(LIST, {"q": "没有的"}))


def test_a_profile_is_made_by_choosing_columns_in_their_order(centre, cast):
    data = fields_of(centre.get(ADD)) | {"name": "领导要的表", "receiver": "县政府办"}
    names = [key for key in data if key.startswith("columns-") and key.endswith("-field")]
    for name in names:
        data[name] = ""
    data |= {
        "columns-0-field": "total_investment", "columns-0-order": "20",
        "columns-0-header": "总投资（亿元）", "columns-0-format": "money:yi",
        "columns-1-field": "name", "columns-1-order": "10", "columns-1-header": "",
        "columns-2-field": "land.status", "columns-2-order": "30",
        "columns-2-format": "status:mark_level",
        "op": str(uuid.uuid4()),
    }  # fmt: skip
    first, twice = centre.post(ADD, data), centre.post(ADD, data)
    assert first.status_code == twice.status_code == 302
    made = ExportProfile.objects.get(name="领导要的表")
    assert [c["field"] for c in made.columns] == ["name", "total_investment", "land.status"]
    page = centre.get(first.url)
    [line] = page.context["lines"]
    assert [text for text, _ in line] == ["昕水河治理工程", "0.50", "×（县）"]
    sheet = downloaded(centre, made.pk).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert ["项目名称", "总投资（亿元）", "土地进展"] in rows
    assert ["昕水河治理工程", 0.5, "×（县）"] in rows


def test_what_is_wrong_stands_at_its_field(centre):
    data = fields_of(centre.get(ADD)) | {"name": "", "columns-0-format": "money:yi"}
    page = centre.post(ADD, data)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"name"}
    assert page.context["columns"].forms[0].errors["format"]
    taken = ExportProfile.objects.first().name
    page = centre.post(ADD, fields_of(centre.get(ADD)) | {"name": taken})
    assert "已经有叫" in str(page.context["form"].errors["name"])
    more = centre.post(ADD, fields_of(centre.get(ADD)) | {"name": "x", "more": "1"})
    assert more.status_code == 200
    assert more.context["columns"].total_form_count() > page.context["columns"].total_form_count()


def test_a_shipped_one_is_copied_before_it_is_changed(centre):
    shipped = ExportProfile.objects.get(code="city-monthly")
    assert centre.get(page_url("edit", shipped.pk)).status_code == 409
    answer = centre.post(page_url("copy", shipped.pk))
    copied = ExportProfile.objects.get(is_shipped=False)
    assert answer.url == page_url("edit", copied.pk)
    assert copied.columns == shipped.columns
    page = centre.get(answer.url)
    data = fields_of(page) | {"name": "改过的月报", "version": "1"}
    assert centre.post(answer.url, data).status_code == 302
    copied.refresh_from_db()
    assert (copied.name, copied.version) == ("改过的月报", 2)
    assert centre.post(answer.url, data | {"name": "再改"}).status_code == 409  # read at version 1


def test_put_aside_and_taken_back(centre):
    one = ExportProfile.objects.first()
    centre.post(page_url("archive", one.pk))
    page = centre.get(LIST)
    assert [line.profile.pk for line in page.context["archived"]] == [one.pk]
    centre.post(page_url("archive", one.pk), {"restore": "1"})
    assert not centre.get(LIST).context["archived"]


def sent(client, body, name="市里的空表.xlsx", rows="projects"):
    file = SimpleUploadedFile(name, body)
    return client.post(UPLOAD, {"file": file, "rows": rows, "op": str(uuid.uuid4())})


def as_bytes(book):
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_template_is_recognised_confirmed_and_filled(centre, cast):
    book, _, first = plain(1)
    answer = sent(centre, as_bytes(book))
    page = centre.get(answer.url)
    assert not ExportProfile.objects.filter(is_shipped=False)  # nothing before it is confirmed
    data = fields_of(page)
    keys = [data[f"columns-{n}-field"] for n in range(6)]
    # 完成率 is the template's own formula
    assert keys == ["seq", "name", "total_investment", "planned_investment", "", "note"]
    assert "填报单位（盖章）：{填报单位}" in data.values()
    made_at = centre.post(answer.url, data | {"name": "市里的表", "op": str(uuid.uuid4())})
    made = ExportProfile.objects.get(is_shipped=False)
    assert made_at.url == page_url("profile", made.pk)
    sheet = downloaded(centre, made.pk)["表 1"]
    assert [cell.value for cell in sheet[first]][:5] == [
        1, "昕水河治理工程", 5000, 2000, f"=IF(C{first}=0,0,D{first}/C{first})",
    ]  # fmt: skip
    assert sheet["A2"].value.startswith("填报单位（盖章）：县项目推进中心")
    assert sheet.cell(first + 1, 3).value == f"=SUM(C{first}:C{first})"
    again = centre.get(answer.url)
    assert again.url == page_url("profile", made.pk)
    page = centre.get(page_url("edit", made.pk))
    data = fields_of(page) | {"version": "1", "columns-0-format": ""}
    data[next(k for k, v in data.items() if v == "填报单位（盖章）：{填报单位}")] = "{没有的词}"
    assert centre.post(page_url("edit", made.pk), data).status_code == 422


def test_a_template_without_our_header_asks_which_row(centre):
    book = Workbook()
    for row in (["某表"], ["名目", "数目", "备考"], [None, None, None]):
        book.active.append(row)
    answer = sent(centre, as_bytes(book))
    page = centre.get(answer.url)
    assert "没有认出表头" in words(page)
    assert centre.post(answer.url, {"find": "1", "sheet": "Sheet", "row": "99"}).status_code == 422
    centre.post(answer.url, {"find": "1", "sheet": "Sheet", "row": "2"})
    data = fields_of(centre.get(answer.url)) | {"columns-0-field": "name", "name": "按行认的"}
    assert centre.post(answer.url, data).status_code == 302
    made = ExportProfile.objects.get(name="按行认的")
    assert (made.first_row, made.columns[0]["header"]) == (3, "名目")


@pytest.mark.parametrize(
    ("body", "word"),
    [(b"a,b\n1,2\n", "文本文件"), (b"%PDF-1.4", "PDF"), (b"PK\x03\x04broken", "损坏"),
     (b"", "空的"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版")],
)  # fmt: skip
def test_what_is_no_template_is_refused_in_words(centre, body, word):
    answer = sent(centre, body)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not Job.objects.filter(state="preview")


def test_leaders_take_tables_and_change_nothing(client, cast, centre):
    one = ExportProfile.objects.get(code="county-weekly")
    client.force_login(cast.leader)
    page = client.get(LIST)
    assert "停用" not in words(page)
    assert client.post(page_url("archive", one.pk)).status_code == 403
    sheet = downloaded(client, one.pk, as_of="2022-12-09", source="live").worksheets[0]
    assert any("昕水河治理工程" in row for row in sheet.iter_rows(values_only=True))
    assert HEADS[1] in [cell.value for row in sheet.iter_rows() for cell in row]
