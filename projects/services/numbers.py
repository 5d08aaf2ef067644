"""Our own project numbers, PX-2023-001; given while the county's centre is locked."""

from collections.abc import Sequence

from django.db.models import Q

from projects.models import Project

PREFIX = "PX"


def next_numbers(years: Sequence[int]) -> list[str]:
    """The next free numbers, one for each year in the list; one query.

    Numbers are unique in the deployment, not in the county, so that one never means two.
    """
    last = _last(set(years))
    numbers = []
    for year in years:
        last[year] += 1
        numbers.append(f"{PREFIX}-{year}-{last[year]:03}")
    return numbers


def _last(years: set[int]) -> dict[int, int]:
    """The highest number of each year; as numbers, for 1000 comes after 999."""
    any_year = Q()
    for year in years:
        any_year |= Q(number__startswith=f"{PREFIX}-{year}-")
    last = dict.fromkeys(years, 0)
    for number in Project.objects.filter(any_year).values_list("number", flat=True):
        _, year_text, rest = number.split("-", 2)
        last[int(year_text)] = max(last[int(year_text)], int(rest))
    return last
