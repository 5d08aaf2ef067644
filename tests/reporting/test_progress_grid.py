"""Typing in the progress table: each fact to its one home in the register."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.models import Issue
from projects.models import Progress
from reporting.models import Answer, ReportRow
from reporting.selectors.rows import live_rows
from reporting.selectors.rows_progress import AMOUNT_KEYS
from reporting.services.grid import apply_patches
from sheets.grid import Patch
from tests import factories
from tests.reporting import progress
from tests.reporting.filing import file_table


@pytest.fixture
def work(cast):
    return progress.build(cast)


TOMORROW = {"progress_state": "started", "progress_on": "2022-12-10"}


def errors(results):
    return {key: (r.code, r.message) for key, r in results.items() if r.status != "saved"}


def test_both_natures_stand_in_the_table_as_the_register_has_them(work):
    assert list(work.table().rows) == [work.new.number, work.old.number]
    row = work.row(work.old)

    assert (row["nature"], row["progress_state"]) == ("continuing", "resumed")
    assert row["progress_on"] == date(2022, 3, 10)
    assert row["completed_investment"] == Decimal("1200.00")  # carried on from November
    assert row["rate"] == Decimal("0.4")
    assert work.row()["progress_state"] == "waiting"
    assert work.row()["completed_investment"] is None


def test_the_amounts_of_a_year_stay_in_its_table(work):
    """In January the project goes on, its year's money begins at nothing."""
    factories.PlanFactory(
        project=work.old, year=2023, nature="continuing", planned_investment=Decimal(500),
        listed_from=date(2023, 1, 1),
    )  # fmt: skip
    monthly = factories.CampaignFactory(
        centre=work.campaign.centre, form="progress", year=2023, is_open=False,
    )  # fmt: skip
    round_ = factories.RoundFactory(campaign=monthly, number=1, cutoff_on=date(2023, 1, 31))
    january = factories.SubmissionFactory(round=round_, unit=work.submission.unit)

    row = live_rows(january).rows[work.old.number]

    assert (row["progress_state"], row["planned_investment"]) == ("resumed", Decimal(500))
    assert [row[key] for key in AMOUNT_KEYS] == [None, None, ""]
    assert row["rate"] == 0


def test_a_state_and_its_day_become_dates_of_the_project(work):
    assert errors(work.type(progress_state="已开工", progress_on="11月28日")) == {}

    work.new.refresh_from_db()
    assert work.new.started_on == date(2022, 11, 28)
    assert (work.row()["progress_state"], work.row()["progress_on"]) == (
        "started",
        date(2022, 11, 28),
    )


def test_a_state_without_its_day_waits_in_the_row(work):
    assert errors(work.type(progress_state="started")) == {}

    work.new.refresh_from_db()
    assert work.new.started_on is None
    assert (work.row()["progress_state"], work.row()["progress_on"]) == ("started", None)
    found = work.table().findings(work.new.number, today=date(2022, 12, 9))
    assert ("progress_on", "required") in {(f.key, f.code) for f in found}

    assert errors(work.type(progress_on="2022-11-28")) == {}
    work.new.refresh_from_db()
    assert work.new.started_on == date(2022, 11, 28)
    assert ReportRow.objects.get(project=work.new).progress_state == ""


def test_back_to_not_begun_takes_the_start_away(work):
    work.type(progress_state="started", progress_on="2022-11-28")

    assert errors(work.type(progress_state="waiting")) == {}

    work.new.refresh_from_db()
    assert work.new.started_on is None


def test_a_stop_asks_why_and_keeps_it_with_the_project(work):
    asked = work.type(work.old, progress_state="winter", progress_on="2022-12-01")
    assert {key: code for key, (code, _) in errors(asked).items()} == {
        "progress_state": "reason",
        "progress_on": "reason",
    }

    work.type(work.old, "气温低于零下五度", progress_state="winter", progress_on="2022-12-01")

    work.old.refresh_from_db()
    assert (work.old.stop_kind, work.old.stopped_on) == ("winter", date(2022, 12, 1))
    assert work.old.stop_reason == "气温低于零下五度"
    assert work.old.resumed_on == date(2022, 3, 10)


def test_a_stop_typed_cell_by_cell_is_asked_when_it_is_whole(work):
    assert errors(work.type(work.old, progress_state="stopped")) == {}

    assert errors(work.type(work.old, progress_on="2022-12-01"))["progress_on"][0] == "reason"
    assert errors(work.type(work.old, "资金未到位", progress_on="2022-12-01")) == {}

    work.old.refresh_from_db()
    assert (work.old.stop_kind, work.old.stop_reason) == ("stop", "资金未到位")


@pytest.mark.parametrize(
    ("which", "cells", "wrong"),
    [
        ("new", {"progress_on": "2022-11-28"}, {"progress_on": "choice"}),
        (
            "new",
            {"progress_state": "started", "progress_on": "2022-12-24"},
            {"progress_on": "date"},
        ),
        ("new", {"image_progress": "基础完成"}, {"image_progress": "required"}),
        ("old", {"completed_investment": ""}, {"completed_investment": "required"}),
        ("old", {"progress_on": ""}, {"progress_on": "required"}),
        ("old", {"progress_state": "已开工"}, {"progress_state": "choice"}),
        ("old", {"nature": "new"}, {}),  # 复工 counts for a new one too, said by a warning
        ("old", {"completed_investment": "很多"}, {"completed_investment": "number"}),
        ("new", {"rate": "50%"}, {"rate": "format"}),
    ],
)
def test_what_the_register_cannot_hold_is_said_at_its_cell(work, which, cells, wrong):
    found = errors(work.type(getattr(work, which), "核对", **cells))

    assert {key: code for key, (code, _) in found.items()} == wrong


def test_amounts_of_the_round_stand_beside_those_before(work):
    work.type(work.old, completed_investment="1,500.50")
    work.type(work.old, statistical_investment="1400", image_progress="设备安装")

    rows = list(Progress.objects.filter(plan__project=work.old).order_by("as_of"))
    assert [(r.as_of, r.completed_investment) for r in rows] == [
        (date(2022, 11, 30), Decimal("1200.00")),
        (progress.CUTOFF, Decimal("1500.50")),
    ]
    assert (rows[1].statistical_investment, rows[1].image_progress) == (
        Decimal("1400.00"),
        "设备安装",
    )
    assert rows[1].history.count() == 2
    assert work.row(work.old)["difference"] == Decimal("100.50")


def test_what_is_not_typed_is_carried_on(work):
    work.type(work.old, statistical_investment="900")

    now = work.latest(work.old)
    assert (now.completed_investment, now.image_progress) == (Decimal("1200.00"), "主体完成")


def test_the_last_table_of_a_year_may_be_cut_off_after_it(work):
    work.round.cutoff_on = date(2023, 1, 6)
    work.round.save()

    work.type(work.old, completed_investment="2900")

    assert work.latest(work.old).as_of == date(2022, 12, 31)


def test_statistics_are_a_fact_of_the_project(work):
    work.type(in_statistics="是")
    work.new.refresh_from_db()
    assert work.new.in_statistics is True

    work.type(in_statistics="")
    work.new.refresh_from_db()
    assert work.new.in_statistics is None


def test_a_problem_opens_at_the_county_so_that_the_other_form_may_file_it(work):
    work.type(issue="临时用地未批")

    issue = Issue.objects.get(project=work.new)
    assert (issue.text, issue.level, issue.in_table) == ("临时用地未批", "county", True)


def test_a_problem_of_the_other_form_keeps_its_level(work):
    factories.IssueFactory(project=work.new, text="用地指标未落实", level="province")

    assert work.row()["issue"] == "用地指标未落实"
    work.type(issue="用地指标缺 20 亩")

    assert Issue.objects.get(project=work.new).level == "province"


def test_a_problem_taken_away_says_how_it_was_solved(work):
    work.type(issue="临时用地未批")

    assert errors(work.type(issue=""))["issue"][0] == "reason"
    work.type(work.new, "12月6日批复", issue="")

    assert Issue.objects.get(project=work.new).resolution == "12月6日批复"


def test_one_batch_raises_the_version_once(work):
    work.type(progress_state="started", progress_on="2022-11-28", completed_investment="90",
              in_statistics="yes", issue="缺水", note="已报", name="核桃精深加工园")  # fmt: skip

    work.new.refresh_from_db()
    assert work.new.version == 2
    assert work.new.name == "核桃精深加工园"


def test_two_people_clash_at_the_cell(work):
    table = work.table()
    work.type(work.old, completed_investment="1300")

    was = progress.wired(table, work.old.number, "completed_investment")
    [result] = apply_patches(
        submission_id=work.submission.pk, by=work.by,
        patches=[Patch(work.old.number, "completed_investment", was, "1400", "")],
    )  # fmt: skip

    assert (result.status, result.theirs, result.by) == ("clash", "1300.00", work.by.name)


def test_a_reason_given_at_the_cell_is_not_asked_again(work):
    before = progress.earlier(work)
    work.type(work.new, progress_state="waiting", completed_investment="0")
    file_table(before, work.by)

    asked = work.type(work.old, completed_investment="1000")
    assert errors(asked)["completed_investment"][0] == "reason"

    work.type(work.old, "上月重复计算", completed_investment="1000")
    answer = Answer.objects.get(submission=work.submission)
    assert (answer.key, answer.code, answer.text) == (
        "completed_investment", "backward", "上月重复计算",
    )  # fmt: skip


def test_a_batch_of_thirty_rows_takes_as_many_queries_as_one_of_three(work):
    def typed(projects):
        patches = [
            patch
            for project in projects
            for patch in (
                Patch(project.number, "progress_state", "waiting", "started", ""),
                Patch(project.number, "progress_on", "", "2022-11-28", ""),
                Patch(project.number, "completed_investment", "", "50", ""),
            )
        ]
        with CaptureQueriesContext(connection) as queries:
            results = apply_patches(submission_id=work.submission.pk, patches=patches, by=work.by)
        assert {result.status for result in results} == {"saved"}
        return len(queries)

    unit = work.submission.unit
    made = [progress.work(f"道路改造{n}", unit) for n in range(33)]
    typed(made[:1])  # what is remembered of a first time is read once
    assert typed(made[1:4]) == typed(made[4:])
