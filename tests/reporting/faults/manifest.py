"""What is planted: rule, project, and the week (0 to 11) in which it comes into the county."""

from dataclasses import dataclass
from datetime import date, timedelta

FRIDAYS = [date(2022, 12, 9) + timedelta(weeks=week) for week in range(12)]
NEW_YEAR = 4  # the first Friday of 2023: cumulative sums begin again
FIRST = 200  # faults have projects of their own, PX-2023-200 and on

PLAN = {
    "rising_without_permits": (0, 3, 6, 10),
    "stalled": (4, 5, 8),
    "started_idle": (0, 4, 7),
    "falling": (1, 2, 6, 10),
    "jumped": (2, 2, 3),
    "over_total": (1, 5, 9),
    "statistics_over": (0, 4, 8),
    "started_without_permit": (0, 3, 7),
    "start_backdated": (4, 5, 6),
    "spent_over_arrived": (1, 4, 8),
    "arrived_over_approved": (2, 5, 9),
    "done_without_proof": (0, 3, 6, 11),
    "done_reopened": (2, 5, 9),
    "done_in_future": (1, 6, 11),
    "done_before_accepted": (2, 4, 8),
    "done_before_code": (0, 5, 10),
    "done_too_fast": (1, 5, 9),
    "number_twice": (2, 6, 10),
    "number_year": (0, 6, 9),
    "numbers_in_a_row": (1, 5, 9),
    "shared_file": (0, 4, 8),
    "code_twice": (1, 5, 10),
    "code_elsewhere": (0, 3, 8),
    "exempted_late": (2, 6, 10),
    "exempt_but_needed": (1, 4, 9),
    "postponed": (4, 6, 9),
    "contradiction": (0, 2, 5),
}


@dataclass(frozen=True)
class Fault:
    kind: str  # the code of the rule that is to find it
    subject: str  # the project's number
    week: int


MANIFEST = [
    Fault(kind, f"PX-2023-{FIRST + place * 10 + at}", week)
    for place, (kind, weeks) in enumerate(PLAN.items())
    for at, week in enumerate(weeks)
]
