"""Export profiles: shipped with the system, made and changed by the centre, never deleted."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.errors import Refused
from accounts.models import Unit, User
from projects.services import lock_centre
from reporting.exporting.fields import Kinds
from reporting.exporting.template_fields import template_sheet
from reporting.models import ExportProfile
from reporting.selectors.exporting import ExportTable
from sheets.template import Template, read_template
from sheets.text import CellError
from workplace import acts, files, history, imports
from workplace.models import Job

from .export_files import workbook
from .references import mint

FIXTURE = settings.BASE_DIR / "fixtures" / "export_profiles.json"
KIND = "export-template"
EDITABLE = ("name", "receiver", "filters", "columns", "cells")


@transaction.atomic
def ship(centre: Unit) -> int:
    """The profiles that come with the system, as far as the county has not got them yet."""
    known = set(ExportProfile.objects.filter(centre=centre).values_list("code", flat=True))
    shipped: list[dict[str, Any]] = json.loads(FIXTURE.read_text(encoding="utf-8"))
    missing = [
        ExportProfile(centre=centre, is_shipped=True, **values)
        for values in shipped
        if values["code"] not in known
    ]
    history.create_many(ExportProfile, missing, by=None, reason="系统自带")
    return len(missing)


@transaction.atomic
def add_profile(
    *,
    values: Mapping[str, Any],
    by: User,
    template: bytes | None = None,
    template_name: str = "",
) -> ExportProfile:
    lock_centre(by.unit_id)
    _require_free_name(by.unit, values["name"])
    profile = ExportProfile(
        centre=by.unit,
        code=_free_code(by.unit),
        template=template,
        template_name=template_name,
        **values,
    )
    history.save(profile, by=by, reason="新增表式")
    acts.record(by=by, verb="profile-add", target=target_of(profile), rows=profile.rows,
                columns=len(profile.columns), template=template_name)  # fmt: skip
    return profile


@transaction.atomic
def edit_profile(
    *, profile_id: int, values: Mapping[str, Any], version: int, by: User
) -> list[str]:
    """The fields that changed. A profile that somebody changed meanwhile is refused."""
    profile = _locked(profile_id, by)
    if profile.is_shipped:
        raise Refused("系统自带的表式不能改。复制一份再改。", 409)
    if profile.version != version:
        raise Refused("这个表式刚刚被别人改过。请重新打开再改。", 409)
    if values["name"] != profile.name:
        _require_free_name(profile.centre, values["name"])
    changed = [n for n in EDITABLE if n in values and getattr(profile, n) != values[n]]
    if not changed:
        return []
    for name in changed:
        setattr(profile, name, values[name])
    profile.version += 1
    history.save(profile, by=by, reason="修改表式", fields=[*changed, "version"])
    acts.record(by=by, verb="profile-edit", target=target_of(profile), fields=changed)
    return changed


@transaction.atomic
def copy_profile(*, profile_id: int, by: User) -> ExportProfile:
    """One's own, to be changed."""
    profile = _locked(profile_id, by)
    names = set(ExportProfile.objects.filter(centre=by.unit).values_list("name", flat=True))
    stem = profile.name[:50]
    tries = [f"{stem}（副本）", *(f"{stem}（副本{n}）" for n in range(2, 100))]
    name = next(text for text in tries if text not in names)
    shared = ("receiver", "rows", "filters", "columns", "cells", "sheet", "first_row")
    values = {field: getattr(profile, field) for field in shared} | {"name": name}
    return add_profile(
        values=values, by=by, template=_template(profile), template_name=profile.template_name
    )


@transaction.atomic
def set_active(*, profile_id: int, is_active: bool, by: User) -> ExportProfile:
    """停用 and its undoing; what was downloaded stays downloaded."""
    profile = _locked(profile_id, by)
    if profile.is_active != is_active:
        profile.is_active = is_active
        reason = "恢复使用" if is_active else "停用"
        history.save(profile, by=by, reason=reason, fields=["is_active"])
        verb = "profile-restore" if is_active else "profile-archive"
        acts.record(by=by, verb=verb, target=target_of(profile))
    return profile


def download(*, profile: ExportProfile, table: ExportTable, by: User) -> bytes:
    """The workbook, its totals with their codes; the book of acts says who took it."""
    with transaction.atomic():
        printed = [t.printed for t in table.totals.values() if t.printed is not None]
        codes = mint(printed, centre=profile.centre, by=by)
        acts.record(by=by, verb="profile-download", target=target_of(profile),
                    as_of=table.county.as_of.isoformat(), source=table.source,
                    rows=len(table.rows), version=profile.version)  # fmt: skip
    return workbook(table, codes, _template(profile))


def receive_template(
    *, upload: UploadedFile, rows: str, kinds: Kinds, by: User, op: uuid.UUID | None
) -> Job:
    """Keep the receiver's file and say what was recognised in it; nothing is made yet."""
    scope = {"centre": by.unit.code, "rows": rows}
    job = imports.begin(owner=by, kind=KIND, scope=scope, upload=upload, op=op)
    if job.state != Job.State.REFUSED:
        return job
    return read_again(job, kinds=kinds, at=None)


def read_again(job: Job, *, kinds: Kinds, at: tuple[str, int] | None) -> Job:
    """`at`: worksheet and row of the header, as the clerk said."""
    sheet = template_sheet(job.scope["rows"], kinds)
    try:
        with imports.on_disk(job) as path:
            found = read_template(path, sheet, name=job.name, at=at, limits=imports.LIMITS)
    except CellError as error:
        why = f"{error.message}。"
        if job.state == Job.State.REFUSED:
            imports.refuse(job, why)
        raise Refused(why, 422) from error
    imports.propose(job, {"is_ready": True, "template": _payload(found)})
    return job


def add_from_template(*, job: Job, values: Mapping[str, Any], by: User) -> ExportProfile:
    body = files.content(job.file)
    if body is None or imports.is_expired(job):
        raise Refused(imports.EXPIRED, 409)
    made: list[ExportProfile] = []

    def do(_: Job) -> dict[str, Any]:
        made.append(add_profile(values=values, by=by, template=body, template_name=job.name))
        return {"profile": made[0].pk}

    done = imports.save(job_id=job.pk, do=do)
    return made[0] if made else ExportProfile.objects.get(pk=done.result["profile"])


def target_of(profile: ExportProfile) -> str:
    return f"{profile.centre.code} {profile.code}"


def _payload(found: Template) -> dict[str, Any]:
    return {
        "sheets": found.sheets,
        "sheet": found.sheet,
        "header": found.header,
        "first_row": found.first_row,
        "body_rows": found.body_rows,
        "columns": [vars(column) for column in found.columns],
        "cells": [vars(cell) for cell in found.cells],
        "top": [[text.strip("\x1f") for text in row] for row in found.top],
        "losses": found.losses,
    }


def _template(profile: ExportProfile) -> bytes | None:
    """PostgreSQL hands a memoryview."""
    return None if profile.template is None else bytes(profile.template)


def _locked(profile_id: int, by: User) -> ExportProfile:
    lock_centre(by.unit_id)
    found = ExportProfile.objects.select_for_update(no_key=True).select_related("centre")
    profile = found.get(pk=profile_id)
    if profile.centre_id != by.unit_id:
        raise Refused("这个表式属于别的县。", 403)
    return profile


def _require_free_name(centre: Unit, name: str) -> None:
    if ExportProfile.objects.filter(centre=centre, name=name).exists():
        raise ValidationError({"name": f"已经有叫“{name}”的表式。换一个名称。"})


def _free_code(centre: Unit) -> str:
    codes = set(ExportProfile.objects.filter(centre=centre).values_list("code", flat=True))
    return next(code for code in (f"own-{n}" for n in range(1, 10_000)) if code not in codes)
