"""Upload → preview → saved → undone: one Job carries an import of any table (design §9).

A preview saves nothing but the Job. Whoever describes a table says what saving and undoing
mean (`do`); that it happens once, to the owner's own fresh draft, is kept here.
"""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import User
from puxian_projects import limits
from sheets.intake import Limits

from . import files
from .models import Job

FOLDER = "imports"
DRAFT_LIFE = timedelta(hours=24)
FILE_LIFE = timedelta(hours=24)  # security.md S40
MINUTE = timedelta(minutes=1)
UNREAD = "没有读完。请重新上传"
TOO_LARGE = f"文件太大。最大 {limits.UPLOAD // limits.MIB} MB，请删去图片或多余的工作表"
TOO_OFTEN = f"一分钟最多导入 {limits.IMPORTS_PER_MINUTE} 次。等一分钟再上传"
EXPIRED = "核对页放了一天以上，已经失效。请重新上传文件"

LIMITS = Limits(
    size=limits.UPLOAD,
    rows=limits.WORKBOOK_ROWS,
    columns=limits.WORKBOOK_COLUMNS,
    members=limits.WORKBOOK_MEMBERS,
    unpacked=limits.WORKBOOK_UNPACKED,
    ratio=limits.WORKBOOK_RATIO,
    text=limits.CELL_TEXT,
    memory=limits.PARSE_MEMORY,
    cpu_seconds=limits.PARSE_CPU_SECONDS,
    wall_seconds=limits.PARSE_WALL_SECONDS,
)


@transaction.atomic
def begin(
    *, owner: User, kind: str, scope: dict[str, Any], upload: UploadedFile, op: uuid.UUID | None
) -> Job:
    """A Job for an uploaded file; `refused` until it has been read. The same op is the same Job."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)  # the count below is exact
    if op and (known := Job.objects.filter(key=op, owner=owner, kind=kind).first()):
        return known
    lately = Job.objects.exclude(file="").filter(
        owner=owner, created_at__gt=timezone.now() - MINUTE
    )
    if lately.count() >= limits.IMPORTS_PER_MINUTE:
        raise Refused(TOO_OFTEN, 429)
    if (upload.size or 0) > limits.UPLOAD:
        raise Refused(TOO_LARGE, 422)
    name = files.shown_name(upload.name or "")
    return Job.objects.create(
        kind=kind,
        key=op or uuid.uuid4(),
        owner=owner,
        scope=scope,
        name=name,
        file=files.keep(upload, folder=FOLDER, suffix=".xlsx"),
        state=Job.State.REFUSED,
        error=UNREAD,
    )


def note_saved(
    *,
    owner: User,
    kind: str,
    scope: dict[str, Any],
    name: str,
    payload: dict[str, Any],
    result: dict[str, Any],
) -> Job:
    """A Job for what a command has saved: its owner can undo it like an upload."""
    return Job.objects.create(
        kind=kind,
        owner=owner,
        scope=scope,
        name=files.shown_name(name),
        payload=payload,
        result=result,
        state=Job.State.DONE,
        finished_at=timezone.now(),
    )


@contextmanager
def on_disk(job: Job) -> Iterator[Path]:
    """The uploaded workbook as a local file, wherever the storage is."""
    body = files.content(job.file)
    if body is None:
        raise Refused(EXPIRED, 409)
    with tempfile.TemporaryDirectory(prefix="puxian-import-") as folder:
        path = Path(folder) / "upload.xlsx"
        path.write_bytes(body)
        yield path


def propose(job: Job, payload: dict[str, Any]) -> None:
    """The file was read; `payload` is what the preview shows and what saving will do."""
    job.payload, job.state, job.error = payload, Job.State.PREVIEW, ""
    job.save(update_fields=["payload", "state", "error"])


def refuse(job: Job, why: str) -> None:
    """The file cannot be read; `why` is a sentence for its owner."""
    job.error, job.finished_at = why[:500], timezone.now()
    job.save(update_fields=["error", "finished_at"])


def job_for(user: User, kind: str, key: uuid.UUID) -> Job:
    """The user's own import that could be read, else 404."""
    job = Job.objects.filter(owner=user, kind=kind, key=key).exclude(state=Job.State.REFUSED)
    found = job.first()
    if found is None:
        raise Http404
    return found


Act = Callable[[Job], dict[str, Any]]


@transaction.atomic
def save(*, job_id: int, do: Act, expired: str = EXPIRED) -> Job:
    """Save a preview in one transaction; a second time nothing happens."""
    job = Job.objects.select_for_update(no_key=True).get(pk=job_id)
    if job.state in {Job.State.DONE, Job.State.UNDONE}:
        return job
    if job.state != Job.State.PREVIEW or is_expired(job):
        raise Refused(expired, 409)
    if not job.payload["is_ready"]:
        raise Refused("文件里还有错误。改正后重新上传", 422)
    return _finish(job, Job.State.DONE, do(job))


@transaction.atomic
def undo(*, job_id: int, do: Act) -> Job:
    """Undo what was saved; `do` gets the Job with its `result` and says what it restored."""
    job = Job.objects.select_for_update(no_key=True).get(pk=job_id)
    if job.state == Job.State.UNDONE:
        return job
    if job.state != Job.State.DONE:
        raise Refused("这次导入没有保存过，不用撤销", 409)
    return _finish(job, Job.State.UNDONE, {**job.result, "undone": do(job)})


def is_expired(job: Job) -> bool:
    return job.state == Job.State.PREVIEW and timezone.now() - job.created_at > DRAFT_LIFE


def discard_old_files() -> int:
    """Forget uploads a day old that no younger import uses; the Jobs stay. For the sweep."""
    edge = timezone.now() - FILE_LIFE
    fresh = set(Job.objects.filter(created_at__gt=edge).values_list("file", flat=True))
    old = Job.objects.filter(created_at__lte=edge).exclude(file="")
    for name in set(old.values_list("file", flat=True)) - fresh:
        files.discard(name)
    return old.update(file="")


def _finish(job: Job, state: str, result: dict[str, Any]) -> Job:
    job.state, job.result, job.finished_at = state, result, timezone.now()
    job.save(update_fields=["state", "result", "finished_at"])
    return job


def recent(user: User, kind: str, scope: dict[str, Any]) -> list[Job]:
    """The user's imports into one table that were saved, newest first."""
    jobs = Job.objects.filter(owner=user, kind=kind, state__in=[Job.State.DONE, Job.State.UNDONE])
    return [job for job in jobs.defer("payload")[:50] if job.scope == scope][:5]
