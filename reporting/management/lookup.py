"""What the commands' arguments mean: a moment, a round by its date, a unit, a file, who acts."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import Unit, User
from accounts.rules import Role
from projects.resources import YEARS
from reporting.models import Round, Submission
from reporting.rules import Form


def add_round(parser: ArgumentParser) -> None:
    parser.add_argument("--round", required=True, help="统计截止日，如 2023-01-27")
    parser.add_argument("--form", choices=Form.values, default=Form.PERMITS.value)


def year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) in YEARS):
        raise ArgumentTypeError(f"年度写法不对：{text}。如 2023")
    return int(text)


def moment(text: str) -> datetime:
    """Without a zone it is the county's time; to the second or finer."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"时间写法不对：{text}。如 2023-02-03T12:00:01")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def write(path: str, body: bytes) -> None:
    try:
        Path(path).write_bytes(body)
    except OSError as error:
        raise CommandError(f"写不了文件 {path}：{error.strerror}") from error


def find_unit(code: str) -> Unit:
    unit = Unit.objects.select_related("parent").filter(code=code).first()
    if unit is None:
        raise CommandError(f"没有代码为 {code} 的单位。")
    return unit


def find_round(cutoff: str, form: str, centre_id: int | None = None) -> Round:
    try:
        day = date.fromisoformat(cutoff)
    except ValueError:
        raise CommandError(f"日期写法不对：{cutoff}。如 2023-02-03") from None
    rounds = Round.objects.of_form(form).with_table().select_related("campaign__centre")
    rounds = rounds.filter(cutoff_on=day)
    if centre_id is not None:
        rounds = rounds.filter(campaign__centre=centre_id)
    found = list(rounds[:2])
    if not found:
        raise CommandError(f"没有统计截止 {cutoff} 的一期。")
    if len(found) > 1:
        raise CommandError("几个县都有这一期，请用 --user 指明是哪个县的人。")
    return found[0]


def find_submission(round_: Round, unit: Unit) -> Submission:
    submission = Submission.objects.filter(round=round_, unit=unit).first()
    if submission is None:
        raise CommandError(f"{unit.short_name}不用填报{round_.label}。")
    return submission


def find_user(username: str) -> User:
    user = User.objects.select_related("unit").filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"没有在用的账号 {username}。")
    return user


def centre_user(username: str | None, centre_id: int | None = None) -> User:
    """The named account, else the first active one of the centre."""
    if username:
        return find_user(username)
    users = User.objects.select_related("unit").filter(role=Role.CENTRE, is_active=True)
    if centre_id is not None:
        users = users.filter(unit=centre_id)
    user = users.order_by("pk").first()
    if user is None:
        raise CommandError("项目推进中心没有在用的账号，请用 --user 指明。")
    return user
