"""The book of acts (留痕): who did what, and why a double click acts once (S45, R7)."""

import getpass
import hashlib
import json
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.errors import Refused
from accounts.models import User

from . import clock
from .models import Act


@dataclass
class Origin:
    """Where a request came from; set by middleware, empty in commands."""

    ip: str = ""
    request_id: str = ""
    refused: bool = False  # a refusal of this request is in the book


@dataclass
class Pending:
    acts: list[Act] = field(default_factory=list)


origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039  mutated for requests only
_pending: ContextVar[Pending | None] = ContextVar("pending", default=None)


def record(
    *,
    by: User | None,
    verb: str,
    target: str,
    reason: str = "",
    result: str = "ok",
    **details: Any,
) -> None:
    """Write one act in the caller's transaction; inside `once` it is written at its end."""
    came = origin.get()
    if not came.request_id:  # a command, or the worker
        details.setdefault("os_user", os_user())
    elif result == "refused":
        came.refused = True
    act = Act(
        at=clock.now(),
        user=by,
        username=by.username if by else "",
        role=by.role if by else "",
        unit_code=by.unit.code if by else "",
        ip=came.ip,
        request_id=came.request_id,
        verb=verb,
        target=target[:200],
        reason=reason[:500],
        result=result,
        details=_storable(details),
    )
    waiting = _pending.get()
    if waiting is None:
        act.save(force_insert=True)
    else:
        waiting.acts.append(act)


def _storable(value: Any) -> Any:
    """What somebody asked for may hold a NUL, which PostgreSQL takes in no text (S4)."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, dict):
        return {_storable(key): _storable(part) for key, part in value.items()}
    return [_storable(part) for part in value] if isinstance(value, list | tuple) else value


def once(
    *, op: uuid.UUID | None, by: User, body: Any, do: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Run `do` in a transaction, once per `op`; a replay gets the first answer again.

    `do` returns a JSON-able answer. The same op with another body is refused (422).
    Without an op the act is simply done.
    """
    fingerprint = _fingerprint(body)
    if op is None:
        op = uuid.uuid4()
    elif (answer := _answered(op, by, fingerprint)) is not None:
        return answer
    token = _pending.set(Pending())
    try:
        with transaction.atomic():
            answer = do()
            waiting = _pending.get()
            acts = waiting.acts if waiting else []
            if acts:  # nothing recorded = nothing done, safe to do again
                first = acts[0]
                first.op, first.fingerprint, first.answer = op, fingerprint, answer
                for act in acts:
                    act.save(force_insert=True)
            return answer
    except (IntegrityError, Refused, ValidationError):
        # the same op at the same moment was first, and left nothing to do: its answer is ours
        answer = _answered(op, by, fingerprint)
        if answer is None:
            raise
        return answer
    finally:
        _pending.reset(token)


def is_done(op: uuid.UUID | None) -> bool:
    """Has this form arrived before? Then nothing of it is to be doubted any more."""
    return op is not None and Act.objects.filter(op=op).exists()


@cache
def os_user() -> str:
    """Who runs this process, as the machine knows them (S45)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's number without a name
        return ""


def _answered(op: uuid.UUID, by: User, fingerprint: str) -> dict[str, Any] | None:
    act = Act.objects.filter(op=op).first()
    if act is None:
        return None
    if act.user_id != by.pk or act.fingerprint != fingerprint:
        raise Refused("这次操作已经办过，内容却不一样。请刷新页面后重新操作。", 422)
    return act.answer or {}


def _fingerprint(body: Any) -> str:
    text = json.dumps(body, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
