"""The pages of 疑点: list, filters, one, rules, Excel."""

from io import BytesIO

import openpyxl
import pytest

from reporting.models import Alarm
from reporting.selectors.alarms import Filters
from reporting.services import alarms as services
from reporting.suspicion.rules import RULES
from tests import factories
from tests.factories import at

HERE = "/alarms/"


@pytest.fixture
def centre(client, cast):
    client.force_login(cast.centre)
    return client


@pytest.fixture
def make(cast):
    def build(unit="XUEGUAN", rule="stalled", name="甲", **facts):
        project = factories.ProjectFactory(unit=cast.units[unit], name=name)
        return factories.AlarmFactory(
            centre=cast.centre.unit, project=project, rule=rule, sentence=f"{name}有疑点", **facts
        )

    return build


def plain(answer):
    return " ".join(answer.content.decode().split())


def listed(answer):
    return [alarm for group in answer.context["groups"] for alarm in group.alarms]


def test_they_stand_under_their_rules_in_the_order_of_the_rules(centre, make):
    make(rule="postponed"), make(rule="stalled"), make(rule="stalled")
    groups = centre.get(HERE).context["groups"]
    assert [(group.rule.code, group.count) for group in groups] == [
        ("stalled", 2), ("started_without_permit", 1), ("postponed", 1),
    ]  # fmt: skip


def test_each_chip_counts_what_it_shows(centre, make, cast):
    make()
    make(gone_at=at("2022-12-08 08:00"))
    cleared = {"cleared_at": at("2022-12-08 08:00"), "cleared_by": cast.centre}
    make(explanation="看过", **cleared)
    make(explanation="看过", gone_at=at("2022-12-08 09:00"), **cleared)
    chips = {chip.key: chip.count for chip in centre.get(HERE).context["chips"]}
    assert chips == {"": 2, "cleared": 2, "gone": 1, "all": 5}
    for key, count in chips.items():
        assert len(listed(centre.get(HERE, {"only": key}))) == count


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"unit": "HEILONGGUAN"}, ["乙"]),
        ({"q": "乙"}, ["乙"]),
        ({"q": "有疑点"}, ["乙", "丙"]),
        ({"rule": "falling"}, ["丙"]),
        ({"q": "没有的"}, []),
        (
            {"rule": "nonsense", "sort": "x", "only": "y", "q": "\x00"},
            ["丙", "昕水河治理工程", "乙"],
        ),
    ],
)
def test_filters_stand_in_the_url(centre, make, query, found):
    make("HEILONGGUAN", "postponed", "乙")
    make("XUEGUAN", "falling", "丙")
    answer = centre.get(HERE, query)
    assert sorted(alarm.project.name for alarm in listed(answer)) == sorted(found)


def test_unknown_filters_are_none():
    assert Filters.of({"only": "x", "rule": "y", "sort": "z"}) == Filters()


@pytest.mark.parametrize("sort", ["newest", "unit"])
def test_other_orders_are_one_table(centre, make, sort):
    make(first_at=at("2022-12-09 09:30"), name="新")
    [group] = centre.get(HERE, {"sort": sort}).context["groups"]
    assert len(group.alarms) == 2
    if sort == "newest":
        assert group.alarms[0].project.name == "新"


def test_an_empty_list_says_why(centre, cast):
    Alarm.objects.all().delete()
    assert "没有未核实的疑点" not in centre.get(HERE).content.decode()
    assert "还没有检查过" in centre.get(HERE).content.decode()
    services.look(cast.centre.unit)
    assert "没有未核实的疑点" in centre.get(HERE).content.decode()
    assert "没有这样的疑点" in centre.get(HERE, {"q": "甲"}).content.decode()


def test_one_shows_its_rows_what_was_done_and_what_was_before(centre, cast):
    alarm = cast.alarm
    alarm.rows = [["开工时间", "2022-12-01", f"/projects/{cast.project.number}/"]]
    alarm.save(update_fields=["rows"])
    before = factories.AlarmFactory(
        centre=alarm.centre, project=cast.project, subject=alarm.subject, sentence="上月也是这样",
        gone_at=at("2022-12-01 08:00"),
    )  # fmt: skip
    centre.post(f"{HERE}{alarm.pk}/ask/", {"question": "哪天开的工"})
    centre.post(f"{HERE}{alarm.pk}/clear/", {"explanation": "看过开工令"})
    answer = centre.get(f"{HERE}{alarm.pk}/")
    text = answer.content.decode()
    assert [past.what for past in answer.context["history"]] == ["请单位说明", "排除"]
    assert answer.context["earlier"] == [before]
    for part in ("开工时间", "2022-12-01", "看过开工令", "哪天开的工", "撤销排除", "上月也是这样"):
        assert part in text
    assert "已请单位说明" in centre.get(HERE, {"only": "cleared"}).content.decode()


def test_who_only_reads_gets_no_buttons(client, cast):
    client.force_login(cast.leader)
    for path in (HERE, f"{HERE}{cast.alarm.pk}/"):
        assert 'method="post" action="/alarms/' not in plain(client.get(path))
    client.force_login(cast.centre)
    assert plain(client.get(HERE)).count('method="post" action="/alarms/look/"') == 1


def test_an_empty_explanation_is_an_error_at_its_field(centre, cast):
    answer = centre.post(f"{HERE}{cast.alarm.pk}/clear/", {"explanation": "  "})
    assert answer.status_code == 422
    assert answer.context["clearing"].errors["explanation"]


def test_a_double_click_clears_once(centre, cast):
    body = {"explanation": "看过", "op": "0b9d1f6e-3f0a-4c5e-9a51-0c8f4f6f2a11"}
    for _ in range(2):
        assert centre.post(f"{HERE}{cast.alarm.pk}/clear/", body).status_code == 302


def test_the_rules_are_told_in_words(centre, cast):
    text = centre.get(f"{HERE}rules/").content.decode()
    for rule in RULES:
        assert rule.title in text and f'id="{rule.code}"' in text
        assert rule.looks and rule.clears and rule.clause


def test_the_workbook_holds_what_the_filter_shows(centre, make):
    make("HEILONGGUAN", name="乙")
    body = centre.get(f"{HERE}list.xlsx", {"unit": "HEILONGGUAN"}).getvalue()
    sheet = openpyxl.load_workbook(BytesIO(body)).active
    cells = [row for row in sheet.iter_rows(values_only=True) if "乙" in row]
    assert len(cells) == 1 and "乙有疑点" in cells[0] and "未核实" in cells[0]


def test_the_button_looks_and_says_what_it_found(centre, cast):
    answer = centre.post(f"{HERE}look/", follow=True)
    assert "已检查：新发现" in answer.content.decode()
    cast.alarm.refresh_from_db()
    assert cast.alarm.gone_at is not None  # the cast's is made up


def test_the_list_takes_as_many_queries_for_forty_as_for_four(
    centre, make, django_assert_num_queries, django_assert_max_num_queries
):
    for number in range(4):
        make(name=f"少{number}")
    centre.get(HERE)  # the first page of a session writes to it
    with django_assert_max_num_queries(16) as few:
        centre.get(HERE)
    for number in range(36):
        make(name=f"多{number}", rule=RULES[number % len(RULES)].code)
    with django_assert_num_queries(len(few)):
        centre.get(HERE)


def test_files_that_say_they_are_shared_stand_on_the_page_of_rules(centre, cast):
    for name, label in (("甲", "区域评估报告"), ("乙", "区域评估报告"), ("丙", "批复")):
        project = factories.ProjectFactory(unit=cast.units["XUEGUAN"], name=name)
        factories.AttachmentFactory(
            target=project, unit=project.unit, by=cast.centre, label=label,
            digest=("a" if name != "丙" else "b") * 64,
        )  # fmt: skip
    answer = centre.get(HERE + "rules/")
    [file] = answer.context["shared"]
    assert (file.ground, [project.name for project in file.projects]) == ("区域评估", ["甲", "乙"])
    assert "没有列为疑点" in plain(answer)
