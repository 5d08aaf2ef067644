"""The working calendar (工作日历): a year at a glance, one day beside it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest, body_of, needs, op_of
from workplace import acts, clock
from workplace.forms import FIRST_YEAR, LAST_YEAR, DayForm, YearForm
from workplace.selectors.calendar import year_of
from workplace.services import calendar as services


@needs("edit_calendar")
@require_GET
def calendar(request: SignedInRequest) -> HttpResponse:
    form = YearForm(request.GET)
    year = form.cleaned_data["year"] if form.is_valid() else clock.today().year
    return _page(request, year)


@needs("edit_calendar")
@require_GET
def calendar_day(request: SignedInRequest, day: date) -> HttpResponse:
    _require_year(day)
    return _page(request, day.year, chosen=day)


@needs("edit_calendar")
@require_POST
def calendar_day_save(request: SignedInRequest, day: date) -> HttpResponse:
    _require_year(day)
    form = DayForm(request.POST)
    if not form.is_valid():
        return _page(request, day.year, chosen=day, form=form, status=422)

    def save() -> dict[str, Any]:
        services.set_day(day=day, by=request.user, **form.cleaned_data)
        return {}

    _once(request, save)
    messages.success(request, f"已保存 {day.isoformat()}")
    return redirect(_year_url(day.year))


@needs("edit_calendar")
@require_POST
def calendar_day_delete(request: SignedInRequest, day: date) -> HttpResponse:
    def delete() -> dict[str, Any]:
        services.delete_day(day=day, by=request.user)
        return {}

    _once(request, delete)
    messages.success(request, f"已删去 {day.isoformat()} 的安排，按星期几算")
    return redirect(_year_url(day.year))


@needs("edit_calendar")
@require_POST
def calendar_fill(request: SignedInRequest) -> HttpResponse:
    form = YearForm(request.POST)
    if not form.is_valid():
        raise BadRequest("year")
    year = form.cleaned_data["year"]
    answer = _once(request, lambda: {"days": services.fill_year(year=year, by=request.user)})
    messages.success(request, f"已按国务院通知填入 {year}年的 {answer['days']} 天")
    return redirect(_year_url(year))


def _once(request: SignedInRequest, do: Any) -> dict[str, Any]:
    return acts.once(op=op_of(request), by=request.user, body=body_of(request), do=do)


def _require_year(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Http404


def _year_url(year: int) -> str:
    return f"{reverse('workplace:calendar')}?year={year}"


def _page(
    request: SignedInRequest,
    number: int,
    *,
    chosen: date | None = None,
    form: DayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    year = year_of(number)
    row = next((row for row in year.rows if row.date == chosen), None)
    if chosen and form is None:
        form = DayForm(
            initial={"kind": row.kind, "name": row.name, "source": row.source} if row else {}
        )
    context = {"year": year, "chosen": chosen, "row": row, "form": form}
    return render(request, "workplace/calendar.html", context, status=status)
