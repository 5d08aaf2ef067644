"""Filing the progress table: its seals, what they digest, the review, the corrections."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from accounts.errors import Refused
from procedures.models import Permit
from reporting import digest
from reporting.models import ReportRow, Seal, SealedProject
from reporting.selectors.review import events, review_of
from reporting.selectors.rows import live_rows, sealed_rows
from reporting.services import sealing
from reporting.services.checking import CheckFailed, check
from reporting.services.compile import compile_round
from reporting.services.submissions import submit
from tests import factories
from tests.reporting import progress
from tests.reporting.filing import file_table, step
from tests.reporting.flip import change_by_hand
from workplace.models import Attachment


@pytest.fixture
def work(cast):
    made = progress.build(cast)
    made.type(progress_state="started", progress_on="2022-11-28", completed_investment="90",
              in_statistics="yes", statistical_investment="80", image_progress="基础完成",
              issue="临时用地未批", note="按月报送")  # fmt: skip
    return made


@pytest.fixture
def seal(work):
    return file_table(work.submission, work.by)


def file_the_month_before(work):
    """With the same amounts and note: nothing has moved since."""
    factories.ProgressFactory(
        plan=work.new.plans.get(), as_of=date(2022, 11, 30), completed_investment=Decimal(90),
        statistical_investment=Decimal(80), image_progress="基础完成",
    )  # fmt: skip
    submission = progress.earlier(work)
    ReportRow.objects.create(submission=submission, project=work.new, note="按月报送")
    return file_table(submission, work.by)


def reread(work):
    work.submission.refresh_from_db()
    return work.submission


def test_a_seal_shows_exactly_what_the_table_showed(work, seal):
    live, sealed = live_rows(work.submission), sealed_rows(seal)

    assert sealed.rows == live.rows
    assert (seal.form, seal.format, seal.row_count) == ("progress", 2, 2)
    assert not seal.permits.exists()


def test_the_figures_find_typed_facts_in_the_seal(work, seal):
    row = SealedProject.objects.get(seal=seal, project=work.new)

    assert (row.nature, row.started_on, row.resumed_on) == ("new", date(2022, 11, 28), None)
    assert (row.progress_state, row.progress_on) == ("started", date(2022, 11, 28))
    assert (row.completed_investment, row.statistical_investment) == (Decimal(90), Decimal(80))
    assert (row.in_statistics, row.image_progress) == (True, "基础完成")
    old = SealedProject.objects.get(seal=seal, project=work.old)
    assert (old.nature, old.resumed_on) == ("continuing", date(2022, 3, 10))


def test_the_seals_of_the_two_forms_are_two_chains(cast, work, seal):
    permits = file_table(cast.submission, cast.reporter)

    assert (permits.form, permits.format, permits.previous) == ("permits", 3, "")
    assert sealing.verify_seals() == []


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("completed_investment", "91.00"),
        ("started_on", "2022-11-27"),
        ("resumed_on", "2022-11-29"),
        ("stopped_on", "2022-11-30"),
        ("progress_state", "finished"),
        ("statistical_investment", "81.00"),
        ("in_statistics", "0"),
        ("image_progress", "主体封顶"),
        ("nature", "continuing"),
    ],
)
def test_a_changed_fact_of_a_seal_is_found(work, seal, column, value):
    row = seal.projects.get(project=work.new)
    change_by_hand(connection, "reporting_sealedproject", column, value, row.pk)

    assert {fault.row for fault in sealing.verify_seals()} >= {f"1 {work.new.number}"}


def test_the_form_permits_keeps_its_format():
    """A digest once given never changes: this one was made before there was a second form."""
    seal = Seal(
        form="permits", unit_code="XUEGUAN", unit_name="薛关镇", cutoff_on=date(2022, 12, 9),
        number=1, format=1, sealed_at=factories.at("2022-12-09 10:00"), by_name="张三",
        no_change=False, row_count=1, previous="",
    )  # fmt: skip
    row = SealedProject(
        seq=1, number="PX-2023-001", unit_code="XUEGUAN", unit_name="薛关镇", name="昕水河治理工程",
        nature="new", level="county", total_investment=Decimal("5000.00"),
        planned_investment=Decimal("2000.00"), listed_from=date(2022, 12, 1),
    )  # fmt: skip

    assert digest.seal_digest(seal, [(row, [])]) == FORMAT_1


FORMAT_1 = "a6ba7c9b26898ec653cb1e77ecdf768dc52b46344eafdef3d358f981fc1a9d34"


def test_row_errors_block_and_warnings_ask_for_a_word(work):
    work.type(work.old, progress_state="finished")

    with pytest.raises(CheckFailed) as failed:
        submit(submission_id=work.submission.pk, by=work.by)

    report = failed.value.report
    assert {(f.key, f.code) for f in report.errors} == {("progress_on", "required")}
    assert {(f.key, f.code) for f in report.unanswered} == {
        ("progress_state", "no_permit"),
        ("progress_on", "no_evidence"),
    }


def test_a_photo_and_a_permit_settle_the_warnings(cast, work):
    approval = next(kind for kind in cast.kinds if kind.code == "approval")
    Permit.objects.create(project=work.new, kind=approval, status="done")
    for project in (work.new, work.old):
        Attachment.objects.create(
            content_type=ContentType.objects.get_for_model(project), object_id=project.pk,
            unit=project.unit, name="开工.jpg", file="a.jpg", digest="0", size=1,
            content_kind="jpg", by=cast.reporter, at=factories.at("2022-12-01 09:00"),
        )  # fmt: skip

    assert check(work.submission).warnings == []


def test_nothing_moved_since_the_month_before(work):
    file_the_month_before(work)

    assert check(work.submission).is_changed is False
    seal = submit(submission_id=work.submission.pk, by=work.by, no_change=True)

    assert seal.no_change and sealing.verify_seals() == []


def test_the_reviewer_reads_what_moved_steps_back_first(work):
    file_the_month_before(work)
    work.type(work.old, "上月重复计算", completed_investment="1000")
    work.type(progress_state="finished", progress_on="2022-12-05")
    file_table(work.submission, work.by)

    review = review_of(reread(work))

    assert [(x.change.what, x.change.old, x.change.new, x.reason) for x in review.backward] == [
        ("本年累计完成投资", "1,200.00", "1,000.00", "上月重复计算")
    ]
    [forward] = review.forward
    assert (forward.change.what, forward.change.new) == ("开复工", "竣工")
    assert forward.change.extra == "2022-12-05"
    assert review.rate.text == "27.3%"  # (90 + 1000) / 4000
    assert review.rate_before == "32.3%"  # (90 + 1200) / 4000
    assert [issue.text for issue in review.issues] == ["临时用地未批"]


def test_the_reviewer_reads_what_the_unit_says_to_a_warning(client, cast, work, seal):
    client.force_login(cast.centre)
    url = "/review/2022-12-09/XUEGUAN/?form=progress"
    page = client.get(url).content.decode()
    assert "没有一项手续办结" in page and "单位说明：已核对" in page

    approval = next(kind for kind in cast.kinds if kind.code == "approval")
    Permit.objects.create(project=work.new, kind=approval, status="done")
    assert "没有一项手续办结" not in client.get(url).content.decode()


@pytest.fixture
def correcting(cast, work, seal):
    compile_round(round_id=work.round.pk, by=cast.centre)
    step(work.submission, "reopen", cast.centre, "金额报错")
    return work


def test_a_correction_goes_into_the_seal_and_where_it_still_holds_into_the_register(
    cast, correcting
):
    work = correcting
    # meanwhile the next table has moved on: the state is another one now
    work.old.stopped_on, work.old.stop_kind = date(2022, 12, 8), "stop"
    work.old.save()
    work.type(completed_investment="95", progress_on="2022-11-29")
    work.type(work.old, "核实", progress_on="2022-03-15")
    work.new.refresh_from_db()
    assert work.new.started_on == date(2022, 11, 28)  # the register waits for 上报

    second = file_table(work.submission, work.by)

    row = second.projects.get(project=work.new)
    assert (row.completed_investment, row.started_on) == (Decimal(95), date(2022, 11, 29))
    work.new.refresh_from_db()
    assert work.new.started_on == date(2022, 11, 29)
    assert work.latest(work.new).completed_investment == Decimal(95)
    old = second.projects.get(project=work.old)
    assert (old.progress_state, old.resumed_on) == ("resumed", date(2022, 3, 15))
    work.old.refresh_from_db()
    assert work.old.resumed_on == date(2022, 3, 10)  # no longer what was sealed: left alone
    assert sealing.verify_seals() == []


def test_a_corrected_state_takes_its_day_along(correcting):
    work = correcting
    work.type(progress_state="finished")
    assert work.row()["progress_on"] is None

    work.type(progress_on="2022-12-02")
    second = file_table(work.submission, work.by)

    row = second.projects.get(project=work.new)
    assert (row.progress_state, row.progress_on) == ("finished", date(2022, 12, 2))
    work.new.refresh_from_db()
    assert work.new.finished_on == date(2022, 12, 2)


def test_what_was_typed_in_one_form_is_not_told_of_the_other(cast, work, seal):
    file_table(cast.submission, cast.reporter)

    told = [event.text for event in events(reread(work))]
    assert any("修改" in text for text in told)
    cast.submission.refresh_from_db()
    assert not any("修改" in event.text for event in events(cast.submission))


def test_a_sealed_table_takes_no_cell(work, seal):
    with pytest.raises(Refused):
        work.type(completed_investment="95")
