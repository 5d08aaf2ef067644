"""Documents: every number counted again, frozen when issued, one draft, one ranking a month."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import Refused
from procedures.models import Permit
from projects.models import AnnualPlan, Project
from reporting.models import Circular, FigureReference
from reporting.papers.blocks import from_json, numbers_of, plain, words_of
from reporting.papers.tokens import Tokens, edited, fields
from reporting.rules import PaperKind
from reporting.selectors import papers as selectors
from reporting.selectors.paper_numbers import Recount
from reporting.services import papers
from reporting.services.compile import compile_round
from tests.factories import at
from tests.reporting import paper_county
from tests.reporting.filing import file_table
from workplace import clock, history

KINDS = [PaperKind.WEEKLY, PaperKind.CIRCULAR, PaperKind.PACK, PaperKind.RANKING]
AFTER = at("2022-12-16 15:00")


@pytest.fixture
def round_(cast):
    found = paper_county.compiled(cast)
    with clock.standing_at(AFTER):
        papers.switch_ranking(is_on=True, ground="督查办来函", by=cast.office)
    return found


def draft(cast, round_, kind=PaperKind.WEEKLY, moment=AFTER, **how):
    with clock.standing_at(moment):
        return papers.draft_paper(kind=kind, round_id=round_.pk, by=cast.centre, **how)


def issue(cast, paper, number=2, day=date(2022, 12, 16), moment=AFTER):
    with clock.standing_at(moment):
        return papers.issue_paper(
            paper_id=paper.pk, number=number, dated_on=day, seen=paper.version, by=cast.office
        )


def text_of(paper):
    blocks = from_json(paper.body).blocks
    return "\n".join(plain(said) for block in blocks for said in words_of(block))


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_is_counted_again_from_its_reference_alone(cast, round_, kind):
    paper = draft(cast, round_, kind)

    numbers = numbers_of(from_json(paper.body).blocks)
    assert len(numbers) > 15
    rows = {row.code: row for row in FigureReference.objects.all()}
    again = Recount(paper.centre)
    assert [(n.shown, again.shown(rows[n.ref], n)) for n in numbers] == [
        (n.shown, n.shown) for n in numbers
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_an_unchanged_text_is_the_same_document(cast, round_, kind):
    paper = draft(cast, round_, kind)
    blocks, tokens = from_json(paper.body).blocks, Tokens(selectors.own_numbers(paper))
    texts = {field.place: field.text for field in fields(blocks, tokens)}
    assert edited(blocks, texts, tokens) == (blocks, {})


def test_the_weekly_brief_by_hand(cast, round_):
    """24 permits of four projects, two exempt: 22; two done, then a third."""
    said = text_of(draft(cast, round_))

    assert "新建项目4个" in said
    assert "应办22项，已办结3项，办结率13.6%，较上期（9.1%）提高4.5个百分点" in said
    assert "2023年2月28日前65%的目标还差12项，距力争80%的目标还差15项" in said
    assert "本期应报单位2个，其中按时上报0个，迟报1个，没有有效报表1个" in said
    assert "本周新办结手续1项，涉及1个项目" in said
    assert f"{paper_county.HOSTILE}（薛关镇）：规划。" in said
    assert f"{paper_county.ISSUE}。市级协调，建议自然资源局办理" in said
    assert "自然资源局：已过时限的手续1项" in said


def test_the_circular_names_who_was_late_and_what_is_overdue(cast, round_):
    said = text_of(draft(cast, round_, PaperKind.CIRCULAR))

    assert "薛关镇（迟报17分钟）" in said
    assert "没有有效报表的单位1个：黑龙关镇，沿用上期数据" in said
    assert "土地（自然资源局，时限12月12日，超4天）" in said


def test_nothing_new_is_said_in_words(cast):
    paper_county.build(cast)
    round_ = paper_county.first_round(cast).round

    assert "本周没有新办结的手续。" in text_of(draft(cast, round_, moment=at("2022-12-09 15:00")))


def test_a_round_that_is_not_compiled_is_refused_by_name(cast):
    with pytest.raises(Refused, match=f"{cast.round.label}还没有汇总"):
        draft(cast, cast.round)


def test_asked_twice_it_is_one_draft(cast, round_):
    first, again = draft(cast, round_), draft(cast, round_)

    assert first.pk == again.pk
    assert Circular.objects.count() == 1


def test_later_edits_change_neither_number_nor_byte(cast, round_):
    paper = issue(cast, draft(cast, round_))
    before = selectors.docx(paper)

    with clock.standing_at(AFTER + timedelta(days=1)):
        for permit in Permit.objects.all():
            permit.status, permit.completed_on = "done", date(2022, 12, 17)
            history.save(permit, by=cast.centre)
        for project in Project.objects.all():
            project.name, project.unit = f"改名{project.pk}", cast.units["GUXIAN"]
            project.withdrawn_on = date(2022, 12, 17)
            history.save(project, by=cast.centre)
        for plan in AnnualPlan.objects.all():
            plan.planned_investment = Decimal(1)
            history.save(plan, by=cast.centre)

    paper = Circular.objects.get(pk=paper.pk)
    assert selectors.docx(paper) == before
    assert selectors.wrong_numbers(paper) == []


def test_a_correction_of_the_seal_leaves_the_issued_one_as_it_was(cast, round_):
    paper = issue(cast, draft(cast, round_))
    pending = draft(cast, round_, PaperKind.PACK)
    with clock.standing_at(AFTER + timedelta(hours=1)):
        submission = round_.submissions.get(unit=cast.units["HEILONGGUAN"])
        late = Permit.objects.get(expected_on=date(2022, 12, 14))
        late.expected_on, late.note = date(2022, 12, 30), "专家论证延期"
        history.save(late, by=cast.outsider)
        file_table(submission, cast.outsider)
        compile_round(round_id=round_.pk, by=cast.centre)

    assert selectors.wrong_numbers(Circular.objects.get(pk=paper.pk)) == []
    assert selectors.newer_compilation(pending) == 2
    with clock.standing_at(AFTER + timedelta(hours=2)):
        papers.redraft_paper(paper_id=pending.pk, seen=pending.version, by=cast.centre)
    pending.refresh_from_db()
    assert selectors.newer_compilation(pending) is None


def test_a_wrong_number_is_not_issued(cast, round_):
    paper = draft(cast, round_)
    paper.body[1]["text"][1]["shown"] = "5"
    paper.save()

    with pytest.raises(Refused, match="1 个数和封存的行对不上，不能印发：5"):
        issue(cast, paper)


def test_an_issued_one_is_frozen_and_its_number_is_its_own(cast, round_):
    paper = issue(cast, draft(cast, round_))
    with pytest.raises(Refused, match="已经印发，不能再改"):
        papers.edit_paper(paper_id=paper.pk, title="改", texts={}, seen=1, by=cast.office)
    other = draft(cast, round_)
    assert other.pk != paper.pk
    with pytest.raises(ValidationError, match="第2期已经用过"):
        issue(cast, other)
    assert selectors.proposed_number(other) == 3


def test_a_correction_has_its_own_number_and_withdraws_the_old_one(cast, round_):
    paper = issue(cast, draft(cast, round_))
    with clock.standing_at(AFTER):
        fresh = papers.correct_paper(paper_id=paper.pk, reason="漏报", by=cast.office)
    assert fresh.title.endswith("（更正）")
    assert "（第2期）有误，现予更正，以本期为准。更正原因：漏报。" in text_of(fresh)
    paper.refresh_from_db()
    assert paper.state == "issued"

    issue(cast, fresh, number=3)

    paper.refresh_from_db()
    assert (paper.state, paper.withdrawn_reason) == ("withdrawn", "更正，见第3期")


def test_one_ranking_a_month_and_none_when_it_is_off(cast, round_):
    issue(cast, draft(cast, round_, PaperKind.RANKING), number=1)
    with pytest.raises(Refused, match="一个月最多印发一次"):
        draft(cast, round_, PaperKind.RANKING)
    with clock.standing_at(AFTER):
        papers.switch_ranking(is_on=False, ground="不再需要", by=cast.office)
    with pytest.raises(Refused, match="排名没有开启"):
        draft(cast, round_, PaperKind.RANKING, moment=at("2023-01-03 09:00"))


def test_another_county_s_people_may_not_touch_it(cast, round_):
    paper = draft(cast, round_)
    cast.office.unit.parent = None
    with pytest.raises(Refused, match="属于别的县"):
        issue(cast, paper)


def test_numbers_keep_their_codes_from_draft_to_draft(cast, round_):
    first = {n.ref for n in numbers_of(from_json(draft(cast, round_).body).blocks)}
    again = {n.ref for n in numbers_of(from_json(draft(cast, round_, PaperKind.PACK).body).blocks)}
    assert first & again
    assert all(isinstance(code, str) and 8 <= len(code) <= 12 for code in first | again)
