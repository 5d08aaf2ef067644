"""Password rules beside Django's own (security.md S28)."""

import secrets

from django.core.exceptions import ValidationError

from .models import User
from .rules import Role

PRIVILEGED = frozenset({Role.ADMIN, Role.SECURITY, Role.AUDITOR, Role.CENTRE})
PRIVILEGED_LENGTH = 12
MAX_LENGTH = 128
LOCAL_WORDS = ("蒲县", "puxian", "项目")


class LocalWordsValidator:
    """Not the county's name and a number, not one's own name or unit code."""

    def validate(self, password: str, user: User | None = None) -> None:
        lowered = password.lower()
        words = list(LOCAL_WORDS)
        if user is not None:
            words += [user.username, user.name]
            if user.unit_id:
                words.append(user.unit.code)
        bad = [word for word in words if word and word.lower() in lowered]
        if bad:
            raise ValidationError(f"密码里不要有“{bad[0]}”。", code="password_local_word")
        if len(password) > MAX_LENGTH:
            raise ValidationError(f"密码最长 {MAX_LENGTH} 个字符。", code="password_too_long")

    def get_help_text(self) -> str:
        return "不含姓名、用户名、单位代码，不含“蒲县”“项目”等字样。"


class PrivilegedLengthValidator:
    """Twelve characters for those who can do more."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is not None and user.role in PRIVILEGED and len(password) < PRIVILEGED_LENGTH:
            raise ValidationError(
                f"{user.get_role_display()}的密码至少 {PRIVILEGED_LENGTH} 个字符。",
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        return f"项目推进中心、管理员、审计员的密码至少 {PRIVILEGED_LENGTH} 个字符。"


INITIAL_LENGTH = 16
# No sign that is taken for another one when read out or copied by hand.
INITIAL_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def initial_password() -> str:
    """Sixteen random signs (some 92 bits), typed once by its owner."""
    return "".join(secrets.choice(INITIAL_SIGNS) for _ in range(INITIAL_LENGTH))
