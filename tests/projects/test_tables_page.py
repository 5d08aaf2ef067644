"""The tables' pages: taken by everybody who sees the register, brought in by the centre."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import FundingApplication, Project
from tests import factories
from workplace.models import Act

pytestmark = pytest.mark.usefixtures("friday", "read_here")

TARGETS = ["序号", "项目名称", "责任单位", "类别", "总投资", "年度计划投资", "年度建设内容"]
FUNDING = ["项目名称", "资金渠道", "申报金额", "申报时间", "批复金额", "批复时间"]
DAYS = ["2022-10-01", "2022-11-01"]


@pytest.fixture
def centre(client, people):
    client.force_login(people["centre"])
    return client


@pytest.fixture
def known(units):
    project = factories.ProjectFactory(unit=units["XUEGUAN"], name="昕水河治理工程")
    factories.PlanFactory(project=project)
    return project


def workbook(headers, *rows):
    book = openpyxl.Workbook()
    book.active.append(headers)
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("表.xlsx", out.getvalue())


def upload(client, form, file, **more):
    answer = client.post(f"/tables/{form}/import/", {"file": file, "year": "2023", **more})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


def body_of(answer):
    return openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]


def texts(sheet):
    return [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]


def test_the_index_names_each_table_and_lets_the_centre_bring_them_in(client, people):
    client.force_login(people["reporter"])
    page = client.get("/tables/").content.decode()
    assert "/tables/targets/export.xlsx?year=2022" in page
    assert "/tables/targets/import/" not in page
    client.force_login(people["centre"])
    page = client.get("/tables/?year=2023").content.decode()
    for form in ("projects", "targets", "reserve", "funding"):
        assert f"/tables/{form}/export.xlsx?year=2023" in page
        assert f"/tables/{form}/template.xlsx?year=2023" in page
        assert f"/tables/{form}/import/?year=2023" in page


@pytest.mark.parametrize("form", ["projects", "targets", "reserve", "funding"])
def test_a_blank_table_has_its_header_spare_rows_and_drop_downs(centre, known, form):
    sheet = body_of(centre.get(f"/tables/{form}/template.xlsx?year=2023"))
    found = texts(sheet)
    assert any("项目名称" in row for row in found[:5])
    assert not any(known.name in row for row in found)
    assert sheet.data_validations.dataValidation


def test_a_reporter_takes_only_its_own_rows(client, people, known, units):
    other = factories.ProjectFactory(unit=units["PUCHENG"], number="PX-2023-700", name="别的工程")
    factories.PlanFactory(project=other)
    client.force_login(people["reporter"])
    found = texts(body_of(client.get("/tables/targets/export.xlsx?year=2023")))
    assert any(known.name in row for row in found)
    assert not any("别的工程" in row for row in found)
    assert Act.objects.filter(verb="table-export").count() == 1


def test_a_target_table_is_looked_at_saved_and_undone(centre, known):
    file = workbook(
        TARGETS,
        [1, known.name, "薛关镇", "新建", 5000, 2600, "主体完工"],
        [2, "新的工程", "薛关镇", "续建", 900, 300, ""],
    )
    path = upload(centre, "targets", file)
    page = centre.get(path)
    counts = page.context["preview"].counts
    assert (counts["new"], counts["error"]) == (1, 0)
    assert "主体完工" in page.content.decode()
    assert Project.objects.count() == 1

    assert centre.post(f"{path}apply/").status_code == 422  # the plan is changed: why
    assert centre.post(f"{path}apply/", {"reason": "县里下达"}).status_code == 302
    centre.post(f"{path}apply/", {"reason": "县里下达"})  # a second click
    plan = known.plans.get()
    assert (plan.planned_investment, plan.content) == (Decimal("2600.00"), "主体完工")
    made = Project.objects.get(name="新的工程")
    assert made.plans.get().nature == "continuing"
    act = Act.objects.get(verb="table-import")
    assert act.target == "2023年目标任务表 XMZX"

    assert centre.post(f"{path}undo/").status_code == 302
    plan.refresh_from_db()
    made.refresh_from_db()
    assert (plan.planned_investment, plan.content) == (Decimal("2000.00"), "")
    assert made.withdrawn_on == made.plans.get().listed_from
    assert centre.get(path).context["kept"] == []


def test_a_reserve_list_is_undone_with_its_stage(centre, units):
    project = factories.ProjectFactory(unit=units["XUEGUAN"], name="甲基地", nature="reserve")
    factories.PlanFactory(project=project)
    Project.objects.filter(pk=project.pk).update(stage="reserve")
    path = upload(centre, "reserve", workbook(["项目名称", "阶段"], ["甲基地", "前期"]))
    centre.post(f"{path}apply/", {"reason": "转入前期"})
    project.refresh_from_db()
    assert (project.stage, project.plans.get().nature) == ("preliminary", "preliminary")
    centre.post(f"{path}undo/")
    project.refresh_from_db()
    assert (project.stage, project.plans.get().nature) == ("reserve", "reserve")


def test_a_year_once_joined_stays_when_the_import_is_undone(centre, units):
    project = factories.ProjectFactory(unit=units["XUEGUAN"], name="甲基地", nature="reserve")
    path = upload(centre, "reserve", workbook(["项目名称", "阶段"], ["甲基地", "储备"]))
    assert "年度" in centre.get(path).content.decode()
    centre.post(f"{path}apply/")
    assert project.plans.get().year == 2023
    centre.post(f"{path}undo/")
    assert centre.get(path).context["kept"] == ["甲基地，年度"]


def test_applications_are_looked_at_saved_and_undone(centre, known, people):
    old = FundingApplication.objects.create(
        project=known, year=2023, channel="special_bond", applied=100,
        created_at=factories.at("2022-12-01 08:00"),
    )  # fmt: skip
    path = upload(
        centre,
        "funding",
        workbook(
            FUNDING,
            [known.name, "专项债券", 200, DAYS[0], 150, DAYS[1]],
            [known.name, "社会资本", 30, None, None, None],
        ),
    )
    page = centre.get(path)
    assert "1 笔新申报" in page.content.decode()
    centre.post(f"{path}apply/")
    old.refresh_from_db()
    new = FundingApplication.objects.get(channel="social_capital")
    assert (old.applied, old.approved, new.applied) == (200, 150, 30)

    centre.post(f"{path}undo/")
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.applied, old.approved) == (100, None)
    assert (new.applied, new.status, new.note) == (None, "planned", "撤销导入")


def test_an_undo_that_no_longer_fits_says_so_and_changes_nothing(centre, known):
    old = FundingApplication.objects.create(
        project=known, year=2023, channel="special_bond", applied=100,
        created_at=factories.at("2022-12-01 08:00"),
    )  # fmt: skip
    path = upload(centre, "funding", workbook(FUNDING[:3], [known.name, "专项债券", 200]))
    centre.post(f"{path}apply/")
    FundingApplication.objects.filter(pk=old.pk).update(
        applied_on=DAYS[0], approved=180, approved_on=DAYS[1]
    )
    assert centre.post(f"{path}undo/").status_code == 409
    old.refresh_from_db()
    assert old.applied == 200


def test_a_table_of_another_year_is_not_taken_for_this_ones(centre, known):
    export = centre.get("/tables/targets/export.xlsx?year=2023")
    file = SimpleUploadedFile("表.xlsx", b"".join(export.streaming_content))
    answer = centre.post("/tables/targets/import/", {"file": file, "year": "2022"})
    assert answer.status_code == 422
    assert "2023" in answer.context["form"].errors["file"][0]


def test_a_preview_that_the_register_left_behind_is_refused(centre, known):
    path = upload(centre, "targets", workbook(TARGETS, [1, known.name, "", "", 9000, 2000, ""]))
    Project.objects.filter(pk=known.pk).update(total_investment=7000)
    assert centre.post(f"{path}apply/").status_code == 409


def test_what_is_wrong_is_marked_in_the_users_own_workbook(centre, known):
    file = workbook(TARGETS, [1, known.name, "火星局", "新建", "很多", "", ""])
    path = upload(centre, "targets", file)
    assert centre.get(path).context["preview"].counts["error"] == 1
    assert centre.post(f"{path}apply/").status_code == 422
    sheet = body_of(centre.get(f"{path}marked.xlsx"))
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == ["E2"]


def test_the_pages_take_the_same_queries_for_three_rows_as_for_thirty(
    centre, units, django_assert_max_num_queries
):
    for n in range(30):
        project = factories.ProjectFactory(unit=units["XUEGUAN"], number=f"PX-2023-{n + 800}")
        factories.PlanFactory(project=project)
    with django_assert_max_num_queries(12):
        centre.get("/tables/targets/export.xlsx?year=2023")
    with django_assert_max_num_queries(12):
        centre.get("/tables/")
