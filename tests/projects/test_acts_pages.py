"""The pages of the acts: what is asked, what is said, what the project's page shows after."""

from datetime import date

import pytest

from projects.models import Project, Term
from projects.selectors.changes import changes_of
from tests import factories
from tests.projects import making

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def centre(client, people):
    client.force_login(people["centre"])
    return client


@pytest.fixture
def project(units, people):
    return making.make(
        units, people["centre"], "薛关镇核桃精深加工项目", started_on=date(2022, 7, 1)
    )


def url(project, rest=""):
    return f"/projects/{project.number}/{rest}"


def text_of(client, project):
    return client.get(url(project)).content.decode()


def deeds(client, project):
    return {d.verb: d.why for d in client.get(url(project)).context["page"].deeds}


STOP = {
    "kind": "winter",
    "since": "2022-12-1",
    "expected_restart_on": "2022-12-8",
    "reason": "气温低",
}


def test_a_stop_shows_its_day_and_a_missed_restart(client, people, project):
    client.force_login(people["reporter"])
    assert (
        client.post(url(project, "stop/"), {**STOP, "expected_restart_on": ""}).status_code == 422
    )
    assert client.post(url(project, "stop/"), STOP).status_code == 302

    page = client.get(url(project))
    assert page.context["page"].stop.days == 9
    assert page.context["page"].stop.overdue == 1
    for words in ("冬季停工第 9 天", "已超 1 天", "气温低", "登记复工"):
        assert words in page.content.decode()
    assert client.post(url(project, "resume/"), {"on": "2022-12-9"}).status_code == 302
    assert client.get(url(project)).context["page"].stop is None
    assert client.get(url(project, "resume/")).status_code == 409


def test_the_strip_tells_each_stage_with_its_days(centre, project):
    values = {"stage": "continuing", "since": "2022-12-05", "reason": "跨年"}
    assert centre.post(url(project, "stage/"), values).status_code == 302
    steps = centre.get(url(project)).context["page"].steps
    told = [(s.label, s.since, s.days, s.is_present) for s in steps if s.since]
    assert told == [
        ("新建", date(2022, 1, 4), 335, False),
        ("续建", date(2022, 12, 5), 4, True),
    ]
    # an illegal step is no choice of the form
    answer = centre.post(url(project, "stage/"), {**values, "stage": "reserve"})
    assert "stage" in answer.context["form"].errors


@pytest.mark.parametrize(("now", "next_one"), [("idea", "reserve"), ("reserve", "preliminary")])
def test_the_stage_that_follows_is_proposed_not_a_leap(centre, units, now, next_one):
    idea = factories.ProjectFactory(unit=units["XUEGUAN"], nature="reserve", stage=now)
    text = centre.get(url(idea, "stage/")).content.decode()
    assert f'<option value="{next_one}" selected>' in text


def test_a_stage_that_the_facts_forbid_is_refused_with_its_sentence(centre, project):
    values = {"stage": "preliminary", "since": "2022-12-05", "reason": "手续不全"}
    answer = centre.post(url(project, "stage/"), values)
    assert answer.status_code == 409
    assert "已经开工，不能退回前期" in answer.content.decode()


def test_withdrawn_and_restored_from_the_page(centre, project):
    assert centre.post(url(project, "withdraw/"), {"on": "2022-12-9"}).status_code == 422
    centre.post(url(project, "withdraw/"), {"on": "2022-12-9", "reason": "不再实施"})
    text = text_of(centre, project)
    assert "退出名单：" in text and "不再实施" in text
    found = deeds(centre, project)
    assert found["restore"] == "" and found["transfer"] == "已经退出。先恢复"
    assert "withdraw" not in found
    centre.post(url(project, "restore/"), {"reason": "资金落实"})
    assert "资金落实" in text_of(centre, project)


def test_transferred_from_the_page_it_is_gone_for_the_old_unit(centre, people, project, units):
    form = centre.get(url(project, "transfer/")).context["form"]
    assert project.unit not in form.fields["unit"].queryset
    values = {"unit": units["KECHENG"].pk, "since": "2022-12-9", "reason": "区划调整"}
    assert centre.post(url(project, "transfer/"), values).status_code == 302
    changes = {(c.what, c.old, c.new) for c in changes_of(project)}
    assert ("责任单位", "薛关镇", "克城镇") in changes
    centre.force_login(people["reporter"])
    assert centre.get(url(project)).status_code == 404


def test_each_sees_the_acts_that_are_theirs(client, people, project):
    for who, verbs in {
        "reporter": {"stop", "stage"},
        "centre": {"stop", "stage", "transfer", "withdraw", "package", "split", "merge"},
        "leader": set(),
    }.items():
        client.force_login(people[who])
        assert set(deeds(client, project)) == verbs


def test_a_greyed_act_says_why(centre, units, people):
    project = making.make(units, people["centre"], "供水工程")
    assert deeds(centre, project)["stop"] == "还没有开工或复工。先登记开工时间"
    assert "还没有开工或复工。先登记开工时间。" in text_of(centre, project)


def test_a_put_off_start_shows_first_and_present_plan_and_why(centre, units, people):
    project = making.make(units, people["centre"], "供水工程", planned_start=date(2023, 3, 1))
    facts = {"name": "供水工程", "total_investment": "100"}
    later = {**facts, "planned_start": "2023-06"}
    assert centre.post(url(project, "edit/"), later).status_code == 422
    assert centre.post(url(project, "edit/"), {**facts, "planned_start": ""}).status_code == 422
    assert centre.post(url(project, "edit/"), {**later, "reason": "用地未批"}).status_code == 302
    slip = centre.get(url(project)).context["page"].slip
    assert (slip.first, slip.now, slip.days, slip.times) == (
        date(2023, 3, 1),
        date(2023, 6, 1),
        92,
        1,
    )
    assert [move.reason for move in slip.moves] == ["用地未批"]
    assert "推迟 92 天" in text_of(centre, project)


def test_the_curve_and_the_table_beside_it_say_the_same(centre, units, people):
    project = making.make(units, people["centre"], "供水工程", done={6: 10, 12: 50})
    page = centre.get(url(project))
    [view] = page.context["page"].plans
    assert [(row.share, row.pace) for row in view.progress] == [
        ("125.0%", "91.9%"),
        ("25.0%", "41.9%"),
    ]
    assert view.curve.words == "2022年投资完成率，截至 2022-12-01 为 125.0%，时序进度 91.9%"
    assert [mark.text for mark in view.curve.lines][-1] == "125%"
    assert 'role="img"' in page.content.decode()


# --- facts ---
FACTS = {"name": "薛关镇核桃精深加工项目", "total_investment": "100"}


def test_words_are_free_until_the_county_has_its_own(centre, project, units):
    free = {**FACTS, "strategies": "转型综改，乡村振兴", "industry": "农产品加工"}
    assert centre.post(url(project, "edit/"), free).status_code == 302
    project.refresh_from_db()
    assert project.strategies == "转型综改、乡村振兴"

    for kind, name, industrial in [
        ("strategy", "能源革命", None),
        ("strategy", "乡村振兴", None),
        ("industry", "新能源", True),
    ]:
        Term.objects.create(centre=units["XMZX"], kind=kind, name=name, is_industrial=industrial)
    form = centre.get(url(project, "edit/")).context["form"]
    offered = [value for value, _ in form.fields["strategies"].choices]
    assert offered == ["乡村振兴", "能源革命", "转型综改"]  # what it has may stay
    chosen = {**FACTS, "strategies": ["乡村振兴", "能源革命"], "industry": "新能源"}
    assert centre.post(url(project, "edit/"), chosen).status_code == 302
    project.refresh_from_db()
    assert (project.strategies, project.industry) == ("乡村振兴、能源革命", "新能源")
    assert project.is_industrial is True  # the word says so
    unknown = centre.post(url(project, "edit/"), {**FACTS, "industry": "别的"})
    assert "industry" in unknown.context["form"].errors


def test_co_units_and_statistics_stand_in_facts_and_history(centre, project, units):
    helpers = [units["SLJ"].pk, units["JTJ"].pk]
    text = centre.get(url(project, "edit/")).content.decode()
    assert '<div id="id_co_units"><label for="id_co_units_0"><input' in text  # the look is a box's
    values = {**FACTS, "co_units": helpers, "in_statistics": "yes", "leader": "县长"}
    assert centre.post(url(project, "edit/"), values).status_code == 302
    text = text_of(centre, project)
    assert "交通局、水利局" in text and "统计入库" in text
    told = {(c.what, c.old, c.new) for c in changes_of(project) if not c.is_beginning}
    assert told == {
        ("协同单位", "", "交通局、水利局"),
        ("统计入库", "", "是"),
        ("包联领导", "", "县长"),
    }
    assert centre.post(url(project, "edit/"), {**values, "co_units": []}).status_code == 302
    assert not project.co_units.exists()


def test_a_new_project_takes_all_of_it_at_once(centre, units):
    values = {
        "name": "供水工程", "year": "2023", "nature": "reserve", "level": "county",
        "unit": units["KECHENG"].pk, "co_units": [units["SLJ"].pk], "strategies": "乡村振兴",
        "in_statistics": "no", "planned_start": "2023-05",
    }  # fmt: skip
    assert centre.post("/projects/add/", values).status_code == 302
    project = Project.objects.get()
    assert (project.initials, project.stage) == ("gsgc", "reserve")
    assert project.first_planned_start == date(2023, 5, 1)
    assert (project.strategies, project.in_statistics) == ("乡村振兴", False)
    assert [unit.code for unit in project.co_units.all()] == ["SLJ"]
