"""Steps from the page of a permit, each side its own; taking back; dates and people."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from procedures.models import Permit, PermitEvent
from tests.uploads import PDF
from workplace.models import Act, Attachment

pytestmark = pytest.mark.usefixtures("friday")
NUMBER = "用字第141033202200005号"


@pytest.fixture
def act(client, cast):
    def do(who, verb, **data):
        client.force_login(cast.user(who))
        return client.post(f"/permits/{cast.permit.pk}/{verb}/", data)

    return do


def paper():
    return SimpleUploadedFile("批复.pdf", PDF, content_type="application/pdf")


def test_a_permit_is_sent_accepted_returned_and_finished_from_the_page(act, cast):
    assert act("reporter", "steps/send", on="2022-12-05").status_code == 302
    assert act("handler", "steps/accept", on="2022-12-06").status_code == 302
    assert act("handler", "steps/return", on="2022-12-07", lacks="勘测定界图").status_code == 302
    assert act("reporter", "steps/resend", on="2022-12-08").status_code == 302
    assert act("handler", "steps/accept", on="2022-12-08").status_code == 302
    done = act("handler", "steps/finish", on="2022-12-09", document_no=NUMBER, file=paper())
    assert done.status_code == 302
    cast.permit.refresh_from_db()
    assert (cast.permit.status, cast.permit.document_no) == ("done", NUMBER)
    assert cast.permit.completed_on == date(2022, 12, 9)
    file = Attachment.objects.get(content_type__model="permit", object_id=cast.permit.pk)
    assert (file.label, file.name) == ("批复", "批复.pdf")


def test_done_without_number_and_file_or_ground_changes_nothing(act, cast):
    answer = act("handler", "steps/finish", on="2022-12-09", document_no=NUMBER)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"ground"}
    assert not PermitEvent.objects.exists()


def test_an_odd_number_warns_once_and_may_be_changed_by_one_click(act, cast):
    data = {"on": "2022-12-09", "document_no": "用141033202200005", "ground": "见原件"}
    asked = act("handler", "steps/finish", **data)
    assert asked.status_code == 422
    assert "按此改" in asked.content.decode()
    assert act("handler", "steps/finish", use_number=NUMBER, **data).status_code == 302
    assert Permit.objects.get(pk=cast.permit.pk).document_no == NUMBER


def test_the_number_is_looked_at_while_it_is_typed(client, cast):
    client.force_login(cast.handler)
    path = f"/permits/{cast.permit.pk}/steps/finish/number/"
    part = client.get(path, {"document_no": "用字第141033202200005"}).content.decode()
    assert "<html" not in part
    assert f'value="{NUMBER}"' in part
    assert "按此改" in part
    part = client.get(path, {"use_number": NUMBER, "document_no": "x"}).content.decode()
    assert "按此改" not in part
    assert f'value="{NUMBER}"' in part


def test_a_step_that_is_not_possible_now_is_told_in_words(act, client, cast):
    act("handler", "steps/accept", on="2022-12-06")
    again = act("handler", "steps/accept", on="2022-12-07")
    assert again.status_code == 422
    assert "已经受理" in again.content.decode()
    assert client.get(f"/permits/{cast.permit.pk}/steps/accept/").status_code == 409
    early = act("handler", "steps/review", on="2022-12-05")
    assert set(early.context["form"].errors) == {"on"}


def test_a_double_click_steps_once(act, cast):
    op = str(uuid.uuid4())
    first = act("handler", "steps/accept", on="2022-12-06", op=op)
    second = act("handler", "steps/accept", on="2022-12-06", op=op)
    assert (first.status_code, second.status_code) == (302, 302)
    assert PermitEvent.objects.filter(action="step").count() == 1


def test_a_step_is_taken_back_with_a_reason_by_its_side_alone(act, cast):
    before = Permit.objects.values().get(pk=cast.permit.pk)
    act("handler", "steps/accept", on="2022-12-06")
    assert act("handler", "retract", note="").status_code == 422
    foreign = act("reporter", "retract", note="点错")
    assert foreign.status_code == 422
    assert "不是本单位办的" in foreign.content.decode()
    assert act("handler", "retract", note="点错了项目").status_code == 302
    after = Permit.objects.values().get(pk=cast.permit.pk)
    assert {k: v for k, v in after.items() if before[k] != v} == {"version": 3}
    assert PermitEvent.objects.get(after="retract").reason == "点错了项目"


def test_the_centre_sets_dates_and_people_and_a_move_needs_a_reason(act, cast, units):
    data = {"level": "city", "handling_unit": units["FGJ"].pk, "officer": cast.handler.pk}
    answer = act("centre", "edit", due_on="2022-12-30", version="1", **data)
    assert answer.status_code == 302
    cast.permit.refresh_from_db()
    assert (cast.permit.due_on, cast.permit.level) == (date(2022, 12, 30), "city")
    assert (cast.permit.handling_unit, cast.permit.officer) == (units["FGJ"], cast.handler)
    assert cast.permit.assigned_at is not None
    version = cast.permit.version
    late = act("centre", "edit", due_on="2023-01-30", version=version, **data)
    assert set(late.context["form"].errors) == {"reason"}
    gone = act("centre", "edit", due_on="", version=version, **data)
    assert set(gone.context["form"].errors) == {"reason"}
    told = act("centre", "edit", due_on="2023-01-30", version=version, reason="排期", **data)
    assert told.status_code == 302
    cast.permit.refresh_from_db()
    assert cast.permit.first_due_on == date(2022, 12, 30)
    assert Act.objects.filter(verb="permit-edit").count() == 2


def test_the_owner_sets_its_promise_and_nothing_else(act, cast):
    answer = act("reporter", "edit", expected_on="2023-01-10", due_on="2023-05-01", version="1")
    assert answer.status_code == 302
    cast.permit.refresh_from_db()
    assert (cast.permit.expected_on, cast.permit.due_on) == (date(2023, 1, 10), None)
    later = act("reporter", "edit", expected_on="2023-01-20", version=cast.permit.version)
    assert set(later.context["form"].errors) == {"reason"}


def test_what_somebody_else_changed_is_shown_before_it_is_saved_over(act, cast):
    act("reporter", "edit", expected_on="2023-01-10", version="1")
    answer = act("centre", "edit", due_on="2023-01-30", level="county", version="1")
    assert answer.status_code == 409
    assert answer.context["form"]["expected_on"].value() == "2023-01-10"
    assert "有人改过" in answer.content.decode()
