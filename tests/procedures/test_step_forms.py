"""The form of each step: what it takes, what it asks, what it hands to the service."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from procedures.models import PermitKind
from procedures.step_forms import FORMS, form_for
from procedures.steps import HANDLER_STEPS, OWNER_STEPS, Step

pytestmark = pytest.mark.usefixtures("db", "friday")
PAPER = "建字141033202300005"


@pytest.fixture
def planning(kinds):
    return PermitKind.objects.get(code="planning")


def pdf():
    return {"file": SimpleUploadedFile("批复.pdf", b"%PDF-1.4")}


def test_every_step_of_a_side_has_its_form():
    assert set(FORMS) == {*OWNER_STEPS, *HANDLER_STEPS, Step.RETRACT}
    assert all(form.title and form.button for form in FORMS.values())


def test_a_day_is_read_as_people_write_it_and_today_is_offered():
    form = form_for(Step.ACCEPT)({"on": "12月7日"})
    assert form.is_valid()
    assert form.said()["on"] == date(2022, 12, 7)
    assert form_for(Step.ACCEPT)()["on"].value() == "2022-12-09"
    assert form_for(Step.ACCEPT)({"on": ""}).errors["on"]


def test_lacks_are_one_a_line():
    form = form_for(Step.RETURN)(
        {"on": "2022-12-07", "lacks": " 勘测定界图\n\n林地意见\n勘测定界图"}
    )
    assert form.is_valid()
    assert form.said()["lacks"] == ["勘测定界图", "林地意见"]


@pytest.mark.parametrize("lacks", ["", " \n ", "\n".join(map(str, range(21))), "长" * 101])
def test_lacks_are_neither_none_nor_too_many(lacks):
    assert form_for(Step.RETURN)({"on": "2022-12-07", "lacks": lacks}).errors["lacks"]


def test_an_odd_number_is_asked_about_once(planning):
    asked = form_for(Step.FINISH)({"on": "2022-12-07", "document_no": PAPER}, pdf(), kind=planning)
    assert asked.has_error("document_no", "doubt")
    assert asked.suggestion == "建字第141033202300005号"
    again = {"on": "2022-12-07", "document_no": PAPER, "number_told": asked["number_told"].value()}
    form = form_for(Step.FINISH)(again, pdf(), kind=planning)
    assert form.is_valid()
    assert form.said()["values"]["document_no"] == PAPER
    assert form.said()["has_file"] is True


@pytest.mark.parametrize("step", [Step.FINISH, Step.OBTAIN])
@pytest.mark.parametrize(
    ("number", "file", "known", "ground", "stands"),
    [
        ("", False, False, "", False),
        ("建字第141033202300005号", False, False, "", False),
        ("", True, False, "", False),
        ("建字第141033202300005号", True, False, "", True),
        ("建字第141033202300005号", False, True, "", True),
        ("", False, False, "登记表网上备案", True),
    ],
)
def test_done_rests_on_papers_or_a_ground(step, number, file, known, ground, stands):
    data = {"on": "2022-12-07", "document_no": number, "ground": ground}
    form = form_for(step)(data, pdf() if file else None, has_file=known)
    assert form.is_valid() is stands
    assert set(form.errors) == (set() if stands else {"ground"})


def test_an_objection_of_the_service_stands_at_its_field():
    form = form_for(Step.ACCEPT)({"on": "2022-12-07"})
    assert form.is_valid()
    form.take_error(ValidationError({"on": "早于上一步", "lacks": "没有"}))
    assert set(form.errors) == {"on", "__all__"}
