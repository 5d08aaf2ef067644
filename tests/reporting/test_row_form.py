from datetime import date

import pytest
from django.urls import reverse

from projects.models import Project
from reporting.selectors.rows import live_rows
from tests.reporting.tables import earlier_submission, seal_as_it_stands


def url(name, *args):
    return reverse(f"reporting:{name}", args=[date(2022, 12, 9), *args])


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.reporter)
    return client


def form(**cells):
    """`land__ref=("was", "value")` as the page posts it."""
    data = {}
    for name, (was, value) in cells.items():
        key = name.replace("__", ".")
        data |= {f"was.{key}": was, key: value}
    return data


def row_of(cast):
    return live_rows(cast.submission).rows[cast.project.number]


def test_the_form_shows_every_writable_cell(clerk, cast):
    page = clerk.get(url("report-row", cast.project.number)).content.decode()

    for key in live_rows(cast.submission).sheet.writable:
        assert f'name="{key}"' in page
        assert f'name="was.{key}"' in page


def test_only_what_was_changed_is_written(clerk, cast):
    data = form(land__ref=("", "勘测定界已完成"), owner=("蒲县水务公司", "蒲县水务公司"))
    response = clerk.post(url("report-row", cast.project.number), data)

    assert response.status_code == 302
    assert row_of(cast)["land.ref"] == "勘测定界已完成"


def test_an_error_comes_back_at_its_field_with_what_was_typed(clerk, cast):
    data = form(land__date=("", "2月30日"), place=("", "薛关镇"))
    response = clerk.post(url("report-row", cast.project.number), data)

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="2月30日"' in page
    assert "px-error" in page
    assert row_of(cast)["place"] == "薛关镇"


def test_a_clash_shows_what_the_other_wrote_and_can_be_overruled(clerk, cast):
    cast.project.owner = "乙公司"
    cast.project.save()
    address = url("report-row", cast.project.number)

    clash = clerk.post(address, form(owner=("蒲县水务公司", "甲公司")))
    assert clash.status_code == 422
    page = clash.content.decode()
    assert "乙公司" in page
    assert 'name="was.owner" value="乙公司"' in page

    clerk.post(address, form(owner=("乙公司", "甲公司")))
    assert row_of(cast)["owner"] == "甲公司"


def test_a_step_back_asks_for_a_reason_on_the_same_page(clerk, cast):
    seal_as_it_stands(earlier_submission(cast), by=cast.reporter)
    address = url("report-row", cast.project.number)
    data = form(planned_investment=("2000.00", "1800"))

    asked = clerk.post(address, data)
    assert asked.status_code == 422
    assert 'name="reason"' in asked.content.decode()
    assert clerk.post(address, data | {"reason": "资金下达减少"}).status_code == 302


def test_a_new_project_is_added_from_a_form(clerk, cast):
    data = {"name": "集中供热站", "level": "county", "total_investment": "1,200.5"}
    response = clerk.post(url("row-add"), data)

    made = Project.objects.get(name="集中供热站")
    assert response.url == url("report-row", made.number)
    assert made.number in live_rows(cast.submission).rows


def test_a_new_project_with_a_taken_name_is_refused_at_the_field(clerk, cast):
    response = clerk.post(url("row-add"), {"name": cast.project.name, "level": "county"})

    assert response.status_code == 422
    assert "同名" in response.content.decode()
    assert Project.objects.count() == 1
