"""The auditor's page (留痕): the book of acts, filtered, page by page, exported."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, page_of
from puxian_projects import limits
from workplace import access, acts, clock, csv_out, files
from workplace.forms import ActFilterForm
from workplace.selectors import audit as selectors

PAGE = 100


@needs("read_audit")
@require_GET
def audit(request: SignedInRequest) -> HttpResponse:
    form = ActFilterForm(request.GET)
    seen = access.acts_for(request.user)
    context = {
        "form": form,
        "page": page_of(request, selectors.filtered(seen, form.values()), PAGE),
        "verbs": selectors.verbs(seen),
        "chosen_verb": request.GET.get("verb", ""),
    }
    return render(request, "workplace/audit.html", context)


@needs("read_audit")
@require_POST
def audit_export(request: SignedInRequest) -> FileResponse:
    """A POST, since the export itself is an act that is written down (S45)."""
    form = ActFilterForm(request.POST)
    filters = form.values()
    rows = selectors.filtered(access.acts_for(request.user), filters)
    count = rows.count()
    if count > limits.EXPORT_ROWS:
        raise Refused(f"共 {count} 条，一次最多导出 {limits.EXPORT_ROWS} 条。请缩短时间范围。", 422)
    body = csv_out.table(selectors.HEADERS, selectors.lines(rows))
    shown = {name: str(value) for name, value in filters.items()}
    acts.record(by=request.user, verb="audit-export", target=f"{count} 条", filters=shown)
    name = f"留痕-{clock.today():%Y%m%d}.csv"
    return files.send(body, name=name, content_type="text/csv; charset=utf-8")
