"""A file of the approval platform fills facts by code; what differs is taken when it is ticked."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.imports import import_table
from projects.models import Project
from projects.resources import Order
from projects.tables import IMPORTS
from tests import factories
from tests.projects.lines import line

pytestmark = pytest.mark.usefixtures("friday", "read_here")

CODE, OTHER = "2211-141033-89-01-123456", "2211-141033-89-01-654321"
HEADERS = [
    *("项目代码", "项目名称", "项目法人单位/申报单位", "建设地点", "项目类型(审批/核准/备案)"),
    *("国标行业", "总投资(万元)", "拟开工时间", "拟建成时间", "建设规模及内容", "赋码时间"),
]
FILLED = [
    *(
        "２２１１－１４１０３３－８９－０１－１２３４５６",
        "昕水河治理工程",
        "蒲县昕水公司",
        "薛关镇",
    ),
    *("审批", "N7630 天然水收集与分配", 6800, "2023-03", "2024-10", "治理河道12公里", "2022-11-02"),
]
UNKNOWN = [OTHER, "没有登记的工程", "某公司", None, "备案", None, 900, None, None, None, None]


@pytest.fixture
def centre(client, people):
    client.force_login(people["centre"])
    return client


@pytest.fixture
def known(units):
    return factories.ProjectFactory(
        unit=units["XUEGUAN"], name="昕水河治理工程", national_code=CODE, total_investment=7000
    )


def upload(client, *rows, **more):
    book = openpyxl.Workbook()
    for row in (HEADERS, *rows):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    file = SimpleUploadedFile("平台.xlsx", out.getvalue())
    answer = client.post("/tables/platform/import/", {"file": file, **more})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


def ticks(client, path):
    offers = client.get(path).context["job"].payload["offers"]
    return {offer["label"] or offer["project"]: offer["tick"] for offer in offers}


def test_blanks_are_filled_and_what_differs_or_is_unknown_stays_unless_ticked(centre, known):
    path = upload(centre, FILLED, UNKNOWN)
    page = centre.get(path)
    assert set(ticks(centre, path)) == {"建设单位", "总投资", "没有登记的工程"}
    assert page.context["preview"].counts["error"] == 0
    centre.post(f"{path}apply/")
    known.refresh_from_db()
    assert (known.owner, known.total_investment) == ("蒲县水务公司", Decimal("7000.00"))
    assert (known.industry, known.scale) == ("天然水收集与分配", "治理河道12公里")
    assert (known.planned_start, known.town.code) == (date(2023, 3, 1), "XUEGUAN")
    assert Project.objects.count() == 1

    centre.post(f"{path}undo/")
    known.refresh_from_db()
    assert (known.industry, known.scale, known.planned_start) == ("", "", None)


def test_what_is_ticked_is_taken_and_asks_for_a_reason_where_it_steps_back(centre, known, units):
    path = upload(centre, FILLED, UNKNOWN, unit=units["FGJ"].pk)
    found = ticks(centre, path)
    chosen = [found["建设单位"], found["总投资"], found["没有登记的工程"], "PX-1:name"]
    page = centre.post(f"{path}apply/", {"tick": chosen})
    assert page.status_code == 422  # the total falls
    assert page.context["ticked"] == set(chosen)
    assert Project.objects.count() == 1

    assert centre.post(f"{path}apply/", {"tick": chosen, "reason": "按批复"}).status_code == 302
    known.refresh_from_db()
    made = Project.objects.get(national_code=OTHER)
    assert (known.owner, known.total_investment) == ("蒲县昕水公司", Decimal("6800.00"))
    assert (made.name, made.unit.code, made.owner) == ("没有登记的工程", "FGJ", "某公司")

    centre.post(f"{path}undo/")
    known.refresh_from_db()
    made.refresh_from_db()
    assert (known.owner, known.total_investment) == ("蒲县水务公司", Decimal("7000.00"))
    assert made.withdrawn_on == date(2022, 12, 9)


def test_an_unknown_code_is_made_only_when_it_is_told_whose_it_is(centre, known):
    path = upload(centre, UNKNOWN)
    [tick] = ticks(centre, path).values()
    page = centre.post(f"{path}apply/", {"tick": [tick]})
    assert page.status_code == 422
    assert "责任单位" in page.context["form"].errors["reason"][0]
    assert Project.objects.count() == 1


def test_a_file_that_says_what_stands_offers_and_changes_nothing(centre, known):
    path = upload(centre, [CODE, known.name, known.owner, *[None] * 8])
    job = centre.get(path).context["job"]
    assert (job.payload["cells"], job.payload["offers"], job.payload["news"]) == ([], [], [])


def test_a_row_without_a_code_is_an_error_and_a_code_twice_too(centre, known):
    path = upload(centre, [None, "甲", *[None] * 9], FILLED, FILLED)
    errors = centre.get(path).context["job"].payload["errors"]
    assert [(e["row"], e["header"], e["code"]) for e in errors] == [
        (2, "项目代码", "required"),
        (4, "项目名称", "duplicate"),
    ]


def test_the_platform_has_no_table_to_take_away(centre):
    assert centre.get("/tables/platform/export.xlsx").status_code == 404
    assert centre.get("/tables/platform/template.xlsx").status_code == 404
    assert "审批平台" in centre.get("/tables/").content.decode()


@pytest.mark.thorough
def test_two_thousand_rows_take_few_queries(units, people, django_assert_max_num_queries):
    projects = Project.objects.bulk_create(
        factories.ProjectFactory.build(
            number=f"PX-2021-{n:04}", unit=units["FGJ"], owner="", name=f"第{n}号",
            national_code=f"2211-141033-89-01-{n:06}",
        )
        for n in range(2000)
    )  # fmt: skip
    rows = [
        line(n, name=project.name, national_code=project.national_code, owner="某公司")
        for n, project in enumerate(projects)
    ]
    order = Order(centre=units["XMZX"])
    with django_assert_max_num_queries(40):
        import_table(IMPORTS["platform"], rows, order, by=people["centre"], dry_run=True)
        report = import_table(IMPORTS["platform"], rows, order, by=people["centre"])
    assert (report.errors, report.updated) == ([], 2000)
