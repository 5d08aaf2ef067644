"""Files people hand in and take away: named by content, sent so that no browser runs them."""

import hashlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import FileResponse

from accounts.errors import Refused
from puxian_projects import limits
from sheets.text import CellError, clean

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME_LENGTH = 100
CHUNK = 1 << 16


def keep(file: "IO[bytes] | File[Any]", *, folder: str, suffix: str) -> str:
    """Store `file` under the SHA-256 of its content; the user's name never reaches a path (S15)."""
    digest = hashlib.sha256()
    size = 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    name = f"{folder}/{digest.hexdigest()}{suffix}"
    if default_storage.exists(name):
        if default_storage.size(name) == size:
            return name
        default_storage.delete(name)  # the stump of an interrupted write
    file.seek(0)
    return default_storage.save(name, file if isinstance(file, File) else File(file))


def content(name: str) -> bytes | None:
    """What was kept, or None when it has been discarded."""
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name, "rb") as file:
        return file.read()


def shown_name(raw: str) -> str:
    """A file's name as we show it: its last part, clean, at most 100 signs with its ending."""
    name = PurePosixPath(raw.replace("\\", "/")).name
    try:
        name = clean(name[:300], max_length=300)
    except CellError:
        return "文件"
    if len(name) > NAME_LENGTH:
        ending = PurePosixPath(name).suffix[:10]
        name = name[: NAME_LENGTH - len(ending)] + ending
    return name or "文件"


def bounded(rows: Any) -> list[Any]:
    """The rows of a download, if they are not too many for one workbook (security.md S60)."""
    found = list(rows[: limits.EXPORT_ROWS + 1])
    if len(found) > limits.EXPORT_ROWS:
        raise Refused(f"超过 {limits.EXPORT_ROWS:,} 行。先用筛选缩小范围再下载。", 422)
    return found


def send(body: bytes, *, name: str, content_type: str = XLSX) -> FileResponse:
    """A download that is saved, never rendered (security.md S16)."""
    response = FileResponse(
        BytesIO(body), as_attachment=True, filename=name, content_type=content_type
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def show(body: bytes, *, name: str, content_type: str) -> FileResponse:
    """A picture drawn anew, or a PDF, to be looked at: inline, without anything it could load.

    No `sandbox` here: with it Chromium's own PDF viewer stays blank. What a PDF holds runs in
    that viewer, never in a page of ours, and `default-src 'none'` lets it fetch nothing.
    """
    response = FileResponse(BytesIO(body), filename=name, content_type=content_type)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def discard(name: str) -> None:
    default_storage.delete(name)
