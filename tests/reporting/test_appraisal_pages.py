"""考核表: every point leads to its rows, and a rule holds from its day on."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from procedures.models import PermitKind
from reporting.models import AppraisalRule, Campaign, Target
from reporting.selectors.appraisal import appraisal
from reporting.selectors.county import load_county
from reporting.selectors.figures import Books
from tests import factories
from tests.permissions.reporting_appraisal import RULE
from tests.reporting import county
from tests.reporting.filing import file_table, step
from workplace import clock, history


@pytest.fixture
def office(client, cast, friday):
    Target.objects.create(
        indicator="permit_rate", year=cast.campaign.year, due_on=date(2023, 2, 28), floor="0.65"
    )
    for model in (Campaign, PermitKind):  # the cast's came without one
        history.begin(model)
    client.force_login(cast.office)
    return client


def counted(cast):
    books = Books(load_county(cast.centre.unit, clock.today()))
    return appraisal(books, clock.now(), "live")


def by_key(one):
    return {line.points.item.key: line for line in one.lines}


def test_late_returned_and_missed_times_are_counted_once_each(office, cast, friday):
    file_table(cast.submission, cast.reporter)
    step(cast.submission, "return", cast.centre, "文号不全")
    file_table(cast.submission, cast.reporter)
    friday.move_to(factories.at("2022-12-09 12:30"))
    file_table(cast.other_submission, cast.outsider)
    found = counted(cast)
    ours, other = by_key(found.of("XUEGUAN")), by_key(found.of("HEILONGGUAN"))
    assert [len(ours[key].times) for key in ("late", "missed", "returned")] == [0, 0, 1]
    assert [time.what for time in other["late"].times] == ["第1期迟报 30 分钟"]
    assert other["late"].points.got == 6


def test_a_point_opens_the_figure_it_came_from(office, cast):
    project = county.work(cast.units["XUEGUAN"], "昕水河二期", cast.campaign.year, nature="new")
    county.permit(project, cast.kinds, "land", "done", completed_on=date(2022, 12, 8))
    page = office.get(reverse("reporting:appraisal-unit", args=["XUEGUAN"]))
    line = by_key(page.context["one"])["permit_rate"]
    href = re.search(r'class="px-number" href="([^"]+)"', page.content.decode())[1]
    opened = office.get(unescape(href)).context["figure"]
    assert opened.share == line.figure.share and opened.share.numerator == 1
    assert 'id="item-1"' in page.content.decode()


def test_a_rule_holds_from_its_day_and_earlier_days_keep_theirs(office, cast):
    tomorrow = clock.today() + timedelta(days=1)
    answer = office.post(reverse("reporting:appraisal-rule"), {**RULE, "valid_from": tomorrow})
    assert answer.status_code == 302
    assert AppraisalRule.objects.get().items[0]["points"] == "60"
    today = office.get(reverse("reporting:appraisal"))
    assert today.context["appraisal"].rule is None
    later = office.get(reverse("reporting:appraisal"), {"as_of": tomorrow.isoformat()})
    assert [item.points for item in later.context["appraisal"].items] == [Decimal(60)]


def test_a_rule_cannot_begin_in_the_past(office):
    answer = office.post(reverse("reporting:appraisal-rule"), {**RULE, "valid_from": "2022-12-08"})
    assert answer.status_code == 422
    assert "不能早于今天" in answer.content.decode()
    assert not AppraisalRule.objects.exists()


def test_the_workbook_says_how_each_point_came_about(office):
    answer = office.get(reverse("reporting:appraisal-export"))
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["考核表", "得分依据"]
    words = [cell.value for row in book["得分依据"].iter_rows() for cell in row]
    assert "没有迟报，得满分 8" in words


def test_the_queries_do_not_grow_with_the_units(office, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as few:
        office.get(reverse("reporting:appraisal"))
    before = len(few)
    for n in range(10):
        unit = factories.UnitFactory(parent=cast.centre.unit, files_reports=True, code=f"N{n}")
        factories.SubmissionFactory(round=cast.round, unit=unit)
    with django_assert_max_num_queries(before):
        office.get(reverse("reporting:appraisal"))


def test_the_numbers_on_the_sheet_open_lists_of_the_same_length(office, cast, friday):
    file_table(cast.submission, cast.reporter)
    step(cast.submission, "return", cast.centre, "文号不全")
    file_table(cast.submission, cast.reporter)
    project = county.work(cast.units["XUEGUAN"], "昕水河二期", cast.campaign.year, nature="new")
    county.permit(project, cast.kinds, "land", "done", completed_on=date(2022, 12, 8))
    friday.move_to(factories.at("2022-12-09 12:30"))
    file_table(cast.other_submission, cast.outsider)
    page = office.get(reverse("reporting:appraisal")).content.decode()
    assert "排名" not in page
    found = re.findall(r'px-number" href="([^"]+)" data-number="(\d+)"', page)
    lists = [(unescape(href), number) for href, number in found if "/lists/" in href]
    assert sum(int(number) for _, number in lists) == 2 and len(found) > len(lists)
    for href, number in [pair for pair in lists if pair[1] != "0"] + lists[:1]:
        opened = office.get(href)
        assert opened.context["listed"].printed.numerator == number, href


def test_what_was_counted_opens_for_the_unit_itself(office, cast, friday, client):
    friday.move_to(factories.at("2022-12-09 12:30"))
    file_table(cast.other_submission, cast.outsider)
    line = by_key(counted(cast).of("HEILONGGUAN"))["late"]
    client.force_login(cast.outsider)
    assert client.get(line.times[0].href).status_code == 200


def test_the_leader_reads_the_sheet_and_its_rules_and_changes_nothing(office, cast, client):
    office.post(reverse("reporting:appraisal-rule"), RULE)
    client.force_login(cast.leader)
    page = client.get(reverse("reporting:appraisal")).content.decode()
    assert "改过 1 次" in page and "现在看的得分按这个办法" in page
    assert reverse("reporting:appraisal-rule") not in page
