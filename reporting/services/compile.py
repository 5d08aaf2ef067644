"""汇总 and 报送: one version of a round's compiled table from the seals that count."""

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from accounts.errors import Refused
from accounts.models import User
from accounts.rules import Role
from projects.services import lock_centre
from reporting.digest import compilation_digest, round_name
from reporting.models import Compilation, CompilationSeal, Dispatch, Round
from reporting.rules import State
from reporting.selectors.compiled import Compiled, compiled
from sheets.columns import Value
from sheets.text import CellError, clean
from workplace import acts, clock, history

from . import compiled_book, round_figures
from .compilations import frame_digest, sha256, verify_compilations
from .submissions import move

__all__ = ["compile_round", "dispatch", "fingerprint", "preview_workbook", "verify_compilations"]

MAX_REASON = 300


@transaction.atomic
def compile_round(
    *, round_id: int, by: User, strict: bool = False, reason: str = ""
) -> Compilation:
    """Accept what is submitted (`strict`: refuse it by name) and compile a new version.

    When nothing has changed since the newest version, that version is the answer.
    """
    round_ = _locked(round_id, by)
    _settle(round_, by, strict)
    content = compiled(round_)
    if not content.used:
        raise Refused("还没有任何单位封存过表，没有可以汇总的内容。", 409)
    newest = round_.compilations.order_by("-version").first()
    if newest and newest.summary.get("content") == fingerprint(content):
        return newest
    compilation = _keep(content, newest.version + 1 if newest else 1, by, _reason(reason))
    if round_.closed_at is None:
        round_.closed_at = compilation.at
        history.save(round_, by=by, reason="汇总", fields=["closed_at"])
    acts.record(
        by=by, verb="compile", target=f"{round_.campaign.form} {round_.cutoff_on}",
        reason=compilation.summary["reason"], version=compilation.version,
        digest=compilation.digest, carried=compilation.summary["carried"],
        workbook=sha256(bytes(compilation.workbook)), frame=frame_digest(compilation),
    )  # fmt: skip
    return compilation


@transaction.atomic
def dispatch(
    *, compilation_id: int, receiver: str, by: User, at: datetime | None = None
) -> Dispatch:
    """Note that a version went to 县专班 or 市项目推进中心, and when."""
    compilation = Compilation.objects.select_related("round__campaign").get(pk=compilation_id)
    _only_centre(by, compilation.round)
    label = Dispatch.Receiver(receiver).label
    sent_at = at or clock.now()
    if compilation.at > sent_at:
        raise Refused("报送时间在生成这个版本以前。", 422)
    if compilation.dispatches.filter(receiver=receiver).exists():
        raise Refused(f"版本 {compilation.version} 已经登记报送{label}。", 409)
    try:
        with transaction.atomic():
            sent = Dispatch.objects.create(
                compilation=compilation, receiver=receiver, sent_at=sent_at, by=by
            )
    except IntegrityError:
        raise Refused(f"版本 {compilation.version} 已经登记报送{label}。", 409) from None
    target = f"{compilation.round.campaign.form} {compilation.round.cutoff_on}"
    acts.record(by=by, verb="dispatch", target=target, version=compilation.version,
                receiver=receiver)  # fmt: skip
    return sent


def preview_workbook(round_: Round) -> bytes:
    """The compiled table as it would be now; nothing is kept and nobody's table accepted."""
    return compiled_book.workbook(compiled(round_), at=clock.now())


def fingerprint(content: Compiled) -> str:
    """Of what goes into the table: the seals and the rows left out."""
    lines = [f"{part.seal.digest} {part.carried}" for part in content.used if part.seal]
    lines += [f"{row.number} {row.why}" for row in content.dropped]
    lines += [part.unit.code for part in content.missing]
    lines += [content.told_by_sides] if content.sides else []
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _locked(round_id: int, by: User) -> Round:
    rounds = Round.objects.select_related("campaign__centre")
    _only_centre(by, rounds.get(pk=round_id))
    # who changes 口径 or the campaign holds the centre and asks for the round; a correction that
    # is accepted here asks for the centre
    lock_centre(by.unit.centre_id)
    round_ = rounds.select_for_update(of=("self",), no_key=True).get(pk=round_id)
    if round_.opens_at > clock.now():
        raise Refused(f"{round_.label}还没有开始填报。", 409)
    return round_


def _only_centre(by: User, round_: Round) -> None:
    if by.role != Role.CENTRE or by.unit.centre_id != round_.campaign.centre_id:
        raise Refused("只有召集这项活动的项目推进中心能办理。", 403)


def _settle(round_: Round, by: User, strict: bool) -> None:
    waiting = list(
        round_.submissions.filter(state=State.SUBMITTED)
        .select_related("unit")
        .order_by("unit__order")
    )
    if waiting and strict:
        names = "、".join(submission.unit.short_name for submission in waiting)
        raise Refused(f"还有 {len(waiting)} 个单位待审核：{names}。", 409)
    for submission in waiting:
        try:
            move(submission_id=submission.pk, verb="accept", by=by)
        except Refused as refused:
            why = f"{submission.unit.short_name}：{refused.why}"
            raise Refused(why, refused.status) from refused


def _keep(content: Compiled, version: int, by: User, reason: str) -> Compilation:
    now = clock.now()
    used = [(part.unit.code, part.seal, part.carried) for part in content.used if part.seal]
    workbook = compiled_book.workbook(content, at=now, version=version)
    seals = [(seal.unit_code, seal.digest, carried) for _, seal, carried in used]
    compilation = Compilation.objects.create(
        round=content.round,
        version=version,
        at=now,
        by=by,
        workbook=workbook,
        digest=compilation_digest(round_name(content.round), version, seals, workbook),
        summary=_summary(content, reason),
    )
    CompilationSeal.objects.bulk_create(
        CompilationSeal(compilation=compilation, seal=seal, carried=carried)
        for _, seal, carried in used
    )
    round_figures.keep(compilation)
    return compilation


def _summary(content: Compiled, reason: str) -> dict[str, Any]:
    return {
        "content": fingerprint(content),
        "reason": reason,
        "definition": content.definition.version,
        "units": len(content.parts),
        "current": len(content.used) - len(content.carried),
        "carried": [part.unit.code for part in content.carried],
        "missing": [part.unit.code for part in content.missing],
        "zero": [part.unit.code for part in content.empty],
        "rows": content.row_count,
        **_counts(content),
        "dropped": [
            {
                "number": row.number,
                "name": row.name,
                "unit": row.unit,
                "why": row.why,
                "code": row.code,
            }
            for row in content.dropped
        ],
    }


def _counts(content: Compiled) -> dict[str, Any]:
    """The sums that stand beside a version, by the form's own keys, and as people read them."""
    sums = content.sums
    keys = content.sheet.column("rate").ratio or ()
    return {key: _plain(sums[key]) for key in keys} | {"told": _told(content)}


def _told(content: Compiled) -> str:
    beside = content.told_by_sides
    return f"{content.told['text']}；{beside}" if beside else content.told["text"]


def _plain(value: Value) -> int | str:
    """JSON knows no Decimal: counts as numbers, money as text."""
    number = Decimal(str(value))
    return f"{number:.2f}" if number.as_tuple().exponent else int(number)


def _reason(raw: str) -> str:
    try:
        return clean(raw, max_length=MAX_REASON)
    except CellError as error:
        raise Refused(f"更正原因：{error.message}", 422) from None
