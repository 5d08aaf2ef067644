"""Sign-in good, bad, locked and sign-out go into the book of acts (security.md S45).

django.contrib.auth and django-axes announce these by signal: the one use of signals here.
"""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from accounts.models import User

from . import acts


def listen() -> None:
    user_logged_in.connect(signed_in, dispatch_uid="acts")
    user_logged_out.connect(signed_out, dispatch_uid="acts")
    user_login_failed.connect(sign_in_failed, dispatch_uid="acts")
    user_locked_out.connect(locked_out, dispatch_uid="acts")


def signed_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    acts.record(by=user, verb="sign-in", target=user.username)


def signed_out(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        acts.record(by=user, verb="sign-out", target=user.username)


def sign_in_failed(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    name = str(credentials.get("username", ""))[:30]
    acts.record(by=None, verb="sign-in", target=name, result="refused", reason="用户名或密码不对")


def locked_out(sender: Any, username: str = "", **_: Any) -> None:
    acts.record(
        by=None, verb="locked-out", target=str(username)[:30], result="refused", reason="连续输错"
    )
