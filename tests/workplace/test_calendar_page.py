"""The working calendar: entered, changed and taken away with a source and a history."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.errors import Refused
from workplace import workdays
from workplace.models import Act, CalendarDay
from workplace.services import calendar as services

CALENDAR = reverse("workplace:calendar")
DAY = date(2023, 1, 28)
ENTRY = {"kind": "workday", "name": "春节调休", "source": "国办发明电〔2022〕16号"}


def url(verb, day="2023-01-28"):
    return reverse(f"workplace:calendar-day{verb}", args=[day])


@pytest.fixture
def centre(client, people, friday):
    client.force_login(people["centre"])
    return client


def test_a_day_is_entered_and_counts_as_a_working_day(centre):
    assert centre.post(url("-save"), ENTRY).status_code == 302
    known = workdays.calendar(DAY, DAY)
    assert workdays.is_working_day(DAY, known)
    assert CalendarDay.objects.get(date=DAY).history.get().history_user.username == "centre"
    assert Act.objects.get(verb="calendar-set").target == "2023-01-28"


@pytest.mark.parametrize(
    "changed", [{"kind": "maybe"}, {"name": ""}, {"source": ""}, {"name": "x" * 51}]
)
def test_an_entry_needs_a_kind_a_name_and_a_source(centre, changed):
    assert centre.post(url("-save"), {**ENTRY, **changed}).status_code == 422
    assert not CalendarDay.objects.exists()


def test_a_deleted_day_leaves_its_history(centre, people):
    centre.post(url("-save"), ENTRY)
    assert centre.post(url("-delete")).status_code == 302
    assert not CalendarDay.objects.exists()
    last = CalendarDay.history.first()
    assert (last.history_type, last.history_user) == ("-", people["centre"])
    assert centre.post(url("-delete")).status_code == 409


def test_a_year_is_filled_from_the_announcement_without_touching_entries(centre):
    centre.post(url("-save"), {**ENTRY, "kind": "holiday"})
    fill = reverse("workplace:calendar-fill")
    assert centre.post(fill, {"year": "2023"}).status_code == 302
    known = workdays.calendar(date(2023, 1, 1), date(2023, 12, 31))
    assert known[date(2023, 1, 27)] == "holiday"
    assert known[date(2023, 1, 29)] == "workday"
    assert known[DAY] == "holiday"
    assert CalendarDay.objects.get(date=date(2023, 1, 22)).name == "春节"
    before = CalendarDay.objects.count()
    centre.post(fill, {"year": "2023"})
    assert CalendarDay.objects.count() == before


def test_a_year_that_nobody_knows_says_so(centre):
    page = centre.get(CALENDAR, {"year": "2031"})
    assert "还没有 2031年的放假安排" in page.content.decode()
    assert not page.context["year"].can_fill
    response = centre.post(reverse("workplace:calendar-fill"), {"year": "2031"})
    assert response.status_code == 409


@pytest.mark.parametrize("query", ["", "?year=x", "?year=99999", "?year=-1"])
def test_any_year_in_the_url_shows_a_page(centre, query):
    assert centre.get(CALENDAR + query).status_code == 200


@pytest.mark.parametrize("day", ["2023-02-30", "1999-01-01", "20230128", "2023-1-28"])
def test_a_day_that_is_none_is_not_found(centre, day):
    assert centre.get(f"/calendar/{day}/").status_code == 404


def test_a_bad_year_to_fill_is_a_bad_request(centre):
    assert centre.post(reverse("workplace:calendar-fill"), {"year": "x"}).status_code == 400


def test_deleting_what_is_not_there_is_refused(people, friday):
    with pytest.raises(Refused):
        services.delete_day(day=DAY, by=people["centre"])


def test_the_fixture_holds_the_announced_years(db):
    from django.core.management import call_command

    for _ in range(2):  # loading twice changes nothing
        call_command("loaddata", "calendar", verbosity=0)
    years = set(CalendarDay.objects.values_list("date__year", flat=True))
    assert years == {2022, 2023, 2024, 2025, 2026}
    known = workdays.calendar(date(2023, 1, 20), date(2023, 1, 31))
    assert workdays.next_working_day(date(2023, 1, 27), known) == DAY
