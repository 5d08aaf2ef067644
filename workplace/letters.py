"""How a digest is worded in the bell, in an e-mail and in a chat group."""

from collections.abc import Sequence
from urllib.parse import urljoin

from django.conf import settings

from .models import DigestLine, Notification

CHAT_BYTES = 1_900  # 企业微信 takes 2,048
LINE_IN_CHAT = 70


def headline(lines: Sequence[DigestLine]) -> str:
    """The bell's line and the mail's subject: the one thing, or how many and the most urgent."""
    first = lines[0].text
    if len(lines) == 1:
        return first
    return f"{len(lines)} 件要办：{first.split('。')[0]}"[:300]


def chat_text(lines: Sequence[DigestLine]) -> str:
    """As many of the things as a chat message holds, and how many more there are."""
    head = f"【蒲县重点项目】{len(lines)} 件要办"
    foot = f"登录办理：{settings.SITE_URL}"
    shown: list[str] = []
    room = CHAT_BYTES - len(f"{head}{foot}".encode())
    for number, line in enumerate(lines, 1):
        text = f"{number}. {_short(line.text)}"
        room -= len(text.encode()) + 1
        if room < 0:
            break
        shown.append(text)
    left = len(lines) - len(shown)
    more = [f"另有 {left} 件"] if left else []
    return "\n".join([head, *shown, *more, foot])


def _short(text: str) -> str:
    return text if len(text) <= LINE_IN_CHAT else f"{text[: LINE_IN_CHAT - 1]}…"


def mail_body(note: Notification, lines: Sequence[DigestLine]) -> str:
    """The whole digest: each thing with where to do it, then where to take note of all."""
    greeting = f"{note.user.unit.name} {note.user.name}同志："
    parts = [greeting, "", f"下列 {len(lines)} 件事请及时办理。", ""]
    for number, line in enumerate(lines, 1):
        parts.append(f"{number}. {line.text}")
        if line.url:
            parts.append(f"   {urljoin(settings.SITE_URL, line.url)}")
    parts += ["", f"办理或签收：{urljoin(settings.SITE_URL, note.url)}", ""]
    parts.append("要改提醒的时间和方式：登录后点“通知”，再点“提醒方式”。")
    parts.append("本邮件由系统发出，不用回复。")
    return "\n".join(parts) + "\n"
