"""活动总结: drafted from the unit's own seals, its numbers locked, filed once and judged."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from accounts.errors import Refused
from procedures.models import PermitKind
from reporting.demo.summaries import own_words
from reporting.models import ActivitySummary, Campaign, FigureReference, Round
from reporting.papers.blocks import Number, from_json, numbers_of, plain, words_of
from reporting.rules import Stage
from reporting.selectors.paper_numbers import Recount
from reporting.selectors.summary_compose import summary_due
from reporting.services import summaries
from tests import factories
from tests.reporting import county
from tests.reporting.filing import file_table, step
from workplace import history

UNIT = "XUEGUAN"


@pytest.fixture
def sealed(cast, friday):
    """Two new projects of the unit, one permit of twelve done, sealed on the first Friday."""
    for model in (Campaign, PermitKind):
        history.begin(model)
    since = (date(2022, 12, 1), None)
    one = county.work(cast.units[UNIT], "昕水河二期", 2023, nature="new", listed=since)
    county.permit(one, cast.kinds, "land", "done", completed_on=date(2022, 12, 8))
    file_table(cast.submission, cast.reporter)
    friday.shift(60)
    return cast


def drafted(cast, by=None):
    unit = cast.units[UNIT]
    return summaries.draft(campaign_id=cast.campaign.pk, unit=unit, by=by or cast.reporter)


def filing(cast, summary, version=1):
    filed, errors = summaries.submit(
        summary_id=summary.pk, texts=own_words(summary), version=version, by=cast.reporter
    )
    assert errors == {}
    return filed


def said(summary):
    body = from_json(summary.body)
    return [plain(words) for block in body.blocks for words in words_of(block)]


def test_it_says_the_five_things_the_order_asks_for(sealed):
    text = said(drafted(sealed))
    heads = [
        "活动开展情况",
        "采取的主要措施",
        "取得的阶段性成效",
        "典型事例",
        "发现的问题和下一步打算",
    ]
    assert [head for head in text if head in heads] == heads
    assert "昕水河二期：土地，12月8日办结" in text


def test_every_number_is_counted_again_from_its_code(sealed):
    body = from_json(drafted(sealed).body)
    numbers = numbers_of(body.blocks)
    assert len(numbers) > 5
    for number in numbers:
        row = FigureReference.objects.get(code=number.ref)
        assert Recount(row.centre).shown(row, number) == number.shown


def test_later_edits_change_nothing_in_it(sealed, friday):
    before = drafted(sealed)
    permit = sealed.project.permits.first() or factories.PermitFactory(project=sealed.project)
    permit.status = "returned"
    friday.shift(3600)
    history.save(permit, by=sealed.centre, reason="x")
    for number in numbers_of(from_json(before.body).blocks):
        row = FigureReference.objects.get(code=number.ref)
        assert Recount(row.centre).shown(row, number) == number.shown


def test_words_may_be_changed_and_numbers_may_not(sealed):
    summary = drafted(sealed)
    body = from_json(summary.body)
    place = next(i for i, b in enumerate(body.blocks) if b.kind == "text")
    good, errors = summaries.edit(
        summary_id=summary.pk, texts={place: "我镇成立了专班。"}, version=1, by=sealed.reporter
    )
    assert errors == {} and "我镇成立了专班。" in said(good)
    same, errors = summaries.edit(
        summary_id=summary.pk, texts={place: "办结率 99%。"}, version=2, by=sealed.reporter
    )
    assert "99%" in errors[place] and "我镇成立了专班。" in said(same)
    assert ActivitySummary.objects.get().version == 2


def test_who_saw_an_older_version_is_told(sealed):
    summary = drafted(sealed)
    summaries.edit(summary_id=summary.pk, texts={}, version=1, by=sealed.reporter)
    with pytest.raises(Refused, match="刷新页面"):
        filing(sealed, summary)


def test_filing_returning_and_accepting(sealed, friday):
    summary = drafted(sealed)
    filed = filing(sealed, summary)
    assert (filed.state, filed.late_minutes) == ("submitted", 0)
    with pytest.raises(Refused, match="已上报，不能改"):
        summaries.edit(summary_id=summary.pk, texts={}, version=2, by=sealed.reporter)
    with pytest.raises(ValidationError, match="写明退回原因"):
        summaries.send_back(summary_id=summary.pk, version=2, reason=" ", by=sealed.office)
    summaries.send_back(summary_id=summary.pk, version=2, reason="补事例", by=sealed.office)
    filing(sealed, summary, version=3)
    done = summaries.accept(summary_id=summary.pk, version=4, by=sealed.office)
    assert (done.state, done.returned_reason) == ("accepted", "")
    with pytest.raises(Refused, match="不能重新起草"):
        drafted(sealed)


def test_the_first_filing_decides_lateness(sealed, friday):
    due = summary_due(sealed.campaign) or Round.objects.create(
        campaign=sealed.campaign, stage=Stage.SUMMARY, number=99, cutoff_on=date(2023, 2, 26),
        opens_at=factories.at("2023-02-25 00:00"), due_at=factories.at("2023-02-26 12:00"),
    )  # fmt: skip
    summary = drafted(sealed)
    friday.move_to(due.due_at.timestamp() + 1800)
    late = filing(sealed, summary)
    assert late.late_minutes == 30


def test_a_unit_without_a_seal_drafts_too(cast, friday):
    for model in (Campaign, PermitKind):
        history.begin(model)
    assert any("零报告" in line for line in said(drafted(cast)))


def test_the_pages_from_draft_to_acceptance(sealed, client):
    page = reverse("reporting:summary", args=[UNIT])
    client.force_login(sealed.reporter)
    assert "起草活动总结" in client.get(page).content.decode()
    client.post(reverse("reporting:summary-draft", args=[UNIT]))
    shown = client.get(page).content.decode()
    assert 'class="px-number"' in shown and "上报活动总结" in shown
    wrong = client.post(
        reverse("reporting:summary-save", args=[UNIT]), {"version": 1, "block-1": "{{999}}"}
    )
    assert wrong.status_code == 422 and "999" in wrong.content.decode()
    words = own_words(ActivitySummary.objects.get())
    typed = {f"block-{place}": text for place, text in words.items()}
    client.post(reverse("reporting:summary-submit", args=[UNIT]), {"version": 1, **typed})
    client.force_login(sealed.office)
    listed = client.get(reverse("reporting:summaries"), {"state": "submitted"})
    assert [line.unit.code for line in listed.context["lines"]] == [UNIT]
    client.post(reverse("reporting:summary-accept", args=[UNIT]), {"version": 2})
    assert ActivitySummary.objects.get().state == "accepted"


def test_the_word_file_holds_the_text_and_the_sources(sealed, client):
    summary = drafted(sealed)
    client.force_login(sealed.leader)
    answer = client.get(reverse("reporting:summary-word", args=[UNIT]))
    book = Document(BytesIO(b"".join(answer.streaming_content)))
    text = "\n".join(p.text for p in book.paragraphs)
    cells = {cell.text for table in book.tables for row in table.rows for cell in row.cells}
    assert "活动总结" in text
    used = {n.ref for n in numbers_of(from_json(summary.body).blocks) if isinstance(n, Number)}
    assert used <= cells


def test_what_was_typed_is_filed_too(sealed, client):
    summary = drafted(sealed)
    place = next(iter(own_words(summary)))
    others = {k: v for k, v in own_words(summary).items() if k != place}
    client.force_login(sealed.reporter)
    typed = {f"block-{k}": v for k, v in {**others, place: "镇长带队上门对接。"}.items()}
    answer = client.post(reverse("reporting:summary-submit", args=[UNIT]), {"version": 1, **typed})
    assert answer.status_code == 302
    filed = ActivitySummary.objects.get()
    assert filed.state == "submitted" and "镇长带队上门对接。" in said(filed)


def test_a_draft_that_still_asks_for_words_is_not_filed_and_keeps_what_was_typed(sealed, client):
    summary = drafted(sealed)
    place = next(iter(own_words(summary)))
    client.force_login(sealed.reporter)
    kept = {"block-0": "我镇的开展情况"}
    answer = client.post(reverse("reporting:summary-submit", args=[UNIT]), {"version": 1, **kept})
    page = answer.content.decode()
    assert answer.status_code == 422 and f"第{place + 1}段还写着" in page
    assert f'aria-describedby="error-{place}"' in page and "我镇的开展情况" in page
    assert ActivitySummary.objects.get().version == 1


def test_a_return_without_a_reason_or_with_too_long_a_one_says_so_at_the_box(sealed, client):
    filing(sealed, drafted(sealed))
    client.force_login(sealed.office)
    back = reverse("reporting:summary-return", args=[UNIT])
    empty = client.post(back, {"version": 2, "reason": "  "})
    assert empty.status_code == 422 and "写明退回原因" in empty.content.decode()
    long = client.post(back, {"version": 2, "reason": "补" * 301})
    assert long.status_code == 422 and "补" * 301 in long.content.decode()
    assert ActivitySummary.objects.get().state == "submitted"


def test_a_draft_of_older_seals_says_so_until_it_is_drafted_anew(sealed, client, friday):
    drafted(sealed)
    client.force_login(sealed.reporter)
    page = reverse("reporting:summary", args=[UNIT])
    assert "起草以后又封存了" not in client.get(page).content.decode()
    friday.shift(60)
    step(sealed.submission, "return", sealed.centre, "文号不全")
    file_table(sealed.submission, sealed.reporter)
    friday.shift(60)
    assert "起草以后又封存了第1期的报表" in client.get(page).content.decode()
    drafted(sealed)
    assert "起草以后又封存了" not in client.get(page).content.decode()


def test_the_list_says_who_has_not_filed_and_the_workbook_is_narrowed_like_it(
    sealed, client, django_assert_max_num_queries
):
    filing(sealed, drafted(sealed))
    client.force_login(sealed.office)
    with django_assert_max_num_queries(30) as few:
        client.get(reverse("reporting:summaries"))
    for n in range(10):
        factories.UnitFactory(parent=sealed.centre.unit, files_reports=True, code=f"N{n}")
    with django_assert_max_num_queries(len(few)):
        page = client.get(reverse("reporting:summaries"), {"state": "none"})
    names = [line.unit.short_name for line in page.context["lines"]]
    assert len(names) >= 10
    answer = client.get(reverse("reporting:summaries-export"), {"state": "none"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    first = [row[0].value for row in sheet.iter_rows()]
    assert first[-len(names) :] == names


def test_a_new_campaign_begins_with_nothing_drafted(sealed, client):
    drafted(sealed)
    Campaign.objects.update(is_open=False)
    newer = factories.CampaignFactory(
        centre=sealed.centre.unit, year=2024, starts_on=date(2023, 12, 1)
    )
    client.force_login(sealed.reporter)
    page = client.get(reverse("reporting:summary", args=[UNIT]))
    assert page.context["campaign"] == newer and page.context["summary"] is None
