"""Codes that are read out and typed by hand, once (S29)."""

import secrets

from django.utils.crypto import salted_hmac

from sheets.text import half_width

GROUPS, LENGTH = 3, 4
# No sign that is taken for another one when read out or copied by hand.
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_code() -> str:
    """Twelve random signs (some 59 bits) in groups of four."""
    groups = ("".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def plain(text: str) -> str:
    """A typed code without case, width, spaces and dashes."""
    return "".join(sign for sign in half_width(text).upper() if sign.isalnum())


def hint(code: str) -> str:
    return plain(code)[:LENGTH]


def digest(code: str) -> str:
    """Keyed, so that a copy of the database does not help to find the code."""
    return salted_hmac("accounts.codes", plain(code), algorithm="sha256").hexdigest()
