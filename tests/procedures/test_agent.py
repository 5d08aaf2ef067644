"""领办代办: who serves what, what they may say, how the centre gives it."""

from datetime import date

import pytest

from procedures.models import PermitEvent
from tests import factories

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def officer(units):
    return factories.UserFactory(unit=units["XZSP"], name="王领办")


@pytest.fixture
def permit(cast, officer):
    cast.permit.officer = officer
    cast.permit.status, cast.permit.owner_says = "submitted", "sent"
    cast.permit.save()
    return cast.permit


def test_an_officer_sees_what_they_serve_and_no_more(client, officer, permit):
    factories.PermitFactory(project=factories.ProjectFactory(name="别的"), kind=permit.kind)
    client.force_login(officer)
    answer = client.get("/permits/agent/")
    assert [row.permit for row in answer.context["rows"]] == [permit]
    text = answer.content.decode()
    assert "昕水河治理工程" in text and "薛关镇" not in text
    assert client.get(f"/projects/{permit.project.number}/").status_code == 404


def test_an_officer_speaks_for_the_owner_and_not_for_the_bureau(client, officer, permit):
    permit.status, permit.owner_says = "preparing", "preparing"
    permit.save()
    client.force_login(officer)
    row = client.get("/permits/agent/").context["rows"][0]
    assert [act.step.value for act in row.acts] == ["send", "obtain"]
    form = {"p": [permit.pk], "on": "2022-12-09", "next": "/permits/agent/"}
    assert client.post("/permits/steps/accept/", form).status_code == 403
    assert client.post("/permits/steps/send/", form).url == "/permits/agent/"
    permit.refresh_from_db()
    assert (permit.owner_says, permit.handler_says) == ("sent", "")


def test_the_course_says_that_the_officer_did_it_for_the_owner(client, cast, officer, permit):
    client.force_login(officer)
    obtained = {"on": "2022-12-09", "ground": "批复原件已核", "version": permit.version}
    address = f"/permits/{permit.pk}/"
    assert client.post(f"{address}steps/obtain/", obtained).status_code == 302
    told = {"reporter": "王领办（行政审批局，领办代办）", "handler": "王领办（领办代办）"}
    for who, words in told.items():
        client.force_login(cast.user(who))
        assert words in client.get(address).content.decode()
    client.force_login(officer)
    assert "薛关镇" not in client.get(address).content.decode()
    assert client.post(f"{address}retract/", {"note": "记错了"}).status_code == 302
    permit.refresh_from_db()
    assert permit.owner_says == "sent"


def test_what_was_done_is_noted_and_stays_in_the_course(client, officer, permit):
    client.force_login(officer)
    address = f"/permits/agent/{permit.pk}/note/"
    assert client.post(address, {"note": "陪同踏勘", "expected_on": "12月20日"}).status_code == 302
    permit.refresh_from_db()
    assert (permit.note, permit.expected_on) == ("陪同踏勘", date(2022, 12, 20))
    assert permit.owner_says == "sent"
    event = PermitEvent.objects.get(action="expected")
    assert (event.side, event.reason) == ("owner", "陪同踏勘")
    assert client.post(address, {"note": ""}).status_code == 422


def test_the_handling_bureau_is_not_the_officer(client, cast, permit):
    client.force_login(cast.handler)
    assert client.get(f"/permits/agent/{permit.pk}/note/").status_code == 403


def test_the_centre_gives_ticked_permits_and_sees_the_load(client, cast, officer, units):
    other = factories.PermitFactory(project=cast.project, kind=cast.kinds[0])
    client.force_login(cast.centre)
    pks = [cast.permit.pk, other.pk]
    page = client.get("/permits/officer/", {"p": pks})
    choices = list(page.context["form"]["officer"].field.queryset)
    assert choices[0] == officer
    assert not {cast.leader, cast.admin} & set(choices)
    assert client.post("/permits/officer/", {"p": pks, "officer": officer.pk}).status_code == 302
    other.refresh_from_db()
    assert other.officer == officer
    [load] = client.get("/permits/agent/").context["loads"]
    assert (load.officer, load.open) == (officer, 2)
    assert PermitEvent.objects.filter(action="officer").count() == 2

    client.post("/permits/officer/", {"p": pks, "officer": ""})
    other.refresh_from_db()
    assert other.officer is None


def test_only_people_of_the_county_can_be_given_permits(client, cast):
    abroad = factories.UserFactory()
    gone = factories.UserFactory(unit=cast.units["XZSP"], is_active=False)
    client.force_login(cast.centre)
    for person in (abroad, gone, cast.leader):
        form = {"p": [cast.permit.pk], "officer": person.pk}
        assert client.post("/permits/officer/", form).status_code == 422


@pytest.mark.parametrize("who", ["reporter", "centre", "leader"])
def test_without_permits_the_page_says_what_next(client, cast, who):
    client.force_login(cast.user(who))
    assert "px-empty" in client.get("/permits/agent/").content.decode()


def test_the_page_takes_the_same_queries_for_three_as_for_thirty(
    client, cast, officer, django_assert_max_num_queries
):
    def make(count):
        for _ in range(count):
            project = factories.ProjectFactory(unit=cast.units["XUEGUAN"])
            factories.PermitFactory(project=project, kind=cast.kinds[0], officer=officer)

    client.force_login(cast.centre)
    make(3)
    client.get("/permits/agent/")
    with django_assert_max_num_queries(14) as few:
        client.get("/permits/agent/")
    make(30)
    with django_assert_max_num_queries(len(few)):
        assert len(client.get("/permits/agent/").context["rows"]) == 33


def test_an_officer_of_another_county_and_the_day_one_is_no_officer_any_more(
    client, officer, permit
):
    abroad = factories.UserFactory()
    client.force_login(abroad)
    assert client.get(f"/permits/{permit.pk}/").status_code == 404
    client.force_login(officer)
    assert client.get(f"/permits/{permit.pk}/edit/").status_code == 200
    assert client.get(f"/issues/add/?permit={permit.pk}").status_code == 403
    permit.officer = None
    permit.save()
    assert client.get(f"/permits/{permit.pk}/").status_code == 404
    assert client.post(f"/permits/{permit.pk}/steps/obtain/", {}).status_code == 404
