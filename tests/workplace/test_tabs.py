"""The tabs under a place of the navigation: which one is lit, and who is shown which."""

from procedures.models import Permit


def tabs(client, user, path):
    client.force_login(user)
    return {tab["label"]: tab["here"] for tab in client.get(path).context["section_tabs"]}


def test_templates_stand_at_the_decomposition(client, cast):
    shown = tabs(client, cast.centre, "/permits/templates/")
    assert [label for label, here in shown.items() if here] == ["手续分解"]


def test_the_figures_of_problems_have_their_tab(client, cast):
    assert tabs(client, cast.leader, "/issues/stats/")["督办统计"]
    assert not tabs(client, cast.leader, "/issues/")["督办统计"]
    assert "督办统计" not in tabs(client, cast.reporter, "/issues/")


def test_only_who_serves_a_permit_or_sees_the_county_has_the_agents_tab(client, cast):
    assert "领办代办" in tabs(client, cast.leader, "/permits/")
    assert "领办代办" not in tabs(client, cast.outsider, "/permits/")
    Permit.objects.filter(pk=cast.permit.pk).update(officer=cast.outsider)
    assert "领办代办" in tabs(client, cast.outsider, "/permits/")
