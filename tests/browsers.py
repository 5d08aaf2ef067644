"""The test client, signed in without the act of signing in: that took a third of some files."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.crypto import get_random_string

from accounts.models import User


class Browser(Client):
    def force_login(self, user: User, backend: str | None = None) -> None:
        """Put the session there; no password, no signal, no line in the book."""
        session = SessionStore(get_random_string(32))
        session.update(
            {
                SESSION_KEY: str(user.pk),
                BACKEND_SESSION_KEY: backend or settings.AUTHENTICATION_BACKENDS[-1],
                HASH_SESSION_KEY: user.get_session_auth_hash(),
            }
        )
        Session.objects.bulk_create([session.create_model_instance(session._session)])
        self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
