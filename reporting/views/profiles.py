"""报送表式: the list, one with its first rows, the file; made, copied, put aside."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.book import act_once
from accounts.http import SignedInRequest, needs, repeats
from reporting import access
from reporting.exporting.fields import Field, Kinds, fields_of
from reporting.exporting.formats import FieldType, shown
from reporting.exporting.frame import PLACEHOLDERS
from reporting.exporting.spec import MAX_COLUMNS, Filters, spec_of
from reporting.models import ExportProfile
from reporting.profile_forms import ProfileForm, cells_form, columns_form, initial_of
from reporting.references import moment_text
from reporting.rules import ProfileRows
from reporting.selectors import profiles as selectors
from reporting.selectors.county import load_county
from reporting.selectors.dashboard import days_to_pick
from reporting.selectors.exporting import ExportTable, county_of_year, export_table, kinds_of
from reporting.selectors.figures import Books
from reporting.services import profiles as services
from workplace import clock, files

from .asked import Asked, asked

SHOWN = 20
MORE = 5
MULTIPLE = ("nature", "level", "unit", "channel")


@needs("export_profiles")
@require_GET
def exports(request: SignedInRequest) -> HttpResponse:
    centre = access.county_of(request.user)
    county = load_county(centre, clock.today())
    units = {code: unit.short_name for code, unit in county.units.items()}
    found = access.profiles_for(request.user)
    lines = selectors.profile_lines(found, centre, kinds_of(county), units)
    word, rows = request.GET.get("q", "").strip(), request.GET.get("rows", "")
    chosen = [line for line in lines if _fits(line, word, rows)]
    context = {
        "lines": [line for line in chosen if line.profile.is_active],
        "archived": [line for line in chosen if not line.profile.is_active],
        "rows": ProfileRows,
        "word": word,
        "only": rows,
        "may_edit": request.user.can("edit_profiles"),
    }
    return render(request, "reporting/exports.html", context)


def _fits(line: selectors.ProfileLine, word: str, rows: str) -> bool:
    profile = line.profile
    return (not rows or profile.rows == rows) and word in f"{profile.name}{profile.receiver}"


@needs("export_profiles")
@require_GET
def export_profile(request: SignedInRequest, pk: int) -> HttpResponse:
    """The first rows as they will stand in the file, before anything is downloaded."""
    profile = access.profile_for(request.user, pk)
    ask = asked(request)
    table = _table(profile, ask)
    lines = [
        [(shown(c.field.type, c.format, value), _look(c.field)) for c, value in _pairs(table, row)]
        for row in table.rows[:SHOWN]
    ]
    totals = [table.totals.get(column.column) for column in table.spec.columns]
    pinned = urlencode({"known": _moment(table)})
    context = {
        "profile": profile,
        "ask": ask,
        "table": table,
        "lines": lines,
        "totals": [
            (shown(t.column.field.type, t.column.format, t.value), t.printed) if t else None
            for t in totals
        ],
        "range": table.spec.filters.words({k: u.short_name for k, u in table.county.units.items()}),
        "query": f"{ask.query(known=None)}&{pinned}",
        "days": days_to_pick(ask.centre, clock.today(), ask.as_of),
        "may_edit": request.user.can("edit_profiles"),
    }
    return render(request, "reporting/export_profile.html", context)


@needs("export_profiles")
@require_safe
def export_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    profile = access.profile_for(request.user, pk)
    ask = asked(request)
    table = _table(profile, ask)
    files.bounded(table.rows)
    body = services.download(profile=profile, table=table, by=request.user)
    return files.send(body, name=f"{profile.name}{ask.as_of:%Y%m%d}.xlsx")


@needs("export_profiles", "edit_profiles")
@repeats(*MULTIPLE)
@require_http_methods(["GET", "POST"])
def export_add(request: SignedInRequest) -> HttpResponse:
    rows = request.GET.get("rows") or ProfileRows.PROJECTS
    if rows not in ProfileRows.values:
        raise Http404
    editor = Editor.new(request, rows)

    def add() -> dict[str, Any]:
        made = services.add_profile(values=editor.values() | {"rows": rows}, by=request.user)
        return {"profile": made.pk}

    answer = editor.save(request, add)
    if answer is None:
        return editor.page(request, "reporting/export_form.html")
    messages.success(request, f"已新增表式“{editor.form.cleaned_data['name']}”")
    return redirect("reporting:export-profile", answer["profile"])


@needs("export_profiles", "edit_profiles")
@repeats(*MULTIPLE)
@require_http_methods(["GET", "POST"])
def export_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    profile = access.own_profile(request.user, pk)
    editor = Editor.of(request, profile)

    def edit() -> dict[str, Any]:
        said = request.POST.get("version", "")
        version = int(said) if said.isascii() and said.isdecimal() else 0
        changed = services.edit_profile(
            profile_id=pk, values=editor.values(), version=version, by=request.user
        )
        return {"changed": changed}

    answer = editor.save(request, edit)
    if answer is None:
        return editor.page(request, "reporting/export_form.html")
    messages.success(request, "已保存" if answer["changed"] else "没有改动")
    return redirect("reporting:export-profile", pk)


@needs("export_profiles", "edit_profiles")
@require_POST
def export_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    access.profile_for(request.user, pk)

    def copy() -> dict[str, Any]:
        return {"profile": services.copy_profile(profile_id=pk, by=request.user).pk}

    made = act_once(request, copy)["profile"]
    messages.success(request, "已复制 1 个表式，可以改了")
    return redirect("reporting:export-edit", made)


@needs("export_profiles", "edit_profiles")
@require_POST
def export_archive(request: SignedInRequest, pk: int) -> HttpResponse:
    """停用, and 恢复使用 with restore=1."""
    profile = access.profile_for(request.user, pk)
    is_active = request.POST.get("restore") == "1"

    def put() -> dict[str, Any]:
        services.set_active(profile_id=pk, is_active=is_active, by=request.user)
        return {}

    act_once(request, put)
    done = "恢复使用" if is_active else "停用"
    messages.success(request, f"已{done}“{profile.name}”")
    return redirect("reporting:exports")


def _table(profile: ExportProfile, ask: Asked) -> ExportTable:
    filters = Filters.of(profile.filters)
    known = ask.known
    county, year = county_of_year(ask.centre, ask.as_of, filters, known)
    books = Books(county, moment=clock.now())
    return export_table(books, spec_of(profile, kinds_of(county)), year, ask.source)


def _pairs(table: ExportTable, row: Any) -> Any:
    return zip(table.spec.columns, table.values(row), strict=True)


def _look(field: Field) -> str:
    """Numbers stand at the right; names and long texts get room."""
    if field.type in (FieldType.MONEY, FieldType.COUNT, FieldType.RATE):
        return "px-num"
    return "px-export-wide" if field.key == "name" or field.type == FieldType.LONG else ""


def _moment(table: ExportTable) -> str:
    return moment_text(table.known) if table.known else ""


@dataclass
class Editor:
    """The form of a profile with its columns, and the cells of its template."""

    profile: ExportProfile | None
    rows: str
    kinds: Kinds
    form: ProfileForm
    columns: Any
    cells: Any = None

    @classmethod
    def new(cls, request: SignedInRequest, rows: str) -> "Editor":
        examples = [{"field": f.key} for f in selectors.example_fields(rows, _kinds(request))]
        return cls._made(request, None, rows, {"year": "campaign"}, examples)

    @classmethod
    def of(cls, request: SignedInRequest, profile: ExportProfile) -> "Editor":
        made = cls._made(request, profile, profile.rows, initial_of(profile), profile.columns)
        if profile.template is not None:
            starts = [{"ref": ref, "text": text} for ref, text in profile.cells.items()]
            made.cells = cells_form(_posted(request), initial=starts)
        return made

    @classmethod
    def _made(
        cls,
        request: SignedInRequest,
        profile: ExportProfile | None,
        rows: str,
        initial: dict[str, Any],
        columns: Any,
    ) -> "Editor":
        kinds = _kinds(request)
        choices = (selectors.field_choices(rows, kinds), selectors.format_choices())
        extra = 0 if profile is not None and profile.template is not None else MORE
        return cls(
            profile, rows, kinds,
            profile_form(request, rows, initial=initial),
            columns_form(
                rows, kinds, choices, _posted(request), initial=_in_order(columns), extra=extra
            ),
        )  # fmt: skip

    def is_valid(self) -> bool:
        good = self.form.is_valid() & self.columns.is_valid()
        if self.cells is not None:
            fields = fields_of(self.rows, self.kinds)
            chosen = self.columns.chosen() if self.columns.is_valid() else []
            self.cells.headers = {one["header"] or fields[one["field"]].label for one in chosen}
            good &= self.cells.is_valid()
        return bool(good)

    def values(self) -> dict[str, Any]:
        data = self.form.cleaned_data
        of_template = self.cells is not None
        found = {
            "name": data["name"],
            "receiver": data["receiver"],
            "filters": self.form.filters(),
            "columns": self.columns.columns(of_template=of_template),
        }
        return found | ({"cells": self.cells.cells()} if of_template else {})

    def save(self, request: SignedInRequest, do: Any) -> dict[str, Any] | None:
        """The service's answer, or None with its objections written at the form's fields."""
        if request.method != "POST" or "more" in request.POST or not self.is_valid():
            return None
        try:
            return act_once(request, do)
        except ValidationError as error:
            self.form.add_error(None, error)
            return None

    def page(self, request: SignedInRequest, template: str, **more: Any) -> HttpResponse:
        context = {
            "editor": self,
            "profile": self.profile,
            "form": self.form,
            "columns": self.columns,
            "cells": self.cells,
            "placeholders": PLACEHOLDERS,
            "rows_label": ProfileRows(self.rows).label,
            "rows": ProfileRows,
            "chosen_rows": self.rows,
            **more,
        }
        asks_more = request.method == "POST" and "more" not in request.POST
        return render(request, template, context, status=422 if asks_more else 200)


def profile_form(request: SignedInRequest, rows: str, initial: dict[str, Any]) -> ProfileForm:
    centre = access.county_of(request.user)
    county = load_county(centre, clock.today())
    units = [(code, unit.short_name) for code, unit in county.units.items()]
    return ProfileForm(
        _posted(request), rows=rows, units=units, year=clock.today().year, initial=initial
    )


def _in_order(columns: Any) -> list[dict[str, Any]]:
    return [{**one, "order": place * 10} for place, one in enumerate(columns, 1)]


def _kinds(request: SignedInRequest) -> Kinds:
    return kinds_of(load_county(access.county_of(request.user), clock.today()))


def _posted(request: SignedInRequest) -> Any:
    """With 再加 5 列 the form grows by that many empty lines."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    if "more" in data:
        total = data.get("columns-TOTAL_FORMS", "")
        if total.isascii() and total.isdecimal():
            data["columns-TOTAL_FORMS"] = str(min(int(total) + MORE, MAX_COLUMNS))
    return data
