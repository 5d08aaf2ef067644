"""A step taken from the desk: one or many, all or none, and taken back."""

from datetime import date

import pytest

from procedures.models import PermitEvent
from tests import factories
from workplace.models import Act

pytestmark = pytest.mark.usefixtures("friday")
ACCEPT, FINISH, RETURN = (f"/permits/steps/{step}/" for step in ("accept", "finish", "return"))


@pytest.fixture
def permits(kinds, units):
    land = next(kind for kind in kinds if kind.code == "land")
    return [
        factories.PermitFactory(
            project=factories.ProjectFactory(name=name, unit=units["XUEGUAN"]),
            kind=land,
            handling_unit=units["ZRZY"],
            status="submitted",
            owner_says="sent",
            owner_on=date(2022, 12, 5),
        )
        for name in ("甲", "乙", "丙")
    ]


@pytest.fixture
def handler(client, people):
    client.force_login(people["handler"])
    return client


def keys(permits):
    return [permit.pk for permit in permits]


def said(permits):
    for permit in permits:
        permit.refresh_from_db()
    return [permit.handler_says for permit in permits]


def test_the_question_names_each_permit_and_nothing_happens_yet(handler, permits):
    text = handler.get(ACCEPT, {"p": keys(permits)}).content.decode()
    assert "受理 3 项" in text and "确认受理 3 项" in text
    assert all(f"{name}，土地" in text for name in "甲乙丙")
    assert said(permits) == ["", "", ""]


def test_many_are_accepted_at_once_and_taken_back_from_the_toast(handler, permits):
    back = "/permits/?only=accept&q=x"
    answer = handler.post(ACCEPT, {"p": keys(permits), "on": "2022-12-08", "next": back})
    assert answer.status_code == 302 and answer.url == back
    assert said(permits) == ["accepted"] * 3
    assert {permit.accepted_on for permit in permits} == {date(2022, 12, 8)}
    assert Act.objects.filter(verb="permit-accept").count() == 1

    toast = handler.get("/permits/").content.decode()
    assert "已受理 3 项" in toast and "撤回" in toast
    assert "已受理 3 项" not in handler.get("/permits/").content.decode()

    handler.post("/permits/steps/retract/", {"p": keys(permits), "side": "handler"})
    assert said(permits) == [""] * 3
    assert permits[0].accepted_on is None


def test_if_one_cannot_none_is_saved_and_it_is_named(handler, permits):
    permits[1].handler_says = "accepted"
    permits[1].save()
    answer = handler.post(ACCEPT, {"p": keys(permits), "on": "2022-12-08"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "乙，土地：已经受理" in text
    assert "受理其余 2 项" in text
    assert said(permits) == ["", "accepted", ""]
    assert not PermitEvent.objects.exists()


def test_a_double_click_acts_once(handler, permits):
    form = {"p": keys(permits), "on": "2022-12-08", "op": "5b1c2c7e-3a53-4a0e-9c1b-6a37c3f3d0aa"}
    assert [handler.post(ACCEPT, form).status_code for _ in range(2)] == [302, 302]
    assert PermitEvent.objects.filter(action="step").count() == 3


def test_many_are_finished_on_one_day_each_with_its_number_on_one_ground(handler, permits):
    number = "晋（2022）蒲县不动产权第0000{}号"
    form = {"p": keys(permits), "on": "2022-12-09", "ground": "证书原件已核"}
    form |= {f"number-{p.pk}": number.format(n) for n, p in enumerate(permits)}
    form |= {f"told-{p.pk}": number.format(n) for n, p in enumerate(permits)}
    assert handler.post(FINISH, form).status_code == 302
    assert said(permits) == ["done"] * 3
    assert [permit.document_no for permit in permits] == [number.format(n) for n in range(3)]
    assert {permit.completed_on for permit in permits} == {date(2022, 12, 9)}


def test_finishing_asks_for_a_ground_where_there_is_no_file(handler, permits):
    answer = handler.post(FINISH, {"p": keys(permits), "on": "2022-12-09"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["ground"]
    assert said(permits) == ["", "", ""]


def test_a_number_with_a_file_on_the_permit_needs_no_ground(handler, permits, people):
    permit = permits[0]
    factories.AttachmentFactory(
        target=permit, unit=permit.project.unit, by=people["reporter"], label="批复"
    )
    number = "不像文号1"
    form = {"p": [permit.pk], "on": "2022-12-09", "document_no": number}
    permit.kind.number_pattern = "[0-9]+"
    permit.kind.save()
    asked = handler.post(FINISH, form)
    assert asked.status_code == 422 and asked.context["form"].errors["document_no"]
    assert handler.post(FINISH, form | {"number_told": number}).status_code == 302
    assert said([permit]) == ["done"]


def test_returning_many_needs_one_list_of_what_is_missing(handler, permits):
    form = {"p": keys(permits[:2]), "on": "2022-12-09"}
    assert handler.post(RETURN, form).status_code == 422
    assert handler.post(RETURN, form | {"lacks": "勘测定界图\n林地意见"}).status_code == 302
    assert said(permits) == ["returned", "returned", ""]
    [event, _] = PermitEvent.objects.filter(action="step")
    assert event.details["lacks"] == ["勘测定界图", "林地意见"]


def test_receipt_is_given_only_for_what_was_assigned(handler, permits):
    permits[0].assigned_at = factories.at("2022-12-08 09:00")
    permits[0].save()
    page = handler.get("/permits/steps/acknowledge/", {"p": keys(permits[:2])})
    assert [(permit.project.name, why) for permit, why in page.context["refused"]] == [
        ("乙", "没有分解下达，不用签收")
    ]
    assert handler.post("/permits/steps/acknowledge/", {"p": [permits[0].pk]}).status_code == 302
    permits[0].refresh_from_db()
    assert permits[0].acknowledged_at is not None


def test_the_receipt_of_what_was_not_assigned_is_refused(handler, permits):
    answer = handler.post("/permits/steps/acknowledge/", {"p": keys(permits)})
    assert answer.status_code == 422
    permits[0].refresh_from_db()
    assert permits[0].acknowledged_at is None


def test_the_owner_speaks_for_its_side_alone(client, people, permits):
    client.force_login(people["reporter"])
    assert client.get(ACCEPT, {"p": keys(permits)}).status_code == 403
    permits[0].status, permits[0].handler_says = "returned", "returned"
    permits[0].handler_on = date(2022, 12, 6)
    permits[0].save()
    form = {"p": [permits[0].pk], "on": "2022-12-08"}
    assert client.post("/permits/steps/resend/", form).status_code == 302
    permits[0].refresh_from_db()
    assert permits[0].owner_says == "resent"


@pytest.mark.parametrize("p", [[], ["x"], ["99999999"], ["1" * 40]])
def test_what_is_not_ticked_or_not_there(handler, permits, p):
    assert handler.get(ACCEPT, {"p": p}).status_code == (404 if p else 422)


def test_a_stranger_finds_nothing(client, people, permits):
    client.force_login(people["outsider"])
    assert client.get(ACCEPT, {"p": keys(permits)}).status_code == 404


def test_htmx_gets_the_dialog_and_is_sent_back_afterwards(handler, permits):
    asked = handler.get(ACCEPT, {"p": keys(permits)}, headers={"HX-Request": "true"})
    assert "<html" not in asked.content.decode()
    form = {"p": keys(permits), "on": "2022-12-08", "next": "/permits/?q=a"}
    done = handler.post(ACCEPT, form, headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Redirect"]) == (204, "/permits/?q=a")


def test_no_way_leads_to_another_host(handler, permits):
    form = {"p": keys(permits), "on": "2022-12-08", "next": "https://evil.example/"}
    assert handler.post(ACCEPT, form).url == "/permits/"
