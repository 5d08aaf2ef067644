"""Files come, go and come back. What has been taken away stays in the store, and in its row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Sum

from accounts.errors import Refused
from accounts.models import Unit, User
from puxian_projects import limits
from sheets.text import CellError
from workplace import acts, clock, content, files, history
from workplace.attachments import guard_of
from workplace.models import Attachment, AttachmentQuerySet

FOLDER = "files"
MINUTE = timedelta(minutes=1)
GIB = 1024 * limits.MIB
TOO_MANY = "{unit}最多存 {most} 个附件，已有 {have} 个。先移除不要的附件"
TOO_MUCH = "{unit}的附件最多共 {most} GB，放不下了。先移除不要的附件，或压缩后上传"
TOO_OFTEN = f"一分钟最多上传 {limits.FILES_PER_MINUTE} 个附件。等一分钟再上传"
ALREADY = "同样的文件已经在这里，不用恢复"


@dataclass(frozen=True)
class Kept:
    """A file that was checked and lies in the store; no row names it yet."""

    name: str
    kind: str
    file: str  # storage name
    size: int
    picture_hash: str = ""

    @property
    def digest(self) -> str:
        return PurePosixPath(self.file).stem


def receive(uploads: Sequence[UploadedFile], *, target: Any, by: User) -> list[Kept]:
    """Check and store what came, before any transaction; all of it or, in words, nothing."""
    if len(uploads) > limits.FILES_AT_ONCE:
        raise _invalid([f"一次最多上传 {limits.FILES_AT_ONCE} 个文件。请分几次上传"])
    lately = Attachment.objects.filter(by=by, at__gt=clock.now() - MINUTE).count()
    if lately + len(uploads) > limits.FILES_PER_MINUTE:
        raise Refused(TOO_OFTEN, 429)
    unit = guard_of(target).unit_of(target)
    _check_room(unit, len(uploads), sum(upload.size or 0 for upload in uploads))
    found, wrong = [], []
    for upload in uploads:
        try:
            found.append(content.examine(upload))
        except CellError as error:
            wrong.append(f"{files.shown_name(upload.name or '')}：{error.message}")
    if wrong:
        raise _invalid(wrong)
    return [_keep(one) for one in found]


@transaction.atomic
def attach(*, target: Any, kept: Iterable[Kept], label: str, by: User) -> list[Attachment]:
    """Rows for files that lie in the store; what already hangs there is what it was."""
    guard = guard_of(target)
    unit = Unit.objects.select_for_update(no_key=True).get(
        pk=guard.unit_of(target).pk
    )  # exact quota
    there = set(of(target).standing().values_list("digest", flat=True))
    fresh = list({one.digest: one for one in kept if one.digest not in there}.values())
    if not fresh:
        return []
    _check_room(unit, len(fresh), sum(one.size for one in fresh))
    made = [
        Attachment(
            target=target,
            unit=unit,
            label=label,
            name=one.name,
            file=one.file,
            digest=one.digest,
            size=one.size,
            content_kind=one.kind,
            picture_hash=one.picture_hash,
            by=by,
            at=clock.now(),
        )
        for one in fresh
    ]
    rows = history.create_many(Attachment, made, by=by)
    names = [one.name for one in fresh]
    acts.record(by=by, verb="file-attach", target=guard.name_of(target), files=names, label=label)
    return rows


@transaction.atomic
def remove(*, attachment_id: int, by: User) -> Attachment:
    """Take a file away; its row and content stay, so that `restore` brings it back."""
    row = Attachment.objects.select_for_update(no_key=True).get(pk=attachment_id)
    if row.removed_at is None:
        row.removed_at, row.removed_by = clock.now(), by
        history.save(row, by=by, fields=["removed_at", "removed_by"])
        acts.record(by=by, verb="file-remove", target=_target_name(row), files=[row.name])
    return row


@transaction.atomic
def restore(*, attachment_id: int, by: User) -> Attachment:
    unit_id = Attachment.objects.values_list("unit", flat=True).get(pk=attachment_id)
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    row = Attachment.objects.select_for_update(no_key=True).get(pk=attachment_id)
    if row.removed_at is None:
        return row
    if of(row.target).standing().filter(digest=row.digest).exists():
        raise Refused(ALREADY)
    _check_room(unit, 1, row.size)
    row.removed_at = row.removed_by = None
    history.save(row, by=by, fields=["removed_at", "removed_by"])
    acts.record(by=by, verb="file-restore", target=_target_name(row), files=[row.name])
    return row


def of(target: Any) -> AttachmentQuerySet:
    """The files of one row, taken away ones too."""
    kind = ContentType.objects.get_for_model(target)
    return Attachment.objects.filter(content_type=kind, object_id=target.pk)


def _target_name(row: Attachment) -> str:
    return guard_of(row.target).name_of(row.target)


def _keep(found: content.Content) -> Kept:
    name = files.keep(found.file, folder=FOLDER, suffix=f".{found.kind}")
    return Kept(found.name, found.kind, name, found.file.seek(0, 2), found.picture_hash)


def _check_room(unit: Unit, more: int, size: int) -> None:
    have = unit_files(unit).aggregate(count=Count("pk"), size=Sum("size"))
    if have["count"] + more > limits.FILES_OF_A_UNIT:
        words = {"unit": unit.short_name, "most": limits.FILES_OF_A_UNIT, "have": have["count"]}
        raise _invalid([TOO_MANY.format(**words)])
    if (have["size"] or 0) + size > limits.FILES_OF_A_UNIT_SIZE:
        most = limits.FILES_OF_A_UNIT_SIZE // GIB
        raise _invalid([TOO_MUCH.format(unit=unit.short_name, most=most)])


def unit_files(unit: Unit) -> AttachmentQuerySet:
    return Attachment.objects.standing().filter(unit=unit)


def _invalid(messages: Sequence[str]) -> ValidationError:
    return ValidationError({"file": [ValidationError(text, code="file") for text in messages]})
