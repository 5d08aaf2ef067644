"""大屏: the same numbers, nobody's name, refreshed by the browser itself."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.reporting import county
from tests.reporting.boards import begin_history, numbers, opened

URL = reverse("reporting:screen")


@pytest.fixture
def wall(client, cast):
    county.target("permit_rate", date(2023, 2, 28), "0.65", "0.8", year=2023)
    begin_history()

    def wall(who="leader", **query):
        client.force_login(cast.user(who))
        return client.get(URL, query)

    return wall


def test_it_refreshes_by_itself_until_that_is_turned_off(wall):
    response = wall()
    assert response["Refresh"] == "300"
    assert "停止自动刷新" in response.content.decode()
    still = wall(stand="1", as_of="2022-12-02")
    assert "Refresh" not in still
    assert "恢复自动刷新" in still.content.decode()


def test_it_needs_no_script_and_no_style_attribute(wall):
    html = wall().content.decode()
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)


def test_it_names_no_person(wall, cast):
    html = wall().content.decode()
    assert cast.leader.name not in html
    assert cast.leader.username not in html


def test_its_numbers_open_their_rows(wall, client):
    found = numbers(wall())
    assert len(found) >= 8
    for number in found:
        assert opened(client, number) == (number.part, number.whole), number


def test_it_says_the_state_by_shape_and_word(wall):
    html = wall().content.decode()
    assert re.search(r'px-st-short">差 \d+ 项达标', html)


def test_a_unit_sees_its_own(wall, cast):
    assert cast.reporter.unit.short_name in wall("reporter").content.decode()
    assert wall("reporter", unit="HEILONGGUAN").status_code == 404
    assert wall("leader", unit="HEILONGGUAN").context["board"].unit.code == "HEILONGGUAN"
