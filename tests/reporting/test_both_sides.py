"""办结率 counted by both sides: a county of twelve items, counted on paper (D = 2022-12-09).

        昕水河 (薛关镇)                                    黑龙 (黑龙关镇)
立项    both say 12-02                     confirmed       批复 on an event       confirmed
土地    bureau says 已受理                  不一致          two numbers            不一致
规划    批复 on file, bureau silent        confirmed       —
环评    only a 受理通知 on file             unconfirmed     —
能评    批复 was taken away again          unconfirmed     —
产能    无需办理                                            —
By the table 7 of 11, by both sides 3 of 11.
"""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from accounts.errors import Refused
from procedures.models import Permit, PermitEvent
from reporting import digest
from reporting.models import Seal, SealedPermit
from reporting.rules import Convention
from reporting.selectors.compiled import compiled
from reporting.selectors.figures import figures
from reporting.services import campaigns, compile, sealing
from reporting.services.definitions import add_definition
from tests import factories
from tests.reporting.filing import file_table
from tests.reporting.flip import change_by_hand
from tests.reporting.tables import kind_of
from tests.table import signed_in
from workplace.models import Attachment

D, DAY = date(2022, 12, 9), date(2022, 12, 2)
BY_CONVENTION = {
    Convention.REQUIRED_ONLY: ("7/11", "3/11"),
    Convention.FULL_MATRIX: ("7/12", "3/12"),
    Convention.EXEMPT_AS_DONE: ("8/12", "4/12"),
    Convention.WHOLE_PROJECT: ("1/2", "0/2"),
}
WORDS = "以填报为准 63.6%，两边确认 27.3%，相差 4 项"


def done(cast, project, code, handler="", **facts):
    permit, _ = Permit.objects.update_or_create(
        project=project,
        kind=kind_of(cast, code),
        defaults={
            "status": "done", "completed_on": DAY, "document_no": f"蒲字〔2022〕{code[:2]}号",
            "owner_says": "obtained", "handler_says": handler, "handler_done_on": DAY, **facts,
        },
    )  # fmt: skip
    return permit


def paper(target, label="批复", **more):
    project = getattr(target, "project", None) or target.permit.project
    return factories.AttachmentFactory(target=target, unit=project.unit, label=label, **more)


@pytest.fixture
def county(cast):
    ours = cast.project
    theirs = factories.ProjectFactory(unit=cast.units["HEILONGGUAN"], name="黑龙工程")
    factories.PlanFactory(project=theirs)
    done(cast, ours, "approval", handler="done")
    done(cast, ours, "land", handler="accepted")
    paper(done(cast, ours, "planning"))
    paper(done(cast, ours, "eia"), label="受理通知")
    paper(done(cast, ours, "energy"), removed_at=factories.at("2022-12-05 09:00"))
    factories.PermitFactory(
        project=ours,
        kind=kind_of(cast, "capacity"),
        status="not_required",
        exempt_reason="非涉产能行业",
    )
    event = PermitEvent.objects.create(
        permit=done(cast, theirs, "approval"), at=factories.at("2022-12-02 10:00"),
        side="handler", action="step",
    )  # fmt: skip
    paper(event)
    done(cast, theirs, "land", handler="done", handler_document_no="蒲自然〔2022〕99号")
    return cast


def rate(county, **how):
    found = figures(centre=county.units["XMZX"], as_of=D, **how)
    return next(figure for figure in found if figure.key == "permit_rate")


def told(share):
    return f"{share.numerator}/{share.denominator}"


def count_by(county, counting):
    county.campaign.counting = counting
    county.campaign.save()


def file_all(county):
    for submission in (county.submission, county.other_submission):
        file_table(submission, county.centre)


@pytest.mark.parametrize("convention", Convention.values)
@pytest.mark.parametrize("source", ["live", "sealed"])
def test_the_figure_counts_what_is_confirmed_and_the_other_stands_beside_it(
    county, convention, source
):
    file_all(county)
    said, confirmed = BY_CONVENTION[convention]
    assert told(rate(county, convention=convention, source=source).share) == said

    count_by(county, "both_sides")
    figure = rate(county, convention=convention, source=source)
    assert told(figure.share) == confirmed
    assert (told(figure.sides.said), told(figure.sides.confirmed)) == (said, confirmed)
    assert (figure.sides.unconfirmed, figure.sides.agreed) == (4, 3)


def test_by_one_side_the_confirmed_ones_are_told_and_nothing_else_changes(county):
    figure = rate(county)
    assert (figure.sides_words, figure.parts) == ("两边确认 3 项", ("已办结", "应办"))
    Permit.objects.update(handler_says="")
    Attachment.objects.all().delete()
    assert rate(county).sides_words == ""


def test_units_and_kinds_add_up_to_the_confirmed_figure(county):
    count_by(county, "both_sides")
    for by in ("unit", "kind", "level"):
        groups = rate(county, by=by).groups
        assert sum(group.share.numerator for group in groups) == 3
        assert sum(group.share.denominator for group in groups) == 11


def test_what_happens_after_the_sealing_changes_the_register_alone(county):
    count_by(county, "both_sides")
    file_all(county)
    land = Permit.objects.get(project=county.project, kind__code="land")
    paper(land)

    assert told(rate(county).share) == "4/11"
    assert told(rate(county, source="sealed").share) == "3/11"


def test_seals_of_before_nobody_asked_count_as_filled_in_and_are_said_to(county, monkeypatch):
    with monkeypatch.context() as before:
        before.setitem(digest.FORMAT_OF, "permits", 1)
        file_table(county.submission, county.centre)
    _forget(county.submission)
    file_table(county.other_submission, county.centre)
    count_by(county, "both_sides")

    figure = rate(county, source="sealed")
    assert told(figure.share) == "6/11"  # 5 of 薛关镇 by its table, 1 of 黑龙关镇 confirmed
    assert figure.sides_words.endswith("相差 1 项；5 项封存较早，没有问过，按填报计")
    assert sealing.verify_seals() == []
    assert list(Seal.objects.order_by("pk").values_list("format", flat=True)) == [1, 3]


def _forget(submission):
    """As a seal of before the column stands there; its format does not digest it."""
    for row in SealedPermit.objects.filter(seal__submission=submission):
        change_by_hand(connection, "reporting_sealedpermit", "confirmed", None, row.pk)


def test_a_changed_confirmation_of_a_new_seal_is_found(county):
    file_all(county)
    row = SealedPermit.objects.filter(confirmed=True).first()
    change_by_hand(connection, "reporting_sealedpermit", "confirmed", False, row.pk)
    assert any("这一行与封存时不同" in fault.what for fault in sealing.verify_seals())


def test_the_compiled_table_says_both_figures_and_a_change_of_counting_is_a_new_version(county):
    file_all(county)
    first = compile.compile_round(round_id=county.round.pk, by=county.centre)
    assert "两边" not in first.summary["told"]
    count_by(county, "both_sides")
    assert compiled(_round(county)).told_by_sides == f"办结率：{WORDS}"
    second = compile.compile_round(round_id=county.round.pk, by=county.centre, reason="改口径")

    assert second.version == 2
    assert second.summary["told"].endswith(WORDS)
    book = openpyxl.load_workbook(io.BytesIO(bytes(second.workbook)))
    assert WORDS in str(book["汇总表"]["A2"].value)
    assert WORDS in signed_in(county, "centre").get(_compile_url(county)).content.decode()


def _round(county):
    return type(county.round).objects.select_related("campaign__centre").get(pk=county.round.pk)


def _compile_url(county):
    return reverse("reporting:compile", args=[county.round.cutoff_on])


def test_the_pages_show_both_and_lead_to_the_rows_that_differ(county):
    count_by(county, "both_sides")
    leader = signed_in(county, "leader")
    board = text_of(leader.get(reverse("reporting:dashboard")))
    assert WORDS in board
    assert "only=unconfirmed" in board

    page = leader.get("/indicators/permit_rate/", {"only": "unconfirmed"})
    assert WORDS in text_of(page)
    assert len(page.context["lines"]) == 4
    assert {cell.text for _, cells in page.context["lines"] for cell in cells
            if cell.header == "两边确认"} == {"未确认"}  # fmt: skip


def test_the_counting_of_a_running_campaign_changes_from_a_day_on_with_a_reason(county):
    values = {"counting": "both_sides"}
    with pytest.raises(Refused, match="在“口径”页从某一天起改"):
        campaigns.edit_campaign(
            campaign_id=county.campaign.pk, values=values, by=county.centre, reason="部门都已参加"
        )
    made = add_definition(
        county.campaign.pk, valid_from=D, convention="required_only", counting="both_sides",
        reason="部门都已参加", source="", by=county.office,
    )  # fmt: skip
    assert (made.version, made.counting, made.reason) == (2, "both_sides", "部门都已参加")
    assert told(rate(county).share) == "3/11"


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize(
    ("counting", "counts"),
    [
        ("one_side", {"done": 7, "unconfirmed": 4, "open": 4, "exempt": 1, "required": 11}),
        ("both_sides", {"done": 3, "unconfirmed": 4, "open": 4, "exempt": 1, "required": 11}),
    ],
)
def test_the_chips_of_the_figure_part_the_items(county, counting, counts):
    """By both sides 已办结, 填报办结未确认 and 未办结 make 应办: nothing stands twice."""
    count_by(county, counting)
    leader = signed_in(county, "leader")
    for only, count in counts.items():
        page = leader.get("/indicators/permit_rate/", {"only": only, "as_of": D.isoformat()})
        assert len(page.context["lines"]) == count
        shown = {chip.key: chip.count for chip in page.context["chips"]}
        assert {key: shown[key] for key in counts} == counts
