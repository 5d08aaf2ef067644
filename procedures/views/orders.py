"""分解清单: what was given to each bureau, 签收, changes by the centre, on paper and as Excel."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, page_of, repeats, safe_next
from procedures import access
from procedures.decompose_forms import OrdersForm
from procedures.models import Permit
from procedures.orders_export import write_orders
from procedures.selectors import orders as selectors
from procedures.selectors.orders import Filters
from procedures.services import decompose as services
from workplace import acts, clock, files
from workplace.files import bounded

PAGE = 50
MOST = 500  # orders changed or signed at once
NONE_TICKED = "没有选手续。先打勾"
LIST = "/permits/orders/"


@needs("see_permits")
@require_GET
def orders(request: SignedInRequest) -> HttpResponse:
    seen, today = access.orders_for(request.user), clock.today()
    filters = Filters.of(request.GET.dict())
    is_bureau = access.is_bureau(request.user)
    page = page_of(request, selectors.order_list(seen, filters), PAGE)
    chips = selectors.chips(seen, filters)
    counts = {chip.key or "all": chip.count for chip in chips}
    context = {
        "page": page,
        "rows": selectors.order_rows(page.object_list, today),
        "filters": filters,
        "chips": chips,
        "counts": counts,
        "kinds": selectors.kinds_of(seen),
        "units": None if is_bureau else selectors.units_of(seen),
        "signings": [] if is_bureau else selectors.signings(seen, today),
        "sorts": selectors.SORT_WORDS,
        "is_bureau": is_bureau,
        "may_sign": request.user.can("take_steps"),
        "may_edit": request.user.can("decompose"),
        "today": today,
    }
    return render(request, "procedures/orders.html", context)


@needs("see_permits", "take_steps")
@repeats("permit")
@require_POST
def orders_acknowledge(request: SignedInRequest) -> HttpResponse:
    """签收 of the ticked ones; a bureau also of all that waits."""
    if request.POST.get("all") and access.is_bureau(request.user):
        permits = list(access.orders_for(request.user).waiting_for_signature()[:MOST])
    else:
        permits = _ticked(request)
    answer = act_once(
        request,
        lambda: {"signed": services.acknowledge(permits=permits, by=request.user)},
    )
    words = f"已签收 {answer['signed']} 项" if answer["signed"] else "这些都已经签收过"
    messages.success(request, words)
    return redirect(safe_next(request, LIST))


@needs("see_decomposition", "decompose")
@repeats("permit")
@require_POST
def orders_edit(request: SignedInRequest) -> HttpResponse:
    """The ticks of the list come first, then what is to be changed of them."""
    permits = _ticked(request)
    asked = request.POST.get("act") == "save"
    form = OrdersForm(request.user, request.POST if asked else None)
    if form.is_bound and form.is_valid() and _save(request, permits, form):
        return redirect(safe_next(request, LIST))
    context = {"form": form, "permits": permits, "next": safe_next(request, LIST)}
    status = 422 if form.is_bound else 200
    return render(request, "procedures/orders_edit.html", context, status=status)


@needs("see_permits")
@require_GET
def orders_print(request: SignedInRequest) -> HttpResponse:
    """On paper: all that the filters leave, a sheet a bureau, with a line for the signature."""
    filters, today = Filters.of(request.GET.dict()), clock.today()
    rows = list(_all(request, filters))
    groups = selectors.by_unit(selectors.order_rows(rows, today))
    context = {"groups": groups, "filters": filters, "today": today, "count": len(rows)}
    return render(request, "procedures/orders_print.html", context)


@needs("see_permits")
@require_GET
def orders_export(request: SignedInRequest) -> HttpResponseBase:
    filters, today = Filters.of(request.GET.dict()), clock.today()
    rows = selectors.order_rows(_all(request, filters), today)
    out = BytesIO()
    write_orders(out, selectors.by_unit(rows), today)
    name = "手续分解清单.xlsx"
    acts.record(by=request.user, verb="orders-export", target=name, filters=request.GET.dict())
    return files.send(out.getvalue(), name=name)


def _all(request: SignedInRequest, filters: Filters) -> Any:
    rows = selectors.order_list(access.orders_for(request.user), filters)
    return bounded(rows)


def _ticked(request: SignedInRequest) -> list[Permit]:
    raw = request.POST.getlist("permit")
    if not raw or not all(one.isdecimal() and len(one) < 19 for one in raw):
        raise Refused(NONE_TICKED, 422)
    if len(raw) > MOST:
        raise Refused(f"一次最多办 {MOST} 项。分几次选", 422)
    return access.chosen_orders_for(request.user, [int(one) for one in raw])


def _save(request: SignedInRequest, permits: list[Permit], form: OrdersForm) -> bool:
    def do() -> dict[str, Any]:
        values, reason = form.values(), form.cleaned_data["reason"]
        count = services.change_orders(
            permits=permits, values=values, reason=reason, by=request.user
        )
        return {"changed": count}

    try:
        answer = act_once(request, do)
    except Refused as refusal:
        form.add_error(None, refusal.why)
        return False
    except ValidationError as error:
        at_reason = "reason" in getattr(error, "error_dict", {})
        form.add_error("reason" if at_reason else None, list(error.messages))
        return False
    messages.success(request, f"已修改 {answer['changed']} 项手续")
    return True
