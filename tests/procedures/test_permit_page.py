"""The page of one permit: who holds it, both words, the clock, and what each may not see."""

from datetime import date

import pytest

from procedures.models import KindLimit
from procedures.services.permits import PermitChange, apply
from procedures.services.steps import take_step
from procedures.steps import Step
from tests.factories import at

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def path(cast):
    return f"/permits/{cast.permit.pk}/"


def take(cast, step, by, **more):
    cast.permit.refresh_from_db()
    take_step(permits=[cast.permit], step=step, by=by, **more)


def shown(client, user, path):
    client.force_login(user)
    return client.get(path)


def test_it_says_who_holds_it_for_how_many_working_days(client, cast, path, friday):
    friday.move_to(at("2022-12-06 09:00"))
    take(cast, Step.SEND, cast.reporter)
    friday.move_to(at("2022-12-12 09:00"))
    page = shown(client, cast.reporter, path).context["page"]
    assert (page.holder, page.day) == ("自然资源局", 5)


def test_both_words_stand_side_by_side_with_what_to_do(client, cast, path, friday):
    take(cast, Step.ACCEPT, cast.handler, on=date(2022, 12, 7))
    take(cast, Step.OBTAIN, cast.reporter, values={"ground": "见批复原件"})
    friday.move_to(at("2022-12-12 09:00"))
    answer = shown(client, cast.centre, path)
    page, text = answer.context["page"], answer.content.decode()
    assert [word.says for word in page.words] == ["已拿到批复", "已受理"]
    assert page.differs_days == 4
    assert "两边不一致，第 4 天" in text
    assert all(line in text for line in page.advice)


def test_the_clock_stands_by_the_words_of_the_law(client, cast, path, friday):
    KindLimit.objects.update_or_create(
        kind=cast.permit.kind,
        level="",
        valid_from=date(2022, 1, 1),
        defaults={"promised_days": 5, "statutory_days": 20, "source": "公开承诺"},
    )
    take(cast, Step.ACCEPT, cast.handler, on=date(2022, 12, 5))
    page = shown(client, cast.handler, path).context["page"]
    assert (page.clock.used, page.permit.limit_on, page.clock.law) == (4, date(2022, 12, 12), "")
    assert page.due.day == date(2022, 12, 12)
    take(cast, Step.REVIEW, cast.handler)
    page = shown(client, cast.handler, path).context["page"]
    assert "第四十五条" in page.clock.law
    assert page.permit.limit_on is None


def test_what_is_missing_is_a_list_until_it_came_again(client, cast, path):
    take(cast, Step.SEND, cast.reporter)
    take(cast, Step.RETURN, cast.handler, lacks=["勘测定界图", "林地意见"], note="尽快")
    text = shown(client, cast.reporter, path).content.decode()
    assert "要补正的材料：2 项" in text
    assert "<li>林地意见</li>" in text
    take(cast, Step.RESEND, cast.reporter)
    take(cast, Step.ACCEPT, cast.handler)
    assert shown(client, cast.reporter, path).context["page"].lacks is None


def test_a_bureau_sees_of_anothers_project_this_permit_alone(client, cast, path):
    take(cast, Step.SEND, cast.reporter)
    answer = shown(client, cast.handler, path)
    text, page = answer.content.decode(), answer.context["page"]
    assert page.is_stranger
    assert cast.project.name in text
    assert cast.project.owner in text
    for secret in (cast.project.number, cast.project.unit.short_name):
        assert secret not in text
    assert [did.who for did in page.happenings] == ["责任单位"]
    assert page.waiting == []
    assert shown(client, cast.reporter, path).context["page"].waiting[0].name == "立项"
    client.force_login(cast.handler)
    assert cast.project.number not in client.get(f"{path}steps/accept/").content.decode()


def test_the_first_date_stays_beside_the_present_one(client, cast, path):
    def due(day, reason=""):
        change = PermitChange(cast.permit.project_id, cast.permit.kind_id, {"due_on": day})
        apply([change], by=cast.centre, side="centre", reason=reason)

    due(date(2022, 12, 20))
    due(date(2023, 1, 10), "省厅排期推后")
    text = shown(client, cast.reporter, path).content.decode()
    assert "最初定 12月20日（周二），现定 2023年1月10日（周二）；省厅排期推后" in text


def test_an_approval_that_runs_out_is_told(client, cast, path, friday):
    take(cast, Step.FINISH, cast.handler, values={"ground": "见原件"}, on=date(2022, 12, 1))
    friday.move_to(at("2025-09-10 09:00"))
    page = shown(client, cast.reporter, path).context["page"]
    assert page.validity.words == "批复将到期，剩 82 天"
    part = client.get(f"/projects/{cast.project.number}/permits/").context["part"]
    assert [row.kind.code for row in part.expiring] == ["land"]
    friday.move_to(at("2025-12-02 09:00"))
    assert shown(client, cast.reporter, path).context["page"].validity.is_over


def test_the_project_page_leads_to_the_permit_and_tells_the_difference(client, cast, path):
    take(cast, Step.ACCEPT, cast.handler)
    take(cast, Step.OBTAIN, cast.reporter, values={"ground": "见批复原件"})
    text = shown(
        client, cast.reporter, f"/projects/{cast.project.number}/permits/"
    ).content.decode()
    assert f'href="{path}"' in text
    assert "土地两边不一致" in text
    assert "土地：受理" in text


def test_a_missing_permit_is_begun_by_its_owner_once(client, cast):
    client.force_login(cast.reporter)
    path = f"/projects/{cast.project.number}/permits/"
    assert "开始组卷：环评" in client.get(path).content.decode()
    answer = client.post(f"{path}eia/begin/")
    permit = cast.project.permits.get(kind__code="eia")
    assert answer.headers["Location"] == f"/permits/{permit.pk}/"
    assert (permit.status, permit.owner_says) == ("preparing", "preparing")
    assert client.post(f"{path}eia/begin/").status_code == 409


def test_the_page_takes_the_same_queries_however_much_happened(
    client, cast, path, friday, django_assert_max_num_queries
):
    take(cast, Step.ACCEPT, cast.handler)
    client.force_login(cast.centre)
    client.get(path)
    with django_assert_max_num_queries(22) as few:
        client.get(path)
    for n in range(6):
        friday.shift(3600)
        take(cast, Step.REVIEW, cast.handler if n % 2 else cast.centre)
        friday.shift(3600)
        take(cast, Step.PROCEED, cast.handler)
    client.get(path)
    with django_assert_max_num_queries(len(few)):
        client.get(path)
