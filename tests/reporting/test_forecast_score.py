"""回看: the page says how far past forecasts held, and what to make of it."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from reporting.selectors import forecast_check
from reporting.selectors.forecast_check import Score, Week, score

DAY = date(2022, 12, 9)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()
    yield
    cache.clear()


def week(judged, held, early, late):
    return Week(DAY, permits=40, judged=judged, held=held, early=early, late=late)


def page_with(client, cast, monkeypatch, weeks):
    monkeypatch.setattr(forecast_check, "weeks", lambda centre, until: weeks)
    client.force_login(cast.leader)
    return client.get(reverse("reporting:forecast-score")).content.decode()


def test_what_held_less_often_than_it_should_is_called_hopeful(client, cast, monkeypatch):
    text = page_with(client, cast, monkeypatch, [week(32, 22, 3, 7), week(8, 3, 0, 5)])
    assert "40 项，落在区间里 25 项" in text and "62%" in text
    assert "预测偏乐观" in text


def test_what_held_is_only_counted(client, cast, monkeypatch):
    text = page_with(client, cast, monkeypatch, [week(10, 8, 1, 1)])
    assert "80%" in text and "预测偏乐观" not in text


def test_before_any_interval_is_over_nothing_is_judged(client, cast, monkeypatch):
    assert "不能评" in page_with(client, cast, monkeypatch, [])


def test_the_past_is_forecast_once_a_day(cast, monkeypatch):
    asked = []

    def weeks(centre, until):
        asked.append(until)
        return [week(4, 3, 0, 1)]

    monkeypatch.setattr(forecast_check, "weeks", weeks)
    centre = cast.centre.unit
    assert score(centre, DAY) == score(centre, DAY) == Score(4, 3, 0, 1)
    score(centre, date(2022, 12, 10))
    assert asked == [DAY, date(2022, 12, 10)]
