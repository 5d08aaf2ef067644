"""Our own project numbers, PX-2023-001; given while every centre is locked."""

from collections.abc import Sequence

from django.db.models.functions import Length

from projects.models import Project

PREFIX = "PX"


def next_numbers(years: Sequence[int]) -> list[str]:
    """The next free numbers, one for each year in the list; a query per different year.

    Numbers are unique in the deployment, not in the county, so that one never means two.
    """
    last = {year: _last(year) for year in set(years)}
    numbers = []
    for year in years:
        last[year] += 1
        numbers.append(f"{PREFIX}-{year}-{last[year]:03}")
    return numbers


def _last(year: int) -> int:
    start = f"{PREFIX}-{year}-"
    # the longer one is the higher: 1000 comes after 999
    rows = Project.objects.filter(number__startswith=start).order_by(Length("number"), "number")
    number = rows.values_list("number", flat=True).last()
    return int(number.removeprefix(start)) if number else 0
