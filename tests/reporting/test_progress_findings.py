"""What asks for a word, and what blocks, in a row of the progress table."""

from datetime import date
from decimal import Decimal

import pytest

from reporting.findings import Beside
from reporting.findings.progress import is_backward, jump_share, row_findings
from reporting.sheets import progress_sheet

SHEET = progress_sheet(2022, 12)
TODAY = date(2022, 12, 9)
GROUNDED = Beside(permits_done=1, has_evidence=True, jump=Decimal("0.2"), year=2022)
ROW = SHEET.empty_row() | {
    "name": "核桃加工园",
    "nature": "new",
    "total_investment": Decimal(9000),
    "planned_investment": Decimal(1000),
    "progress_state": "started",
    "progress_on": date(2022, 3, 1),
    "started_on": date(2022, 3, 1),
    "completed_investment": Decimal(500),
}


def found(row=None, previous=None, beside=GROUNDED):
    findings = row_findings(
        SHEET,
        "A",
        ROW | (row or {}),
        today=TODAY,
        previous=ROW | previous if previous is not None else None,
        kinds=[],
        beside=beside,
    )
    return {(f.level[0], f.key, f.code) for f in findings}


def test_a_sound_row_says_nothing():
    assert found() == set()
    assert found(previous={}) == set()


WAITING = {"progress_state": "waiting", "progress_on": None, "completed_investment": None}
STOP = {"progress_state": "stopped", "progress_on": date(2022, 11, 1)}
ERRORS = [
    ({"progress_on": None}, ("e", "progress_on", "required")),
    ({"progress_on": date(2022, 12, 10)}, ("e", "progress_on", "date")),
    ({"completed_investment": None}, ("e", "completed_investment", "required")),
    (STOP, ("e", "note", "required")),
    ({**WAITING, "progress_on": date(2022, 3, 1)}, ("e", "progress_on", "choice")),
    ({**WAITING, "image_progress": "基础"}, ("e", "completed_investment", "required")),
    ({"nature": "continuing"}, ("e", "progress_state", "choice")),
]


@pytest.mark.parametrize(("row", "error"), ERRORS)
def test_what_blocks(row, error):
    assert error in found(row)


def test_a_stop_with_its_reason_or_a_note_is_whole():
    assert found(STOP | {"note": "资金未到位"}) == set()
    told = Beside(permits_done=1, has_evidence=True, stop_reason="资金未到位", year=2022)
    assert found(STOP, beside=told) == set()


def test_what_has_not_begun_owes_no_amount():
    assert found(WAITING) == set()


AMOUNT = "completed_investment"
WARNINGS = [
    # row, previous, the warning
    ({AMOUNT: Decimal("499.99")}, {}, (AMOUNT, "backward")),
    ({AMOUNT: Decimal("700.01")}, {}, (AMOUNT, "jump")),
    ({AMOUNT: Decimal("200.01")}, {AMOUNT: None}, (AMOUNT, "jump")),  # from an empty cell
    ({AMOUNT: Decimal("1200.01")}, None, (AMOUNT, "over_plan")),
    ({AMOUNT: Decimal(9001), "planned_investment": Decimal(9000)}, None, (AMOUNT, "over_total")),
    ({AMOUNT: Decimal("0.05")}, None, (AMOUNT, "yi_wan")),  # 0.05 亿 = 500 万元
    ({AMOUNT: Decimal(5_000_000)}, None, (AMOUNT, "yi_wan")),  # in 元
    (
        {AMOUNT: Decimal(500), "planned_investment": None},
        {AMOUNT: Decimal("0.05")},
        (AMOUNT, "yi_wan"),
    ),
    ({"planned_investment": Decimal(9001), AMOUNT: Decimal(500)}, None,
     ("planned_investment", "plan_over_total")),
    ({"planned_investment": Decimal(1100)}, {}, ("planned_investment", "backward")),
    (WAITING | {AMOUNT: Decimal(20)}, None, (AMOUNT, "contradiction")),
    ({"progress_state": "finished", "progress_on": date(2022, 2, 1)}, None,
     ("progress_on", "contradiction")),
    ({"progress_state": "resumed", "started_on": None}, None, ("progress_state", "contradiction")),
    ({"in_statistics": "no", "statistical_investment": Decimal(3)}, None,
     ("statistical_investment", "contradiction")),
    ({"in_statistics": "no"}, {"in_statistics": "yes"}, ("in_statistics", "backward")),
    (WAITING, {}, ("progress_state", "backward")),
    ({"progress_on": date(2022, 4, 1)}, {}, ("progress_on", "backward")),
]  # fmt: skip


@pytest.mark.parametrize(("row", "previous", "warning"), WARNINGS)
def test_what_asks_for_a_word(row, previous, warning):
    assert ("w", *warning) in found(row, previous)


@pytest.mark.parametrize(
    ("row", "previous"),
    [
        ({AMOUNT: Decimal("700.00")}, {}),  # 20 % of the plan, and not more
        ({AMOUNT: Decimal("1200.00")}, None),  # 120 % of it
        ({AMOUNT: Decimal("0.00")}, None),
        ({AMOUNT: Decimal("2.00")}, None),
        ({"progress_state": "finished", "progress_on": date(2022, 12, 1)}, {}),
    ],
)
def test_what_does_not(row, previous):
    assert found(row, previous) == set()


def test_an_amount_in_another_unit_is_said_once():
    assert found({AMOUNT: Decimal(5_000_000)}) == {("w", AMOUNT, "yi_wan")}


def test_a_start_without_permit_or_photo_asks():
    bare = Beside(year=2022)

    assert found(beside=bare) == {
        ("w", "progress_state", "no_permit"),
        ("w", "progress_on", "no_evidence"),
    }


def test_a_start_of_another_year_needs_no_photo_now():
    assert found(beside=Beside(permits_done=1, year=2023)) == set()


def test_the_permits_of_a_continuing_project_were_asked_before():
    resumed = {"nature": "continuing", "progress_state": "resumed"}

    assert found(resumed, beside=Beside(has_evidence=True, year=2022)) == set()


@pytest.mark.parametrize(
    ("days", "share"), [(1, "0.2"), (7, "0.2"), (8, "0.4"), (31, "0.5"), (90, "0.5")]
)
def test_more_time_lets_more_of_the_plan_come(days, share):
    assert jump_share(days) == Decimal(share)


@pytest.mark.parametrize(
    ("before", "after", "backward"),
    [
        ("waiting", "started", False),
        ("started", "resumed", False),
        ("started", "stopped", True),
        ("stopped", "winter", False),
        ("winter", "resumed", False),
        ("finished", "resumed", True),
        ("started", "waiting", True),
    ],
)
def test_which_states_step_back(before, after, backward):
    row = {"progress_state": before}

    assert is_backward("progress_state", row, {"progress_state": after}) is backward
