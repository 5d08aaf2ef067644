"""口径沿革 on its page: the versions in words, the preview before a change, and its undoing."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.models import Permit, PermitKind
from projects.models import AnnualPlan, Project
from reporting.models import Campaign, Definition, Target
from tests import factories
from tests.permissions.reporting_defs import CHANGE
from tests.reporting.tables import add_projects, kind_of
from tests.reporting.weeks import FIRST, compile_weeks, finish
from tests.table import signed_in
from workplace import history

PAGE, ADD = reverse("reporting:definitions"), reverse("reporting:definition-add")


@pytest.fixture
def office(cast):
    return signed_in(cast, "office")


@pytest.fixture
def exempt(cast):
    """昕水河: 3 of 5, by the matrix 3 of 6; another unit has 0 of 6."""
    for code in ("approval", "land", "eia"):
        finish(cast, code)
    factories.PermitFactory(
        project=cast.project, kind=kind_of(cast, "capacity"), status="not_required",
        exempt_reason="不涉及",
    )  # fmt: skip
    add_projects(cast, 1, unit="HEILONGGUAN")
    for model in (Campaign, PermitKind, Project, AnnualPlan, Permit):
        history.begin(model)
    return cast


def words(response):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))
    return text.replace(" ", "")


def test_the_first_version_is_told_with_its_example(office, cast):
    text = words(office.get(PAGE))
    assert "第1版现行" in text
    assert "已办结项数÷应办项数。无需办理的不计入分子和分母。" in text
    assert "30÷52＝57.7%" in text
    assert "活动设立时定的" in text


def test_targets_and_lights_are_of_the_same_family(office):
    for page in (reverse("reporting:targets"), reverse("reporting:lights")):
        assert f'href="{PAGE}"' in office.get(page).content.decode()
        assert f'href="{page}"' in office.get(PAGE).content.decode()


def test_the_preview_counts_by_both_and_tells_whose_target_turns(office, exempt):
    Target.objects.create(
        indicator="permit_rate", year=2023, due_on=FIRST, floor="0.55", source="一、3"
    )
    answer = office.post(ADD, CHANGE | {"preview": "1", "seen": ""})
    assert not Definition.objects.exists()
    found = answer.context["preview"]
    assert [(c.label, c.printed.shown, c.new_shown, c.difference) for c in found.units] == [
        ("薛关镇", "60.0%", "50.0%", "－10.0"),
        ("黑龙关镇", "0.0%", "0.0%", "0.0"),
    ]
    assert [change.label for change in found.turned] == ["薛关镇"]
    assert (found.whole.printed.shown, found.whole.new_shown) == ("27.3%", "25.0%")
    text = words(answer)
    assert "1个单位变了" in text
    assert "达到底线→未达底线" in text


def test_every_former_number_of_the_preview_leads_to_its_rows(office, exempt):
    html = office.post(ADD, CHANGE | {"preview": "1"}).content.decode()
    links = re.findall(r'class="px-number" href="([^"]+)" data-number="(\d+)"', html)
    assert len(links) == 3
    for href, number in links:
        page = office.get(href.replace("&amp;", "&"))
        page = office.get(href.replace("&amp;", "&"))
        assert str(page.context["figure"].share.numerator) == number


def test_what_was_not_previewed_is_shown_first(office, exempt):
    answer = office.post(ADD, CHANGE | {"seen": "2022-12-16|whole_project|one_side"})
    assert answer.status_code == 422
    assert "新旧两个数要先看过" in words(answer)
    assert answer.context["stamp"] == CHANGE["seen"]
    assert not Definition.objects.exists()


def test_it_is_saved_once_and_stands_in_the_history_with_its_ground(office, cast):
    data = CHANGE | {"op": str(uuid.uuid4())}
    assert [office.post(ADD, data).status_code for _ in range(2)] == [302, 302]
    made = Definition.objects.get()
    text = words(office.get(PAGE))
    assert "第2版未到" in text
    assert "原因与市里一致依据领导小组会议纪要" in text
    assert f"谁、何时{made.by.name}" in text


def test_a_day_that_was_reported_is_refused_at_its_field(office, cast):
    compile_weeks(cast, "approval")
    day = {"valid_from": "2022-12-09", "seen": "2022-12-09|full_matrix|one_side"}
    answer = office.post(ADD, CHANGE | day)
    assert answer.status_code == 422
    [said] = answer.context["form"].errors["valid_from"]
    assert "已经汇总" in said
    assert office.get(PAGE).context["form"]["valid_from"].value().isoformat() == "2022-12-10"
    assert "12月9日截止的一期已经汇总" in words(office.get(PAGE))


def test_undoing_is_offered_until_a_round_was_compiled_by_it(office, cast):
    office.post(
        ADD, CHANGE | {"valid_from": "2022-12-09", "seen": "2022-12-09|full_matrix|one_side"}
    )
    made = Definition.objects.get()
    url = reverse("reporting:definition-undo", args=[made.pk])
    assert url in office.get(PAGE).content.decode()
    compile_weeks(cast, "approval")
    page = office.get(PAGE)
    assert url not in page.content.decode()
    assert "已经按它汇总" in words(page)
    assert office.post(url, {"reason": "晚了"}).status_code == 409


def test_undoing_asks_for_a_reason_where_it_stands(office, cast):
    office.post(ADD, CHANGE)
    url = reverse("reporting:definition-undo", args=[Definition.objects.get().pk])
    answer = office.post(url, {"reason": ""})
    assert answer.status_code == 422
    assert re.search(r'<details class="px-more" open>', answer.content.decode())
    assert office.post(url, {"reason": "没有定"}).status_code == 302
    assert [line.state for line in office.get(PAGE).context["chapters"][0][1]] == [
        "未到", "没有用过", "现行",
    ]  # fmt: skip


def test_readers_see_no_form(cast):
    for who in ("leader", "centre", "reporter"):
        html = signed_in(cast, who).get(PAGE).content.decode()
        assert ADD not in html
        assert "第1版" in html


def test_before_a_campaign_there_is_a_word(client, people, friday):
    client.force_login(people["office"])
    assert "还没有前期手续办理活动" in words(client.get(PAGE))
    assert client.post(ADD, CHANGE).status_code == 409


def test_the_pages_that_print_it_say_the_version(cast, office):
    office.post(
        ADD, CHANGE | {"valid_from": "2022-12-09", "seen": "2022-12-09|full_matrix|one_side"}
    )
    centre = signed_in(cast, "centre")
    page = centre.get(reverse("reporting:compile", args=[FIRST]))
    assert "口径第2版：已办结÷全部事项" in words(page)
    assert "已办结÷全部事项（第2版）" in words(
        centre.get(reverse("reporting:campaign", args=[cast.campaign.pk]))
    )
    form = centre.get(reverse("reporting:campaign-edit", args=[cast.campaign.pk])).context["form"]
    assert not {"convention", "counting"} & set(form.fields)


def test_the_queries_grow_neither_with_units_nor_with_versions(office, exempt):
    def counted():
        office.post(ADD, CHANGE | {"preview": "1"})
        with CaptureQueriesContext(connection) as found:
            office.post(ADD, CHANGE | {"preview": "1"})
        return len(found)

    few = counted()
    add_projects(exempt, 5, unit="GUXIAN")
    add_projects(exempt, 5, unit="PUCHENG")
    for version in range(2, 6):
        Definition.objects.create(
            campaign=exempt.campaign, version=version, valid_from=f"2023-01-{version + 10}",
            convention="whole_project", counting="one_side", reason="试", by=exempt.office,
            at=factories.at("2022-12-09 10:00"),
        )  # fmt: skip
    assert counted() == few
