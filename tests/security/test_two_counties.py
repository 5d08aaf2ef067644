"""Two counties in one deployment, two units in one county: neither sees the other's (S38).

The stranger's names and numbers are put into every address and field that takes one.
"""

import io
import json
import re
import zipfile

import pytest

from accounts.models import Unit
from projects.models import Project
from reporting.models import Submission
from tests.reporting.filing import file_table
from tests.security.conftest import SECRET
from tests.table import ROWS, signed_in, undone
from workplace.models import Job

DAY = "2022-12-09"


WORKING = ["reporter", "handler", "centre", "office", "leader"]
HIDDEN = [SECRET, "WUCHENG", "午城镇", "XXXMZX", "PX-2039-900"]
# The keepers of the whole deployment's accounts know its units by name.
LISTS = [row for row in ROWS if row.method == "get"]


def text_of(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    return body.decode(errors="replace")


@pytest.mark.thorough
def test_no_page_of_one_county_names_anything_of_the_other(cast, abroad):
    for row in LISTS:
        who = row.first(200)
        for person in {who, "reporter" if row.expected["reporter"] == 200 else who} - {None}:
            with undone():
                found = text_of(row.call(signed_in(cast, person), cast, person))
                assert [word for word in HIDDEN if word in found] == [], (row, person)


ADDRESSES = [
    "/projects/PX-2039-900/",
    "/projects/PX-2039-900/edit/",
    "/projects/PX-2039-900/permits/",
    "/projects/PX-2039-900/history/",
    "/projects/PX-2039-900/files/",
    "/projects/PX-2039-900/files/add/",
    "/projects/PX-2039-900/funding/",
    "/projects/PX-2039-900/funding/add/",
    f"/review/{DAY}/WUCHENG/",
    f"/report/{DAY}/?unit=WUCHENG",
    f"/report/{DAY}/export.xlsx?unit=WUCHENG",
    f"/report/{DAY}/check/?unit=WUCHENG",
    f"/report/{DAY}/row/PX-2039-900/",
    f"/report/{DAY}/cell/?row=PX-2039-900&key=name",
    "/dashboard/?unit=WUCHENG",
    "/screen/?unit=WUCHENG",
    "/desk/waiting/?unit=WUCHENG",
    "/indicators/permit_rate/?unit=WUCHENG",
    "/indicators/permit_rate/export/?unit=WUCHENG",
    "/accounts/units/WUCHENG/",
    "/accounts/users/wucheng/",
]


@pytest.mark.thorough
@pytest.mark.parametrize("who", [*WORKING, "admin", "security", "auditor"])
def test_an_address_of_the_other_county_is_not_there(cast, abroad, who):
    client = signed_in(cast, who)
    for path in ADDRESSES:
        response = client.get(path)
        nowhere = client.get(re.sub("PX-2039-900|(?i:wucheng)", "nosuch", path))
        # 403: who only reads is told so before anything is looked up
        assert response.status_code == nowhere.status_code, path
        readers_too = {404, 403} if who in ("office", "leader") else {404}
        assert response.status_code in readers_too, path
        assert SECRET not in text_of(response)


FIELDS = [
    ("centre", "/projects/add/", {"unit": "WUCHENG", "name": "新项目", "year": "2023",
                                  "nature": "new", "level": "county"}, 422),
    ("centre", f"/review/{DAY}/chase/", {"unit": "WUCHENG"}, 409),
    ("centre", f"/review/{DAY}/WUCHENG/accept/", {}, 404),
    ("admin", "/accounts/users/wucheng/edit/", {"name": "王建国", "unit": "ZRZY", "email": ""},
     404),
    ("admin", "/accounts/users/handler/edit/", {"name": "王建国", "unit": "WUCHENG", "email": ""},
     422),
    ("admin", "/accounts/units/WUCHENG/disable/", {}, 404),
    ("security", "/accounts/users/wucheng/role/", {"role": "centre"}, 404),
    ("reporter", f"/report/{DAY}/zero/?unit=WUCHENG", {}, 404),
]  # fmt: skip


@pytest.mark.parametrize(("who", "path", "data", "status"), FIELDS, ids=lambda v: str(v)[:40])
def test_a_name_of_the_other_county_in_a_field_does_nothing(cast, abroad, who, path, data, status):
    tables = (Project, Unit, Submission)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    response = signed_in(cast, who).post(path, data)
    assert response.status_code == status
    assert not re.search(f"{SECRET}|午城镇", text_of(response))
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


@pytest.mark.parametrize("who", ["reporter", "outsider", "centre"])
@pytest.mark.parametrize("number", ["PX-2039-900", "PX-2039-999"])
def test_a_row_of_another_is_as_foreign_as_one_that_does_not_exist(cast, abroad, who, number):
    patch = {"row": number, "key": "owner", "was": "蒲县水务公司", "value": "改"}
    where = f"/report/{DAY}/cells/" + ("?unit=XUEGUAN" if who == "centre" else "")
    response = signed_in(cast, who).post(
        where, json.dumps({"patches": [patch]}), "application/json"
    )
    [cell] = response.json()["cells"]
    assert (cell["status"], cell["code"], cell["theirs"]) == ("error", "foreign", "")
    abroad.refresh_from_db()
    assert abroad.owner == "蒲县水务公司"


def test_a_remark_is_about_a_row_of_the_table(cast, abroad):
    file_table(cast.submission, cast.reporter)
    client, where = signed_in(cast, "centre"), f"/review/{DAY}/XUEGUAN/remarks/"
    assert client.post(where, {"row": "PX-2039-900", "text": "核对"}).status_code == 422
    assert client.post(where, {"row": cast.project.number, "text": "核对"}).status_code == 302


def test_a_taken_name_or_code_of_the_other_county_is_free_here(cast, abroad):
    Project.objects.filter(pk=abroad.pk).update(national_code="2211-141033-89-01-123456")
    data = {"name": SECRET, "national_code": "2211-141033-89-01-123456", "level": "county"}
    assert signed_in(cast, "reporter").post(f"/report/{DAY}/add/", data).status_code == 302


def test_the_imports_of_another_are_not_there(cast, abroad):
    job = Job.objects.create(owner=cast.outsider, kind="import-permits", state="preview")
    client = signed_in(cast, "reporter")
    for end in ("", "marked.xlsx"):
        assert client.get(f"/report/{DAY}/import/{job.key}/{end}").status_code == 404
    for end in ("apply/", "undo/"):
        assert client.post(f"/report/{DAY}/import/{job.key}/{end}").status_code == 404
