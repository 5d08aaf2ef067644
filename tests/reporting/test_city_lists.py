"""The city's list beside ours: crafted with every reason, through the pages."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from projects.models import AnnualPlan, AnnualPlanVersion, Project
from reporting.models import CityList
from reporting.selectors.city_lists import comparison
from tests import factories
from tests.factories import at
from workplace import history
from workplace.models import Act

LISTS = reverse("reporting:city-lists")
HEADS = ["序号", "项目名称", "项目代码", "总投资（万元）", "年度计划投资", "累计完成投资"]
pytestmark = pytest.mark.usefixtures("read_here")


@pytest.fixture
def county(cast):
    """Projects of ours, each with something that a list from above may not know."""
    unit = cast.units["XUEGUAN"]

    def add(name, **facts):
        listed = facts.pop("year", 2023)
        project = factories.ProjectFactory(unit=unit, name=name, **facts)
        factories.PlanFactory(project=project, year=listed)
        return project

    parent = add("道路提升打包项目")
    add("一致的一号厂")
    add("退出的二号厂", withdrawn_on=date(2022, 12, 5), withdraw_reason="投资方改投外省")
    add("并入的三号厂", withdrawn_on=date(2022, 12, 5), merged_into=parent)
    add("打包的四号路", package=parent)
    add("去年的五号厂", year=2022)
    add("按亿元的六号矿", total_investment=Decimal(18900))
    plan = AnnualPlan.objects.get(project=add("改过计划的七号坝"))
    for day, amount in ((date(2022, 12, 1), 1500), (date(2022, 12, 8), 2000)):
        AnnualPlanVersion.objects.create(
            plan=plan, valid_from=day, nature="new", level="county", planned_investment=amount,
            reason="调整", at=at("2022-12-08 08:00"),
        )  # fmt: skip
    total = add("改过总投资的八号桥", total_investment=Decimal(3000))
    history.begin(Project)
    total.total_investment = Decimal(3600)
    history.save(total, by=cast.centre)
    factories.ProgressFactory(
        plan=AnnualPlan.objects.get(project=add("只在县里的九号泵站")), as_of=date(2022, 12, 1)
    )
    return cast


ROWS = [
    (1, "一致的一号厂", "", 5000, 2000, None),
    (2, "退出的二号厂", "", 5000, 2000, None),
    (3, "并入的三号厂", "", 5000, 2000, None),
    (4, "打包的四号路", "", 5000, 2000, None),
    (5, "去年的五号厂", "", 5000, 2000, None),
    (6, "按亿元的六号矿", "", "1.89", 2000, None),
    (7, "改过计划的七号坝", "", 5000, 1500, None),
    (8, "改过总投资的八号桥", "", 3000, 2000, None),
    (9, "道路提升打包工程", "", 5000, 2000, None),
    (10, "无人认识的大桥", "", 5000, 2000, None),
]
REASONS = {
    "退出的二号厂": "我县 2022-12-05 退出（投资方改投外省）",
    "并入的三号厂": "我县 2022-12-05 并入“道路提升打包项目”",
    "打包的四号路": "打包在“道路提升打包项目”之下，按上级项目计",
    "去年的五号厂": "年度不同：县里列在2022年，没有列入2023年",
    "道路提升打包工程": "名称近似：“道路提升打包项目”",
    "无人认识的大桥": "县里的台账没有相近的名称",
    "按亿元的六号矿": "万元、亿元混用：市里按亿元填",
    "改过计划的七号坝": "口径不同：县里 2022-12-08 改了年度计划，调整，市里还是原来的",
    "改过总投资的八号桥": "口径不同：县里 2022-12-09 改了总投资，市里还是原来的",
}


def book(rows, heads=HEADS):
    made = Workbook()
    sheet = made.active
    sheet.append(["临汾市重点项目名单"])
    sheet.append(heads)
    for row in rows:
        sheet.append(list(row))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def upload(client, body=None, name="市里的名单.xlsx", **more):
    file = SimpleUploadedFile(name, body or book(ROWS))
    return client.post(LISTS, {"file": file, "year": 2023, "as_of": "2022-12-09", **more})


def keep(client, answer):
    assert answer.status_code == 302, answer.content.decode()[:2000]
    kept = client.post(answer.url, {"keep": "1"})
    assert kept.status_code == 302, kept.content.decode()[:2000]
    return CityList.objects.order_by("-pk").first()


def test_each_disagreement_says_its_reason(client, county):
    client.force_login(county.centre)
    city = keep(client, upload(client))
    found = comparison(city)
    said = {line.name: line.cells[0].reason if line.cells else line.reason for line in found.lines}
    assert REASONS.items() <= said.items()
    assert "一致的一号厂" in {line.name for line in found.of("same")}
    assert "只在县里的九号泵站" in {line.name for line in found.of("here")}
    page = client.get(reverse("reporting:city-list", args=[city.pk]))
    text = page.content.decode()
    assert all(reason.replace("“", "") or reason in text for reason in REASONS.values())
    chips = {chip.key: chip.count for chip in page.context["chips"]}
    assert (chips["ask"], chips["differs"]) == (1, 3)
    only = client.get(reverse("reporting:city-list", args=[city.pk]), {"group": "there"})
    assert len(only.context["page"].object_list) == chips["there"]


def test_an_answer_is_remembered_for_the_next_list(client, county):
    client.force_login(county.centre)
    city = keep(client, upload(client))
    [line] = comparison(city).of("ask")
    parent = line.candidates[0]
    url = reverse("reporting:city-list-match", args=[city.pk])
    assert client.post(url, {f"row-{line.key}": parent.number}).status_code == 302
    city.refresh_from_db()
    assert comparison(city).of("ask") == []
    changed = [(*row[:3], 7777 if row[0] == 1 else row[3], *row[4:]) for row in ROWS]
    later = keep(client, upload(client, book(changed), name="新名单.xlsx"))
    found = comparison(later)
    assert found.of("ask") == []
    assert found.previous.pk == city.pk
    assert found.changed == [("一致的一号厂", "总投资 5,000.00 → 7,777.00")]


def test_a_remark_stays_with_its_line_and_goes_into_the_workbook(client, county):
    client.force_login(county.office)
    city = keep(client, upload(client))
    here = comparison(city).of("here")[0]
    url = reverse("reporting:city-list-remark", args=[city.pk])
    for line in ("4", here.ours.number):
        answer = client.post(url, {"line": line, "state": "told", "note": "已电话告知"})
        assert answer.url.endswith(f"#line-{line}")
    body = b"".join(client.get(reverse("reporting:city-list-file", args=[city.pk])))
    sheets = load_workbook(BytesIO(body))
    rows = [*sheets["只在市里"].iter_rows(values_only=True),
            *sheets["只在县里"].iter_rows(values_only=True)]  # fmt: skip
    noted = [row for row in rows if row[-1] == "已电话告知"]
    assert {row[2] for row in noted} == {"退出的二号厂", here.name}
    verbs = list(Act.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["city-list-add", "city-list-remark", "city-list-remark", "city-list-export"]


def test_a_csv_in_the_old_encoding_is_read_too(client, county):
    text = "项目名称,项目代码,总投资（亿元）\n按亿元的六号矿,,1.89\n=cmd|x,,1\n"
    client.force_login(county.centre)
    city = keep(client, upload(client, text.encode("gb18030"), name="名单.csv"))
    assert city.rows[0]["total_investment"] == "18900.00"  # the header says 亿元
    assert comparison(city).of("same")[0].name == "按亿元的六号矿"


def test_a_header_in_doubt_is_asked_and_a_file_that_is_none_refused(client, county):
    client.force_login(county.centre)
    heads = ["序号", "项目名称", "项目代码", "总投资（万元）", "年度计划投资额度", "累计完成投资"]
    answer = upload(client, book(ROWS, heads))
    page = client.get(answer.url)
    form = page.context["form"]
    [(question, field)] = form.doubts
    assert question["header"] == "年度计划投资额度"
    assert client.post(answer.url, {"keep": "1"}).status_code == 422  # not before it is answered
    data = {name: form[name].value() for name in form.fields} | {"answer": "1"}
    client.post(answer.url, data | {field.html_name: "planned_investment"})
    city = keep(client, answer)
    assert city.rows[0]["planned_investment"] == "2000.00"
    assert upload(client, b"PK\x03\x04junk").status_code == 422
    assert upload(client, book([], ["甲", "乙"])).status_code == 422


def test_the_queries_do_not_grow_with_the_rows(client, county):
    client.force_login(county.centre)
    city = keep(client, upload(client))

    def asked():
        with CaptureQueriesContext(connection) as found:
            comparison(city)
        return len(found)

    comparison(city)
    few = asked()
    for n in range(20):
        project = factories.ProjectFactory(unit=county.units["XUEGUAN"], name=f"增加{n}号泵站")
        factories.PlanFactory(project=project)
        city.rows.append({"row": 100 + n, "name": project.name, "total_investment": "1.00"})
    city.save()
    assert asked() == few
