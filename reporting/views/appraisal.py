"""考核: the sheet of all units, one unit's points item by item, and the rule behind them."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.book import act_once
from accounts.http import SignedInRequest, needs
from reporting import access
from reporting.appraisal_forms import ItemSet, RuleForm, item_rows
from reporting.selectors.appraisal import Appraisal, appraisal, rules_of
from reporting.selectors.appraisal_book import appraisal_book
from reporting.selectors.dashboard import days_to_pick
from reporting.selectors.figures import Books
from reporting.services import appraisal as services
from sheets.write import write_table
from workplace import acts, clock, files

from .asked import Asked, asked


@needs("see_appraisal")
@require_GET
def sheet(request: SignedInRequest) -> HttpResponse:
    ask = asked(request)
    context = {"ask": ask, "appraisal": _counted(ask), "days": _days(ask)}
    context["may_edit"] = request.user.can("edit_definitions")
    context["rules"] = rules_of(ask.centre, ask.county().plan_year, ask.known)
    return render(request, "reporting/appraisal.html", context)


@needs("see_appraisal")
@require_GET
def sheet_export(request: SignedInRequest) -> FileResponse:
    ask, out = asked(request), BytesIO()
    found = _counted(ask)
    write_table(out, appraisal_book(found, ask.as_of))
    name = f"考核表_{ask.as_of}.xlsx"
    acts.record(by=request.user, verb="appraisal-export", target=name, rows=len(found.units))
    return files.send(out.getvalue(), name=name)


@needs("see_appraisal")
@require_GET
def sheet_of_unit(request: SignedInRequest, unit: str) -> HttpResponse:
    ask = asked(request)
    found = _counted(ask)
    one = found.of(unit)
    if one is None:
        raise Http404
    context = {"ask": ask, "appraisal": found, "one": one, "days": _days(ask)}
    return render(request, "reporting/appraisal_unit.html", context)


@needs("see_appraisal", "edit_definitions")
@require_http_methods(["GET", "POST"])
def rule_add(request: SignedInRequest) -> HttpResponse:
    ask = asked(request)
    if request.method == "GET":
        standing = _counted(ask)
        name = standing.name if standing.rule else f"{ask.county().plan_year}年重点项目考核办法"
        form = RuleForm(initial={"name": name, "valid_from": clock.today()})
        return _rule_page(request, ask, form, ItemSet(initial=item_rows(standing.items)))
    form, rows = RuleForm(request.POST), ItemSet(request.POST)
    if not (form.is_valid() & rows.is_valid()):
        return _rule_page(request, ask, form, rows, 422)
    centre, year = ask.centre, ask.county().plan_year

    def add() -> dict[str, Any]:
        rule = services.add_rule(
            centre=centre,
            year=year,
            items=rows.items,  # type: ignore[attr-defined]  # of BaseItems
            by=request.user,
            **form.cleaned_data,
        )
        return {"pk": rule.pk}

    try:
        act_once(request, add)
    except ValidationError as error:
        form.add_error(None, error)
        return _rule_page(request, ask, form, rows, 422)
    messages.success(request, f"新的考核办法从 {form.cleaned_data['valid_from']} 起用")
    return redirect("reporting:appraisal")


def _counted(ask: Asked) -> Appraisal:
    moment = ask.known or clock.now()
    books = Books(ask.county(), moment=moment)
    return appraisal(books, moment, ask.source)


def _days(ask: Asked) -> Any:
    return days_to_pick(ask.centre, clock.today(), ask.as_of)


def _rule_page(
    request: SignedInRequest, ask: Asked, form: RuleForm, rows: Any, status: int = 200
) -> HttpResponse:
    year = ask.county().plan_year
    context = {
        "form": form,
        "rows": rows,
        "year": year,
        "rules": rules_of(access.county_of(request.user), year),
    }
    return render(request, "reporting/appraisal_rule.html", context, status=status)
