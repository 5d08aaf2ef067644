"""The lists of profiles and of city lists: as many queries for many rows as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.models import CityList, ExportProfile
from reporting.services import profiles
from tests.factories import at


@pytest.fixture
def asked(client, cast):
    profiles.ship(cast.units["XMZX"])
    client.force_login(cast.centre)

    def asked(name):
        with CaptureQueriesContext(connection) as found:
            page = client.get(reverse(f"reporting:{name}"))
        assert page.status_code == 200
        return len(found)

    return asked


def test_profiles(asked, cast):
    asked("exports")
    few = asked("exports")
    shipped = ExportProfile.objects.get(code="tzxm-progress")
    for _ in range(12):
        profiles.copy_profile(profile_id=shipped.pk, by=cast.centre)
    assert asked("exports") == few
    assert ExportProfile.objects.filter(is_shipped=False, rows="permits").count() == 12


def test_city_lists(asked, cast):
    def add(count):
        for n in range(count):
            CityList.objects.create(
                centre=cast.units["XMZX"], name=f"名单{n}.xlsx", year=2023, as_of="2022-12-09",
                rows=[{"row": 2, "name": "甲"}], workbook=b"x", by=cast.centre,
                at=at("2022-12-08 09:00"),
            )  # fmt: skip

    add(1)
    asked("city-lists")
    few = asked("city-lists")
    add(12)
    assert asked("city-lists") == few
