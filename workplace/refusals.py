"""What was refused goes into the book of acts, after its transaction was rolled back (S45)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.core.management.base import CommandError
from django.http import HttpRequest, HttpResponse

from accounts.errors import Refused
from accounts.models import User

from . import acts, clock
from .models import Act

LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
# Of a look only what its address tells: a wrong moment, or a filter filled in badly, is no act.
OF_A_LOOK = frozenset({400, 403, 404, 429})
# Of strangers only what no sign-in stands before: a forged form, a body that is too large.
OF_A_STRANGER = frozenset({403, 413})
STRANGERS_A_MINUTE = 10  # from one address; more are refused all the same, but not written down
WORDS = {
    400: "请求看不懂",
    403: "不归此人办理",
    404: "没有这一项，或者不归此人看",
    405: "方法不对",
    413: "内容太大",
    415: "内容类型不对",
    422: "填写有误，没有保存",
    429: "太频繁",
}


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """One entry for each request that was refused, whoever refused it and however it was told."""
    status = response.status_code
    came = acts.origin.get()
    if not 400 <= status < 500 or came.refused:
        return
    if request.method in LOOKING and status not in OF_A_LOOK:
        return
    user = getattr(request, "user", None)  # none: refused before anybody asked who it is
    by = user if isinstance(user, User) else None
    match = request.resolver_match
    if by is None and (request.method in LOOKING or not _counts(status, came.ip)):
        return
    if by is not None and match is None and request.method in LOOKING:
        return  # an address that leads nowhere
    acts.record(
        by=by,
        verb=match.view_name[:40] if match else "refused",
        target=request.path,
        reason=getattr(request, "refused_why", "") or WORDS.get(status, ""),
        result="refused",
        status=status,
    )


def _counts(status: int, address: str) -> bool:
    """A stranger cannot fill the book (15.2.2)."""
    if status not in OF_A_STRANGER:
        return False
    since = clock.now() - timedelta(minutes=1)
    lately = Act.objects.filter(user=None, ip=address, result="refused", at__gt=since)
    return lately.count() < STRANGERS_A_MINUTE


def refused_lately(verb: str, *, minutes: int) -> int:
    """How often the address of this request was refused this act (S30)."""
    since = clock.now() - timedelta(minutes=minutes)
    came = acts.origin.get().ip
    return Act.objects.filter(verb=verb, result="refused", ip=came, at__gt=since).count()


@contextmanager
def told_to_command(
    verb: str,
    *,
    by: User | None,
    target: str,
    say: Callable[[Refused], str] = lambda refused: refused.why,
) -> Iterator[None]:
    """A command says why it was refused, and the book of acts has it like a page's refusal."""
    try:
        yield
    except Refused as refused:
        acts.record(
            by=by, verb=verb, target=target, reason=refused.why, result="refused",
            status=refused.status,
        )  # fmt: skip
        raise CommandError(say(refused)) from refused
