"""目标: read by all, set by the office, with a reason and a history."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from reporting.models import Target
from reporting.selectors.owe import next_target
from reporting.services.targets import remove_target, stamp
from tests.reporting import county
from workplace.models import Act

DUE = date(2022, 12, 31)


def typed(**other):
    return {
        "indicator": "start_rate", "year": "2022", "scope": "all", "due_on": "2022-12-31",
        "floor": "95", "stretch": "", "source": "第一条1", "reason": "办公会议定",
    } | other  # fmt: skip


@pytest.fixture
def office(client, cast):
    client.force_login(cast.office)
    return client


def add(office, **other):
    return office.post(reverse("reporting:target-add"), typed(**other))


def save(office, target, **other):
    values = typed(seen=stamp(target)) | other
    return office.post(reverse("reporting:target-save", args=[target.pk]), values)


def compared(office):
    """What the figure and the front page hold the rate against."""
    figure = office.get(reverse("reporting:figure", args=["start_rate"])).context["figure"]
    return figure.target, next_target("start_rate", 2022, DUE)


def errors(response):
    return {field: list(found) for field, found in response.context["form"].errors.items()}


def test_a_rate_is_typed_as_a_per_cent_and_kept_as_a_ratio(office, cast):
    assert add(office, floor="95.5", stretch="98").status_code == 302
    target = Target.objects.get()
    assert (target.floor, target.stretch) == (Decimal("0.955"), Decimal("0.98"))
    act = Act.objects.get(verb="target-add")
    assert (act.user, act.reason) == (cast.office, "办公会议定")
    page = office.get(reverse("reporting:targets"), {"year": 2022}).content.decode()
    assert "95.5%" in page
    assert "2022年项目开复工率" in page


def test_money_and_counts_are_typed_as_they_are(office):
    add(office, indicator="funding_total", floor="50000.5")
    add(office, indicator="reserve_count", year="2023", due_on="2023-02-28", floor="50")
    assert set(Target.objects.values_list("indicator", "floor")) == {
        ("funding_total", Decimal("50000.5")),
        ("reserve_count", Decimal(50)),
    }


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"indicator": "happiness"}, "indicator"),
        ({"scope": "village"}, "scope"),
        ({"floor": ""}, "__all__"),
        ({"floor": "-1"}, "floor"),
        ({"floor": "95", "stretch": "90"}, "stretch"),
        ({"floor": "0.95"}, "floor"),  # 95 % is typed as 95
        ({"floor": "300"}, "floor"),
        ({"indicator": "reserve_count", "floor": "49.5"}, "floor"),
        ({"indicator": "funding_total", "floor": "1.234"}, "floor"),
        ({"due_on": "2025-12-31"}, "due_on"),
        ({"due_on": "2022-02-30"}, "due_on"),
        ({"year": "1999"}, "year"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_a_target_is_refused_at_its_field(office, other, field):
    response = add(office, **other)
    assert response.status_code == 422
    assert list(errors(response)) == [field]
    assert not Target.objects.exists()


def test_one_target_an_indicator_year_scope_and_day(office):
    add(office)
    response = add(office, floor="96")
    assert (response.status_code, list(errors(response))) == (422, ["due_on"])
    assert add(office, floor="93", due_on="2022-11-30").status_code == 302
    assert add(office, floor="100", scope="province").status_code == 302


def test_a_change_keeps_what_was_and_why(office, cast):
    target = county.target("start_rate", DUE, "0.95")
    Target.history.all().delete()  # as it came with the order
    assert save(office, target, floor="96").status_code == 302
    target.refresh_from_db()
    assert target.floor == Decimal("0.96")
    page = office.get(reverse("reporting:target", args=[target.pk]))
    changes = page.context["changes"]
    assert [(change.floor, change.reason) for change in changes] == [
        ("96%", "办公会议定"),
        ("95%", "文件所定"),
    ]
    assert changes[0].by == cast.office.name
    assert Act.objects.get(verb="target-edit").details["before"]["floor"] == "0.95"


def test_the_form_shows_the_target_as_it_is_typed(office):
    target = county.target("start_rate", DUE, "0.955", "1")
    form = office.get(reverse("reporting:target", args=[target.pk])).context["form"]
    assert (form["floor"].value(), form["stretch"].value()) == ("95.5", "100")
    money = county.target("completed_total", DUE, "270000")
    form = office.get(reverse("reporting:target", args=[money.pk])).context["form"]
    assert form["floor"].value() == "270000"


def test_nobody_overwrites_what_they_have_not_seen(office):
    target = county.target("start_rate", DUE, "0.95")
    seen = stamp(target)
    save(office, target, floor="96")
    assert save(office, target, floor="97", seen=seen).status_code == 409
    assert Target.objects.get().floor == Decimal("0.96")


def test_a_target_is_taken_away_with_a_reason_and_its_history_stays(office):
    target = county.target("start_rate", DUE, "0.95")
    where = reverse("reporting:target-remove", args=[target.pk])
    assert office.post(where, {"seen": stamp(target)}).status_code == 422
    assert office.post(where, {"seen": stamp(target), "reason": "重复"}).status_code == 302
    assert not Target.objects.standing().exists()
    assert Target.objects.get().withdrawn_at  # the row itself is kept
    [gone] = office.get(reverse("reporting:targets"), {"year": 2022}).context["removed"]
    assert (gone.label, gone.floor, gone.reason) == (
        "2022年项目开复工率，全部重点项目",
        "95%",
        "重复",
    )
    assert office.post(where, {"seen": stamp(target), "reason": "重复"}).status_code == 409


def test_nothing_is_compared_with_a_target_that_was_taken_away(office, cast):
    target = county.target("start_rate", DUE, "0.95")
    assert compared(office) == (target, target)
    remove_target(target_id=target.pk, seen=stamp(target), by=cast.office, reason="重复")

    assert compared(office) == (None, None)
    assert office.get(reverse("reporting:target", args=[target.pk])).status_code == 404


def test_the_last_target_taken_away_does_not_come_back_at_the_next_start(office, cast):
    target = county.target("start_rate", DUE, "0.95")
    remove_target(target_id=target.pk, seen=stamp(target), by=cast.office, reason="重复")
    call_command("load_reference")
    assert not Target.objects.standing().exists()


def test_a_target_taken_away_can_be_set_again(office):
    target = county.target("start_rate", DUE, "0.95")
    where = reverse("reporting:target-remove", args=[target.pk])
    office.post(where, {"seen": stamp(target), "reason": "写错"})
    assert add(office).status_code == 302
    assert (Target.objects.count(), Target.objects.standing().count()) == (2, 1)


def test_a_form_sent_twice_acts_once(office):
    op = {"op": "8f3b6c34-54c3-4a65-9b7e-0a7a3c9f2a11"}
    assert [add(office, **op).status_code for _ in range(2)] == [302, 302]
    assert Act.objects.filter(verb="target-add").count() == 1


def test_a_changed_target_is_what_the_figure_is_compared_with(office, cast):
    target = county.target("start_rate", DUE, "0.95")
    save(office, target, floor="90")
    figure = office.get(reverse("reporting:figure", args=["start_rate"])).context["figure"]
    assert figure.floor == Decimal("0.9")


def test_others_read_and_find_no_form(client, cast):
    target = county.target("start_rate", DUE, "0.95", scope="province")
    client.force_login(cast.reporter)
    page = client.get(reverse("reporting:target", args=[target.pk])).content.decode()
    assert "省重点项目" in page
    assert 'method="post"' not in page.split("<main")[1]
    listed = client.get(reverse("reporting:targets"), {"year": "nonsense"})
    assert [line.scope for line in listed.context["lines"]] == ["省重点项目"]


def test_a_county_without_targets_says_so(client, cast):
    client.force_login(cast.leader)
    assert "还没有目标" in client.get(reverse("reporting:targets")).content.decode()
