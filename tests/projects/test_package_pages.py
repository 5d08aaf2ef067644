"""Packaging, splitting and merging from the pages: what is shown before it is done."""

from datetime import date
from functools import partial

import pytest

from projects import services
from projects.models import Project
from tests.projects import making

pytestmark = pytest.mark.usefixtures("friday")
WHY = {"reason": "县委会议纪要"}


@pytest.fixture
def centre(client, people):
    client.force_login(people["centre"])
    return client


@pytest.fixture
def make(units, people):
    return partial(making.make, units, people["centre"])


def url(project, rest=""):
    return f"/projects/{project.number}/{rest}"


def lines(page):
    return {line.label: (line.before, line.after) for line in page.context["lines"]}


def test_parts_are_found_looked_at_and_packaged(centre, make, units):
    first, second = make("薛关供水"), make("克城供水", "300", unit="KECHENG")
    gone = make("旧供水")
    centre.post(url(gone, "withdraw/"), {"on": "2022-12-9", **WHY})

    found = centre.get("/projects/package/", {"q": "gs", "part": first.number})
    picked = found.context["picked"]
    assert (picked.chosen, picked.found) == ([first], [second])
    page = centre.get("/projects/package/", {"part": [first.number, second.number]})
    assert lines(page) == {
        "项目数": ("2 个", "1 个"),
        "总投资": ("400.00 万元", "400.00 万元"),
        "2022年计划投资": ("80.00 万元", "80.00 万元"),
    }
    values = {"part": [first.number, second.number], "unit": units["SLJ"].pk, **WHY}
    assert centre.post("/projects/package/", values).status_code == 422  # it has no name
    answer = centre.post("/projects/package/", {**values, "name": "农村供水"})
    package = Project.objects.get(name="农村供水")
    assert answer.url == url(package)
    text = centre.get(url(package)).content.decode()
    assert "子项目：2 个" in text and "拆包" in text
    assert "是打包项目" in centre.get(url(first)).content.decode()


def test_a_project_takes_parts_and_is_unpacked(centre, make):
    host, part = make("供水主体"), make("供水配套", done={3: 5})
    values = {"part": part.number, **WHY}
    assert centre.post(url(host, "package/"), values).status_code == 302
    assert centre.post(url(host, "package/"), WHY).status_code == 422
    page = centre.get(url(host, "unpack/"))
    assert part.name in page.content.decode()
    assert centre.post(url(host, "unpack/"), WHY).status_code == 302
    part.refresh_from_db()
    assert part.package is None


def test_a_package_that_leaves_asks_for_its_parts_progress(centre, make, units):
    parts = [make("甲"), make("乙")]
    numbers = [part.number for part in parts]
    new = {"part": numbers, "name": "包", "unit": units["SLJ"].pk, **WHY}
    centre.post("/projects/package/", new)
    package = Project.objects.get(name="包")
    progress = {"as_of": "2022-12-01", "completed_investment": "30"}
    centre.post(url(package, "plans/2022/progress/"), progress)

    page = centre.get(url(package, "unpack/"))
    keys = [f"done_{part.pk}_2022" for part in parts]
    assert [key for key in page.context["form"].fields if key != "reason"] == keys
    wrong = centre.post(url(package, "unpack/"), {keys[0]: "10", keys[1]: "10", **WHY})
    assert wrong.status_code == 422
    assert "累计完成 30.00 万元" in wrong.content.decode()
    right = centre.post(url(package, "unpack/"), {keys[0]: "10", keys[1]: "20", **WHY})
    assert right.status_code == 302


def test_a_split_is_checked_for_its_sums_and_taken_back(centre, make):
    whole = make("工业园")
    assert centre.post(url(whole, "split/"), {"to": "x"}).context["form"].count == 2
    parts = {"name_1": "一期", "total_1": "60", "plan_1_2022": "40",
             "name_2": "二期", "total_2": "41", "plan_2_2022": "0", **WHY}  # fmt: skip
    parts["op"] = "11111111-1111-4111-8111-111111111111"
    wrong = centre.post(url(whole, "split/"), parts)
    assert wrong.status_code == 422
    assert "合计 101.00 万元，原项目 100.00 万元" in wrong.content.decode()
    for _ in range(2):  # a double click splits once and is answered alike
        assert centre.post(url(whole, "split/"), {**parts, "total_2": "40"}).status_code == 302
    assert whole.parts.count() == 2
    page = centre.get(url(whole, "rejoin/"))
    assert "一期、二期" in page.content.decode()
    assert centre.post(url(whole, "rejoin/"), WHY).status_code == 302
    assert Project.objects.filter(withdrawn_on=date(2022, 12, 9)).count() == 2


def test_another_number_of_parts_keeps_what_is_typed(centre, make):
    whole = make("工业园")
    typed = {"name_1": "一期", "total_1": "60", "name_2": "二期", "n": "2", **WHY}
    more = centre.post(url(whole, "split/"), {**typed, "to": "3"})
    assert (more.status_code, more.context["form"].count) == (200, 3)
    text = more.content.decode()
    assert 'value="一期"' in text and 'value="60"' in text and WHY["reason"] in text
    assert "没有保存" not in text and not whole.parts.exists()
    fewer = centre.post(url(whole, "split/"), {**typed, "name_3": "三期", "to": "2"})
    assert fewer.context["form"].count == 2 and "三期" not in fewer.content.decode()

    parts = {f"{key}_{n}": value for n in (1, 2, 3)
             for key, value in {"name": f"{n}期", "total": "30", "plan": ""}.items()}  # fmt: skip
    plans = {f"plan_{n}_2022": str(n * 10) for n in (1, 2)} | {"plan_3_2022": "10"}
    parts |= plans | {"total_3": "40", "n": "3", **WHY}
    assert centre.post(url(whole, "split/"), parts).status_code == 302
    assert whole.parts.count() == 3


def test_two_records_are_laid_side_by_side_and_merged(centre, make):
    keep, gone = make("供水工程", owner=""), make("供水工程一期", "90", "40", owner="水务局")
    chooser = centre.get(url(keep, "merge/"), {"q": "一期"})
    assert chooser.context["picked"].found == [gone]

    target = f"{url(keep, 'merge/')}?with={gone.number}"
    page = centre.get(target)
    proposed = {row.key: row.theirs for row, _ in page.context["rows"]}
    assert proposed == {"name": False, "owner": True, "total_investment": False}
    assert lines(page)["总投资"] == ("190.00 万元", "100.00 万元")
    values = {"of_name": "gone", "of_owner": "gone", "of_total_investment": "keep", **WHY}
    values["op"] = "11111111-1111-4111-8111-111111111112"
    for _ in range(2):
        assert centre.post(target, values).url == url(keep)
    keep.refresh_from_db()
    assert (keep.name, keep.owner, keep.total_investment) == ("供水工程一期", "水务局", 100)
    left = centre.get(url(gone)).content.decode()
    assert f"已并入 {keep.number}" in left and f'href="{url(keep)}"' in left
    assert centre.get(target).status_code == 409


# --- doubles ---
NEW = {"name": "核桃深加工项目", "year": "2022", "nature": "new", "level": "county"}


def test_what_it_may_be_already_is_shown_before_it_is_saved(client, people, make):
    own = make("核桃精深加工", owner="", scale="")
    client.force_login(people["reporter"])

    asked = client.post("/projects/add/", {**NEW, "owner": "晋核公司"})

    assert asked.status_code == 422
    assert [found.project for found in asked.context["alike"].shown] == [own]
    assert Project.objects.count() == 1
    into = client.post("/projects/add/", {**NEW, "owner": "晋核公司", "into": own.number})
    assert into.url == url(own)
    own.refresh_from_db()
    assert (own.name, own.owner, own.total_investment) == ("核桃精深加工", "晋核公司", 100)
    client.post("/projects/add/", {**NEW, "anyway": "1"})
    assert Project.objects.count() == 2


def test_another_units_project_is_not_named_and_takes_nothing(client, people, make):
    other = make("核桃精深加工", unit="KECHENG")
    client.force_login(people["reporter"])
    asked = client.post("/projects/add/", NEW)
    text = asked.content.decode()
    assert "县里可能已有同名或相近项目，请联系中心核对" in text
    assert other.number not in text and other.name not in text
    assert asked.context["alike"].shown == []
    assert client.post("/projects/add/", {**NEW, "into": other.number}).status_code == 404
    assert client.post("/projects/add/", {**NEW, "anyway": "1"}).status_code == 302


def test_the_centre_sees_the_countys_doubles_and_can_say_they_are_two(centre, make, units, people):
    first, second = make("核桃精深加工"), make("核桃深加工", unit="KECHENG")
    page = centre.get("/projects/duplicates/")
    [double] = page.context["page"].object_list
    assert (double.first, double.second, double.why) == (first, second, ("名称相近",))
    assert f"{url(first, 'merge/')}?with={second.number}" in page.content.decode()

    pair = {"first": second.number, "second": first.number}
    assert centre.post("/projects/duplicates/dismiss/", pair).status_code == 302
    assert not centre.get("/projects/duplicates/").context["page"].object_list
    services.update_project(project_id=first.pk, values={"note": "已核对"}, by=None)
    services.transfer(
        project_id=second.pk, unit=units["SLJ"], since=date(2022, 12, 9), by=people["centre"], **WHY
    )
    assert not centre.get("/projects/duplicates/").context["page"].object_list


def test_ticked_rows_of_the_list_go_to_the_page_that_packages_them(centre, make):
    first, second = make("甲"), make("乙")
    assert "打包选中的项目" in centre.get("/projects/?year=2022").content.decode()
    answer = centre.post(
        "/projects/bulk/", {"p": [first.number, second.number], "field": "note", "package": "1"}
    )
    assert answer.url == f"/projects/package/?part={first.number}&part={second.number}"
    assert centre.get(answer.url).context["picked"].chosen == [first, second]


def test_the_list_of_doubles_takes_the_same_queries_for_three_as_for_thirty(
    centre, make, django_assert_max_num_queries
):
    def doubles(start, count):
        for n in range(start, start + count):
            for word in ("工程", "项目"):
                make(f"{chr(0x4E00 + 7 * n)}{chr(0x5E00 + 5 * n)}供水{word}")

    doubles(0, 3)
    centre.get("/projects/duplicates/")
    with django_assert_max_num_queries(12) as few:
        assert len(centre.get("/projects/duplicates/").context["page"].object_list) == 3
    doubles(3, 27)
    with django_assert_max_num_queries(len(few)):
        assert len(centre.get("/projects/duplicates/").context["page"].object_list) == 30


def test_a_package_page_takes_the_same_queries_for_three_parts_as_for_thirty(
    centre, make, units, django_assert_max_num_queries
):
    def package(name, count):
        parts = [make(f"{name}{n}").number for n in range(count)]
        centre.post(
            "/projects/package/", {"part": parts, "name": name, "unit": units["SLJ"].pk, **WHY}
        )
        return Project.objects.get(name=name)

    small, large = package("小包", 3), package("大包", 30)
    centre.get(url(small))
    with django_assert_max_num_queries(22) as few:
        centre.get(url(small))
    with django_assert_max_num_queries(len(few)):
        assert len(centre.get(url(large)).context["page"].parts) == 30
