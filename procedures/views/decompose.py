"""手续分解: the projects that wait for it, one project, many at once, 撤销; 关键路径 of one."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.book import act_once
from accounts.errors import Refused
from accounts.http import SignedInRequest, needs, page_of, render_page, repeats
from procedures.decompose_forms import BulkForm, ChoiceForm, ReasonForm, TraitsForm
from procedures.decomposition import Plan
from procedures.models import Template
from procedures.orders_export import write_projects
from procedures.rules import Level
from procedures.selectors import decompose as selectors
from procedures.selectors.decompose import Filters, Library
from procedures.selectors.decompose_bulk import Preview, preview
from procedures.selectors.order import courses
from procedures.services import decompose as services
from projects import access
from projects.models import Project, ProjectQuerySet
from puxian_projects import limits
from workplace import acts, clock, files

PAGE = 50
MOST = 200  # projects decomposed at once
OTHER_TEMPLATE = "换了模板。先看一遍新的建议，再保存"
MOVED_ON = "预览以后又有改动。请再看一遍，再下达"


@needs("see_decomposition")
@require_GET
def queue(request: SignedInRequest) -> HttpResponse:
    seen, today = access.projects_for(request.user), clock.today()
    years = selectors.years_of(seen)
    filters = Filters.of(request.GET.dict(), years, today)
    page = page_of(request, selectors.queue(seen, filters, today), PAGE)
    context = {
        "page": page,
        "rows": list(page.object_list),
        "filters": filters,
        "chips": selectors.chips(seen, filters, today),
        "progress": selectors.progress(seen, filters, today),
        "years": years,
        "units": selectors.units_of(seen, filters.year, today),
        "sorts": selectors.SORT_WORDS,
        "has_templates": selectors.templates().filter(is_active=True).exists(),
        "jobs": selectors.recent_acts(request.user.unit),
        "may_edit": request.user.can("decompose"),
        "today": today,
    }
    return render(request, "procedures/decompose.html", context)


@needs("see_decomposition")
@require_GET
def queue_export(request: SignedInRequest) -> HttpResponseBase:
    seen, today = access.projects_for(request.user), clock.today()
    filters = Filters.of(request.GET.dict(), selectors.years_of(seen), today)
    rows = list(selectors.queue(seen, filters, today)[: limits.EXPORT_ROWS])
    out = BytesIO()
    title = f"{filters.year}年新建项目手续分解：{selectors.ONLY[filters.only]}"
    write_projects(out, rows, title, today)
    name = "手续分解.xlsx"
    acts.record(by=request.user, verb="decompose-export", target=name, filters=request.GET.dict())
    return files.send(out.getvalue(), name=name)


@needs("see_decomposition", "decompose")
@repeats("project")
@require_POST
def bulk(request: SignedInRequest) -> HttpResponse:
    """Ticks → preview → saved; what is saved is what was looked at."""
    projects = _ticked(request)
    ours = selectors.library(clock.today(), request.user)
    asked = request.POST.get("act")  # of the list: nothing; of the preview: show, save
    year = _year(access.projects_for(request.user))
    initial = {"latest": selectors.last_day(year, ours.today), "rule": "limits"}
    form = BulkForm(ours.offered, request.POST if asked else None, initial=initial)
    values: dict[str, Any] = initial | {"template": ""}
    if form.is_bound:
        if form.is_valid():
            form.check_day(ours.today)
        values |= form.cleaned_data
    found = preview(
        ours,
        projects,
        template_code=values["template"],
        rule=values["rule"],
        latest=values["latest"] or ours.today,
    )
    if asked == "save" and not form.errors:
        if values["seen"] == found.digest:
            return _save_bulk(request, found)
        form.add_error(None, MOVED_ON)
    context = {
        "form": form,
        "preview": found,
        "units": ours.units,
        "levels": Level.choices,
    }
    status = 422 if form.errors else 200
    return render(request, "procedures/decompose_bulk.html", context, status=status)


@needs("see_decomposition", "decompose")
@require_POST
def undo(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    job = selectors.act_of(request.user.unit, key)
    if job is None:
        raise Http404

    def do() -> dict[str, Any]:
        done = services.undo_decomposition(job=job, by=request.user)
        return {"name": done.name, "kept": done.result["undone"]["kept"]}

    answer = act_once(request, do)
    kept = "、".join(answer["kept"])
    rest = f"；承办部门已经签收或又有改动的保留不动：{kept}" if kept else ""
    messages.success(request, f"已撤销：{answer['name']}{rest}")
    return redirect("procedures:decompose")


@needs("see_decomposition", "decompose")
@require_http_methods(["GET", "POST"])
def project_decompose(request: SignedInRequest, number: str) -> HttpResponse:
    project = access.project_for(request.user, number)
    ours = selectors.library(clock.today(), request.user)
    traits = selectors.traits_of([project.pk]).get(project.pk)
    if request.method == "GET":
        template = ours.template(request.GET.get("template", ""))
        template = template or _used(ours, traits)
        template = template or selectors.fitting(ours.offered, project)
        form = TraitsForm.of(_offered(ours, template), template, traits)
        return _project_page(request, project, ours, form, _forms(ours, project, template, traits))
    return _project_post(request, project, ours, traits)


@needs("see_projects")
@require_GET
def critical_path(request: SignedInRequest, number: str) -> HttpResponse:
    project = access.project_for(request.user, number)
    course = courses([project.pk], clock.today())[project.pk]
    may_edit = request.user.can("decompose")
    context = {"project": project, "course": course, "may_edit": may_edit}
    page, fragment = "procedures/order_path.html", "procedures/_order_path.html"
    return render_page(request, page, fragment, context)


def _project_post(
    request: SignedInRequest, project: Project, ours: Library, traits: Any
) -> HttpResponse:
    stood = _used(ours, traits)
    form = TraitsForm(_offered(ours, stood), request.POST)
    if not form.is_valid():
        rows = _forms(ours, project, stood, traits)
        return _project_page(request, project, ours, form, rows, status=422)
    template = ours.template(form.cleaned_data["template"])
    facts = form.facts()
    if request.POST.get("act") == "suggest":
        rows = _forms(ours, project, template, facts)
        return _project_page(request, project, ours, form, rows)
    if request.POST.get("shown", "") != (template.code if template else ""):
        form.add_error("template", OTHER_TEMPLATE)
        rows = _forms(ours, project, template, facts)
        return _project_page(request, project, ours, form, rows, status=422)
    rows = _forms(ours, project, template, facts, request.POST)
    why = ReasonForm(request.POST)
    if _all_valid(rows, ours.today) and why.is_valid():
        choices = [row.choice() for row in rows if row.is_bound]
        plan = Plan(project.pk, template.pk if template else None, choices, facts)
        if _save_one(request, project, plan, why):
            return redirect("projects:project", project.number)
    return _project_page(request, project, ours, form, rows, why, status=422)


def _save_one(request: SignedInRequest, project: Project, plan: Plan, why: ReasonForm) -> bool:
    def do() -> dict[str, Any]:
        reason = why.cleaned_data["reason"]
        job = services.decompose(
            plans=[plan], centre=request.user.unit, by=request.user, reason=reason
        )
        return {"given": job.payload["given"]}

    try:
        answer = act_once(request, do)
    except Refused as refusal:
        why.add_error(None, refusal.why)
    except ValidationError as error:
        at_reason = "reason" in getattr(error, "error_dict", {})
        why.add_error("reason" if at_reason else None, list(error.messages))
    else:
        given = f"下达 {answer['given']} 项手续" if answer["given"] else "没有新下达的手续"
        messages.success(request, f"已分解{project.name}，{given}")
        return True
    return False


def _save_bulk(request: SignedInRequest, found: Preview) -> HttpResponse:
    def do() -> dict[str, Any]:
        plans = [sketch.plan() for sketch in found.sketches]
        job = services.decompose(plans=plans, centre=request.user.unit, by=request.user)
        return {"given": job.payload["given"], "projects": len(plans)}

    answer = act_once(request, do)
    words = f"已分解 {answer['projects']} 个项目，下达 {answer['given']} 项手续"
    messages.success(request, f"{words}。承办部门签收以前，可以在本页下面撤销")
    return redirect("procedures:decompose")


def _ticked(request: SignedInRequest) -> list[Project]:
    numbers = list(dict.fromkeys(request.POST.getlist("project")))
    if not numbers:
        raise Refused(services.NOBODY, 422)
    if len(numbers) > MOST:
        raise Refused(f"一次最多分解 {MOST} 个项目。分几次选", 422)
    seen = access.projects_for(request.user).filter(number__in=numbers)
    found = list(seen.select_related("unit").order_by("number"))
    if len(found) != len(numbers):
        raise Http404
    return found


def _forms(
    ours: Library,
    project: Project,
    template: Template | None,
    traits: Any,
    data: Mapping[str, Any] | None = None,
) -> list[ChoiceForm]:
    """A form for each kind that is not finished; bound where the page has sent it."""
    permits = selectors.permits_of([project.pk])[project.pk]
    latest = selectors.last_day(selectors.year_of(project, ours.today), ours.today)
    facts = selectors.facts_of(project, template, traits)
    rows = selectors.propose(ours, template, facts, permits, latest)
    return [ChoiceForm(row, ours.offered_units, None if row.is_closed else data) for row in rows]


def _all_valid(rows: Sequence[ChoiceForm], today: date) -> bool:
    for row in rows:
        if row.is_bound and row.is_valid():
            row.check_day(today)
    return not any(row.errors for row in rows)


def _project_page(
    request: SignedInRequest,
    project: Project,
    ours: Library,
    form: TraitsForm,
    rows: Sequence[ChoiceForm],
    why: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = form["template"].value() or ""
    context = {
        "project": project,
        "form": form,
        "template": ours.template(shown),
        "shown": shown,
        "rows": rows,
        "given": sum(row.row.is_given for row in rows),
        "no_open": not any(row.row.need and not row.row.is_closed for row in rows),
        "why": why or ReasonForm(),
        "has_templates": bool(ours.offered),
    }
    return render(request, "procedures/decompose_project.html", context, status=status)


def _offered(ours: Library, stood: Template | None) -> list[Template]:
    """The templates in use, and a retired one that the project was decomposed by."""
    retired = [stood] if stood and not stood.is_active else []
    return [*ours.offered, *retired]


def _used(ours: Library, traits: Any) -> Template | None:
    return ours.template(traits.template.code) if traits and traits.template else None


def _year(seen: ProjectQuerySet) -> int:
    return next(iter(selectors.years_of(seen)), clock.today().year)
