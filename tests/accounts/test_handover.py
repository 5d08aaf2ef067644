"""A new liaison takes over by a one-time code: a new account, the old one ends, nothing is lost."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts import codes
from accounts.errors import Refused
from accounts.models import Handover, User
from accounts.services import handover as services
from projects.models import Project
from reporting.models import Seal, Submission
from tests import factories
from tests.browsers import Browser
from tests.factories import at
from workplace.models import Act

PAGE = reverse("accounts:handover")
ISSUE, CANCEL = reverse("accounts:me-handover"), reverse("accounts:me-handover-cancel")
NEW = {
    "name": "李秀英",
    "username": "lixy",
    "password": "hongshu-dafeng-3",
    "password_again": "hongshu-dafeng-3",
}
DAY = "/report/2022-12-09/"


@pytest.fixture
def leaver(cast):
    User.objects.filter(pk=cast.reporter.pk).update(is_liaison=True)
    client = Browser()
    client.force_login(cast.reporter)
    return client


@pytest.fixture
def code(leaver) -> str:
    return leaver.post(ISSUE).context["code"]


def take(code, client=None, **changed):
    return (client or Client()).post(PAGE, NEW | {"code": code} | changed)


def test_a_code_is_readable_shown_once_and_not_in_the_database(leaver, cast):
    op = {"op": "0d1f9a6e-8f0b-4c59-9a51-5f2b3d9f7a12"}
    first, again = leaver.post(ISSUE, op), leaver.post(ISSUE, op)

    code = first.context["code"]
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert set(code) <= {*codes.SIGNS, "-"}
    assert "code" not in again.context
    handover = Handover.objects.get()
    assert handover.expires_at - handover.created_at == timedelta(hours=72)
    stored = str([list(model.objects.values()) for model in (Handover, Act)])
    assert code not in stored and codes.plain(code) not in stored
    assert handover.hint in leaver.get(reverse("accounts:me")).content.decode()


def test_the_newcomer_gets_an_account_and_the_old_one_ends_at_once(leaver, code, cast):
    client = Client()
    assert take(f" {code.lower().replace('-', ' ')} ", client).url == "/"

    new, old = User.objects.get(username="lixy"), User.objects.get(pk=cast.reporter.pk)
    assert (new.unit, new.role, new.is_liaison) == (old.unit, "reporter", True)
    assert (new.must_change_password, new.check_password(NEW["password"])) == (False, True)
    assert not old.is_active
    assert client.get(reverse("accounts:me")).context["user"] == new
    assert leaver.get(reverse("accounts:me")).status_code == 302  # its session is over
    handover = Handover.objects.get()
    assert (handover.successor, handover.leaving) == (new, old)
    assert old.history.first().history_change_reason == "交接给李秀英"
    assert new.history.earliest().history_change_reason == "接替张reporter"
    act = Act.objects.get(verb="handover-take")
    assert (act.user, act.target) == (new, "reporter")


def test_an_open_table_loses_nothing(leaver, code, cast):
    def typed(key, was, value):
        patch = {"row": cast.project.number, "key": key, "was": was, "value": value}
        body = json.dumps({"patches": [patch]})
        return leaver.post(f"{DAY}cells/", body, content_type="application/json")

    assert typed("owner", "蒲县水务公司", "昕水公司").json()["cells"][0]["status"] == "saved"
    assert typed("week", "", "已报批复材料").status_code == 200
    client = Client()
    take(code, client)

    page = client.get(DAY).content.decode()
    assert "昕水公司" in page and "已报批复材料" in page
    late = typed("owner", "昕水公司", "别的公司")
    assert late.status_code == 401  # the leaver's page asks to sign in, its cells stay in its queue
    for kind in cast.kinds:
        cast.project.permits.get_or_create(
            kind=kind, defaults={"level": kind.default_level or "county"}
        )
    answer = client.post(f"{DAY}submit/")
    assert answer.status_code == 302, answer.content.decode()
    assert Submission.objects.get(pk=cast.submission.pk).state == "submitted"
    assert Seal.objects.get().by.username == "lixy"
    assert Project.history.filter(owner="昕水公司").first().history_user == cast.reporter


def test_two_clicks_make_one_account_and_both_arrive(code):
    first, again = take(code), take(code)
    assert (first.url, again.url) == ("/", "/")
    assert User.objects.filter(username="lixy").count() == 1
    assert Act.objects.filter(verb="handover-take").count() == 1
    assert (
        take(code, password="other-dafeng-33", password_again="other-dafeng-33").status_code == 422
    )


def ended(code, cast, friday):
    take(code)


def cancelled(code, cast, friday):
    services.cancel(leaving_id=cast.reporter.pk, by=cast.reporter)


def replaced(code, cast, friday):
    services.issue(leaving_id=cast.reporter.pk, by=cast.reporter)


def too_old(code, cast, friday):
    friday.move_to(at("2022-12-12 10:00:01"))


def disabled(code, cast, friday):
    User.objects.filter(pk=cast.reporter.pk).update(is_active=False)


def void(code, cast, friday):
    for n in range(5):
        assert take(code[:-1] + ("A" if code[-1] != "A" else "B"),
                    Client(REMOTE_ADDR=f"10.0.1.{n}")).status_code == 422  # fmt: skip


@pytest.mark.parametrize("end", [ended, cancelled, replaced, too_old, disabled, void])
def test_a_code_that_is_over_is_as_wrong_as_one_that_never_was(code, cast, friday, end):
    end(code, cast, friday)
    before = User.objects.count()
    dead = Client(REMOTE_ADDR="10.0.0.1").post(PAGE, NEW | {"username": "wang2", "code": code})
    never = Client(REMOTE_ADDR="10.0.0.2").post(
        PAGE, NEW | {"username": "wang2", "code": "AAAA-BBBB-CCCC"}
    )
    assert dead.status_code == never.status_code == 422
    assert dead.context["form"].errors == never.context["form"].errors == {"code": [services.GONE]}
    assert User.objects.count() == before


def test_five_wrong_codes_shut_the_page_at_that_address_for_a_while(code, friday):
    for _ in range(5):
        assert take("AAAA-BBBB-CCCC").status_code == 422
    assert take(code).status_code == 429
    assert not User.objects.filter(username="lixy").exists()
    assert take(code, Client(REMOTE_ADDR="10.0.0.9")).status_code == 302
    friday.shift(15 * 60 + 1)
    assert take("AAAA-BBBB-CCCC").status_code == 422


FAULTS = [
    ({"username": "centre"}, "username"),
    ({"username": "Li XY"}, "username"),
    ({"name": ""}, "name"),
    ({"password_again": "x"}, "password_again"),
    ({"password": "short", "password_again": "short"}, "password"),
    ({"password": "lixy-lixy-2022", "password_again": "lixy-lixy-2022"}, "password"),
    ({"password": "xueguan-7-dafeng", "password_again": "xueguan-7-dafeng"}, "password"),
]


@pytest.mark.parametrize(("changed", "field"), FAULTS)
def test_a_fault_in_the_form_leaves_the_code_as_it_is(code, cast, changed, field):
    answer = take(code, **changed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "dafeng" not in answer.content.decode()
    assert Handover.objects.standing().get().failures == 0
    assert User.objects.get(pk=cast.reporter.pk).is_active
    assert take(code).status_code == 302


def test_no_code_at_all_is_no_try(cast):
    assert "code" in take("").context["form"].errors
    assert not Act.objects.filter(verb="handover-take").exists()


def test_who_knows_no_code_learns_no_name(cast):
    answer = take("AAAA-BBBB-CCCC", username="centre")
    assert set(answer.context["form"].errors) == {"code"}


def test_the_admin_hands_over_for_somebody_who_is_gone(client, cast):
    client.force_login(cast.admin)
    page = client.post(reverse("accounts:user-handover", args=["handler"]))
    assert take(page.context["code"]).status_code == 302
    assert User.objects.get(username="lixy").unit.code == "ZRZY"
    where = reverse("accounts:user-handover", args=["handler"])
    assert client.post(where).status_code == 409  # that account has ended
    assert client.post(reverse("accounts:user-handover", args=["centre"])).status_code == 403


def test_a_code_is_taken_back(leaver, code):
    assert leaver.post(CANCEL).status_code == 302
    assert leaver.post(CANCEL).status_code == 409
    assert take(code).status_code == 422


def test_nobody_issues_a_code_for_another(cast):
    with pytest.raises(Refused) as refused:
        services.issue(leaving_id=cast.reporter.pk, by=cast.outsider)
    assert refused.value.status == 403


def test_the_right_code_and_a_taken_name_changes_nothing(code, cast):
    factories.UserFactory(username="lixy", unit=cast.units["JTJ"])
    assert take(code).status_code == 422
    assert User.objects.get(pk=cast.reporter.pk).is_active
