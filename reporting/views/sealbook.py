"""封存核验: rounds taken away as archives, and a code from paper told what it stands for."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest, needs, page_of
from reporting import access
from reporting.models import Compilation, Seal
from reporting.rules import Form
from reporting.seal_forms import CodeForm, SealbookFilter
from reporting.sealbook import codes
from reporting.selectors import sealbook
from reporting.services.sealbook import (
    archive_name,
    compilation_proof,
    export_archive,
    seal_proof,
)
from workplace import files

PAGE = 30


@needs("check_seals")
@require_GET
def seals(request: SignedInRequest) -> HttpResponse:
    """The rounds to take away, and a box for the code; who only has paper sees the box alone."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"]
        if sealbook.found_by_code(request.user, code):
            return redirect("reporting:seal-code", code)
        form.add_error("code", f"没有核对码 {code}，或者不是你能看的。照纸上的再核一遍。")
    chosen = SealbookFilter(request.GET)
    of_form = chosen.cleaned_data["form"] if chosen.is_valid() else ""
    may_export = request.user.can("export_seals")
    rows = sealbook.compiled_rounds(request.user, of_form)
    page = page_of(request, rows, PAGE) if may_export else None
    context = {"form": form, "page": page, "of_form": of_form, "forms": Form.choices}
    status = 422 if form.is_bound and form.errors else 200
    for row in page or []:
        row.code = codes.short_code(row.digest)  # type: ignore[attr-defined]
    return render(request, "reporting/seals.html", context, status=status)


@needs("check_seals")
@require_GET
def seal_code(request: SignedInRequest, code: str) -> HttpResponse:
    typed = codes.typed(code)
    if typed and typed != code:
        return redirect("reporting:seal-code", typed)
    found = sealbook.found_by_code(request.user, typed) if typed else None
    if found is None:
        raise Http404
    told = _of_seal(found) if isinstance(found, Seal) else _of_compilation(found)
    context = told | {
        "found": found,
        "mark": sealbook.mark_of(found.digest),
        "may_export": request.user.can("export_seals"),
    }
    return render(request, "reporting/seal_code.html", context)


@needs("export_seals")
@require_GET
def seals_export(request: SignedInRequest, cutoff: date) -> HttpResponseBase:
    version = request.GET.get("version", "")
    if version and not version.isdecimal():
        raise Http404
    compilation = access.compilation_on(
        request.user, cutoff, request.GET.get("form", ""), int(version[:4]) if version else None
    )
    body = export_archive(compilation, by=request.user)
    return files.send(body, name=archive_name(compilation), content_type="application/zip")


def _of_seal(seal: Seal) -> dict[str, Any]:
    valid, standing = sealbook.standing_of_seal(seal)
    return {
        "seal": seal,
        "round": seal.submission.round,
        "faults": seal_proof(seal),
        "valid": valid,
        "standing": standing,
    }


def _of_compilation(compilation: Compilation) -> dict[str, Any]:
    valid, standing = sealbook.standing_of_compilation(compilation)
    return {
        "compilation": compilation,
        "round": compilation.round,
        "faults": compilation_proof(compilation),
        "valid": valid,
        "standing": standing,
    }
