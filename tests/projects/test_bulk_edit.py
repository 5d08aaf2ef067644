"""Many projects at once: an exact list, old → new, all or nothing, undone while it stands."""

from datetime import date

import pytest

from projects.models import AnnualPlanVersion, Project
from projects.services import bulk, update_project
from tests.projects.lists import make as make
from tests.projects.lists import own as own
from tests.projects.lists import term as term
from tests.projects.lists import text_of
from workplace.models import Act, Job

pytestmark = pytest.mark.usefixtures("friday")
START = "/projects/bulk/"


@pytest.fixture
def at(client, people):
    def sign_in(who):
        client.force_login(people[who])
        return client

    return sign_in


@pytest.fixture
def three(make):
    return [
        make("甲", number="PX-2023-001", planned_start=date(2023, 3, 1)),
        make("乙", number="PX-2023-002", leader="李县长"),
        make("丙", number="PX-2023-003", unit="PUCHENG"),
    ]


def start(client, field, *numbers, **more):
    return client.post(START, {"field": field, "p": list(numbers), **more})


def propose(client, answer, value):
    path = answer["Location"]
    assert client.post(f"{path}propose/", {"value": value}).status_code == 302
    return path


def apply(client, path, reason="", **more):
    proposal = Job.objects.get(key=path.split("/")[-2]).payload["proposal"]
    return client.post(f"{path}apply/", {"reason": reason, "proposal": proposal, **more})


def leaders():
    return dict(Project.objects.values_list("number", "leader"))


def test_a_list_is_chosen_looked_at_changed_and_undone(at, three):
    client = at("centre")
    answer = start(client, "leader", "PX-2023-001", "PX-2023-002")
    assert "选中的项目：2 个" in text_of(client.get(answer["Location"]))
    path = propose(client, answer, "王县长")
    page = text_of(client.get(path))
    assert "<del>李县长</del>" in page and "修改 2 个项目" in page
    assert leaders()["PX-2023-001"] == ""
    assert bulk.NOT_DONE in text_of(client.post(f"{path}undo/"))

    assert apply(client, path, "班子分工调整").status_code == 302

    assert leaders() == {"PX-2023-001": "王县长", "PX-2023-002": "王县长", "PX-2023-003": ""}
    changed = three[0].history.first()
    assert (changed.leader, changed.history_change_reason) == ("王县长", "班子分工调整")
    act = Act.objects.get(verb="projects-bulk-edit")
    assert act.details["projects"] == ["PX-2023-001", "PX-2023-002"]
    assert "撤销这次修改" in text_of(client.get(path))

    assert client.post(f"{path}undo/").status_code == 302
    assert leaders() == {"PX-2023-001": "", "PX-2023-002": "李县长", "PX-2023-003": ""}
    assert "恢复了 2 个项目" in text_of(client.get(path))


def test_an_industry_says_whether_its_projects_are_industrial_as_in_the_form(at, make, term):
    """甲 has not said it and takes the word's; 乙 said otherwise and stays; undone, 甲 is blank."""
    term("煤炭", "industry", is_industrial=True)
    term("文旅", "industry")
    make("甲", number="PX-2023-001")
    make("乙", number="PX-2023-002", is_industrial=False)
    client = at("centre")

    def told():
        return list(Project.objects.values_list("industry", "is_industrial"))

    path = propose(client, start(client, "industry", "PX-2023-001", "PX-2023-002"), "煤炭")
    assert text_of(client.get(path)).count("是否产业项目：空 → 是") == 1
    apply(client, path)
    assert told() == [("煤炭", True), ("煤炭", False)]
    client.post(f"{path}undo/")
    assert told() == [("", None), ("", False)]
    apply(client, propose(client, start(client, "industry", "PX-2023-001"), "文旅"))
    assert told()[0] == ("文旅", None)


def test_undoing_leaves_what_was_changed_since(at, three):
    client = at("centre")
    path = propose(client, start(client, "leader", "PX-2023-001", "PX-2023-002"), "王县长")
    apply(client, path)
    update_project(project_id=three[0].pk, values={"leader": "赵县长"}, by=None)
    client.post(f"{path}undo/")
    assert leaders()["PX-2023-001"] == "赵县长"
    assert leaders()["PX-2023-002"] == "李县长"
    assert "<li>甲</li>" in text_of(client.get(path))


def test_what_moved_since_it_was_shown_stops_everything(at, three):
    client = at("centre")
    path = propose(client, start(client, "leader", "PX-2023-001", "PX-2023-002"), "王县长")
    update_project(project_id=three[1].pk, values={"owner": "新公司"}, by=None)
    answer = apply(client, path)
    assert answer.status_code == 409
    assert bulk.MOVED_ON.format("乙") in text_of(answer)
    assert leaders()["PX-2023-001"] == ""


def test_an_older_sheet_of_two_is_not_applied(at, three):
    client = at("centre")
    path = propose(client, start(client, "leader", "PX-2023-001"), "王县长")
    old = Job.objects.get().payload["proposal"]
    client.post(f"{path}propose/", {"value": "赵县长"})
    answer = client.post(f"{path}apply/", {"proposal": old})
    assert (answer.status_code, leaders()["PX-2023-001"]) == (409, "")


def test_the_exact_list_is_kept_however_the_filter_fares(at, three, make):
    client = at("centre")
    answer = start(client, "note", all="1", query="unit=XUEGUAN")
    make("丁", number="PX-2023-004")
    path = propose(client, answer, "核对")
    apply(client, path)
    noted = Project.objects.filter(note="核对").values_list("name", flat=True)
    assert list(noted) == ["甲", "乙"]


def test_what_cannot_be_changed_is_named_with_its_reason(at, three, make):
    gone = make("戊", number="PX-2023-005", withdrawn_on=date(2022, 12, 1))
    client = at("reporter")
    answer = start(client, "leader", "PX-2023-002", "PX-2023-003", gone.number, "PX-9999-9")
    path = propose(client, answer, "李县长")
    [same, foreign, withdrawn, unknown] = Job.objects.get().payload["left"]
    assert same["why"] == "已经是李县长，不用改"
    # another unit's project is no more known than one that does not exist
    assert foreign == {"number": "PX-2023-003", "name": "", "why": bulk.NOT_SEEN}
    assert unknown["why"] == bulk.NOT_SEEN
    assert withdrawn["why"] == bulk.WITHDRAWN
    assert apply(client, path).status_code == 422
    assert "没有要改的项目" in text_of(client.get(path))


def test_later_starts_want_a_reason(at, three):
    client = at("reporter")
    path = propose(client, start(client, "planned_start", "PX-2023-001", "PX-2023-002"), "2023-06")
    assert "推后，要写原因" in text_of(client.get(path))
    assert apply(client, path).status_code == 422
    assert apply(client, path, "用地未批").status_code == 302
    project = Project.objects.get(number="PX-2023-001")
    assert project.planned_start == date(2023, 6, 1)


def test_the_level_is_the_plans_and_the_centres(at, three, make):
    make("己", number="PX-2022-001", year=2022)
    assert start(at("reporter"), "level", "PX-2023-001").status_code == 422
    client = at("centre")
    numbers = ("PX-2023-001", "PX-2022-001")
    path = propose(client, start(client, "level", *numbers, query="year=2023"), "city")
    assert Job.objects.get().payload["left"][0]["why"] == "没有 2023 年的计划，级别无处可改"
    apply(client, path)
    assert three[0].plans.get().level == "city"
    assert AnnualPlanVersion.objects.filter(plan__project=three[0]).count() == 2
    client.post(f"{path}undo/")
    assert three[0].plans.get().level == "county"
    assert Project.objects.get(pk=three[0].pk).level == "county"


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("industry", "煤炭", {"industry": "煤炭"}),
        ("strategies", "乡村振兴，生态保护、乡村振兴", {"strategies": "乡村振兴、生态保护"}),
        ("is_industrial", "yes", {"is_industrial": True}),
        ("in_statistics", "no", {"in_statistics": False}),
        ("build_nature", "技改", {"build_nature": "renovation"}),
        ("own1", "12.50", {"extra": {"own1": "12.5"}}),
        ("own2", "是", {"extra": {"own2": "yes"}}),
    ],
)
def test_every_field_takes_what_its_column_takes(at, three, own, term, field, value, stored):
    own("用地面积", "number")
    own("是否专班", "yes_no")
    for name in ("乡村振兴", "生态保护"):
        term(name)
    term("煤炭", "industry")
    client = at("centre")
    path = propose(client, start(client, field, "PX-2023-001"), value)
    assert apply(client, path).status_code == 302
    project = Project.objects.get(number="PX-2023-001")
    assert {key: getattr(project, key) for key in stored} == stored
    client.post(f"{path}undo/")
    project.refresh_from_db()
    assert not any(getattr(project, key) for key in stored)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("industry", "没有的行业"), ("strategies", "乡村振兴、没有的"), ("level", ""),
        ("planned_start", "昨天"), ("leader", "长" * 31), ("own1", "十亩"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_at_its_field(at, three, own, term, field, value):
    own("用地面积", "number")
    term("乡村振兴")
    term("煤炭", "industry")
    client = at("centre")
    path = start(client, field, "PX-2023-001")["Location"]
    answer = client.post(f"{path}propose/", {"value": value})
    assert answer.status_code == 422
    assert answer.context["form"].errors["value"]


def test_nothing_ticked_too_many_and_unknown_fields_are_refused(at, three, monkeypatch):
    client = at("centre")
    assert bulk.NONE_CHOSEN in text_of(start(client, "leader"))
    assert bulk.NO_FIELD in text_of(start(client, "version", "PX-2023-001"))
    monkeypatch.setattr(bulk, "LIMIT", 2)
    assert start(client, "leader", all="1", query="").status_code == 422
    assert not Job.objects.exists()


def test_a_list_is_its_owners_and_lasts_a_day(at, three, friday):
    client = at("centre")
    path = propose(client, start(client, "leader", "PX-2023-001"), "王县长")
    assert at("reporter").get(path).status_code == 404
    friday.shift(25 * 3600)
    client = at("centre")
    assert "已经失效" in text_of(client.get(path))
    assert apply(client, path).status_code == 409
    assert leaders()["PX-2023-001"] == ""


def test_a_double_click_changes_once(at, three):
    client = at("centre")
    path = propose(client, start(client, "leader", "PX-2023-001"), "王县长")
    op = "6f1c1f5e-7f1b-4a53-9a55-0000000000ab"
    assert [apply(client, path, op=op).status_code for _ in range(2)] == [302, 302]
    assert Project.objects.get(number="PX-2023-001").version == 2
    assert Act.objects.filter(verb="projects-bulk-edit").count() == 1


def test_thirty_projects_take_the_queries_of_three(at, make, django_assert_max_num_queries):
    client = at("centre")
    for n in range(33):
        make(f"第{n}号", number=f"PX-2023-{n:03}")

    def change(numbers, value):
        answer = start(client, "leader", *numbers)
        path = propose(client, answer, value)
        client.get(path)
        apply(client, path)
        client.post(f"{path}undo/")

    change(["PX-2023-000"], "热身")
    with django_assert_max_num_queries(150) as few:
        change([f"PX-2023-{n:03}" for n in range(3)], "王县长")
    with django_assert_max_num_queries(len(few)):
        change([f"PX-2023-{n:03}" for n in range(3, 33)], "王县长")
