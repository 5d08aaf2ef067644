"""The canonical form of a seal and its SHA-256 (design §4). A format, once used, never changes."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from .models import Round, Seal, SealedPermit, SealedProject
from .rules import Form


@dataclass(frozen=True)
class Format:
    """Which columns are digested, in which order: natural keys and facts, no row ids."""

    seal: tuple[str, ...]
    project: tuple[str, ...]
    permit: tuple[str, ...]


FORMATS = {
    1: Format(
        seal=(
            "form", "unit_code", "unit_name", "cutoff_on", "number", "format", "sealed_at",
            "by_name", "no_change", "row_count", "previous",
        ),
        project=(
            "seq", "number", "unit_code", "unit_name", "name", "national_code", "nature", "level",
            "owner", "place", "scale", "total_investment", "planned_investment", "planned_start",
            "listed_from", "listed_to", "week", "issue", "issue_level", "issue_unit", "issue_by",
            "note",
        ),
        permit=(
            "project_number", "kind_code", "kind_name", "status", "level", "handling_unit_name",
            "due_on", "expected_on", "completed_on", "document_no", "exempt_reason", "note",
        ),
    ),
    # The form progress: what its row shows, and the three dates behind its state that the
    # figures count. Columns of the other form stay empty and out.
    2: Format(
        seal=(
            "form", "unit_code", "unit_name", "cutoff_on", "number", "format", "sealed_at",
            "by_name", "no_change", "row_count", "previous",
        ),
        project=(
            "seq", "number", "unit_code", "unit_name", "name", "national_code", "nature", "level",
            "owner", "total_investment", "planned_investment", "listed_from", "listed_to",
            "progress_state", "progress_on", "started_on", "resumed_on", "stopped_on",
            "completed_investment", "in_statistics", "statistical_investment", "image_progress",
            "issue", "note",
        ),
        permit=(),
    ),
}  # fmt: skip
# The form permits since both sides are asked: the same, and 两边确认 of each permit.
FORMATS[3] = replace(FORMATS[1], permit=(*FORMATS[1].permit, "confirmed"))
FORMAT_OF: dict[str, int] = {Form.PERMITS: 3, Form.PROGRESS: 2}


def row_digest(format_: int, row: SealedProject, permits: Iterable[SealedPermit]) -> str:
    return hashlib.sha256(row_bytes(format_, row, permits)).hexdigest()


def row_bytes(format_: int, row: SealedProject, permits: Iterable[SealedPermit]) -> bytes:
    """What a row's digest is taken of; it stands just so within the bytes of its seal."""
    return _bytes(_row(FORMATS[format_], row, permits))


def seal_digest(seal: Seal, rows: Sequence[tuple[SealedProject, Sequence[SealedPermit]]]) -> str:
    return hashlib.sha256(seal_bytes(seal, rows)).hexdigest()


def seal_bytes(seal: Seal, rows: Sequence[tuple[SealedProject, Sequence[SealedPermit]]]) -> bytes:
    """Of the seal and all its rows, each with its permits; order of storage does not matter."""
    format_ = FORMATS[seal.format]
    ordered = sorted(rows, key=lambda pair: (pair[0].seq, pair[0].number))
    return _bytes(
        {
            "seal": _values(seal, format_.seal),
            "rows": [_row(format_, row, permits) for row, permits in ordered],
        }
    )


def round_name(round_: Round) -> str:
    """How a compilation's digest names its round."""
    return f"{round_.campaign.form} {round_.cutoff_on}"


def compilation_digest(
    round_: str, version: int, used: Iterable[tuple[str, str, bool]], workbook: bytes
) -> str:
    """Over (unit code, digest of its seal, carried) in unit order, and the workbook sent out."""
    content = _bytes(
        {
            "round": round_,
            "version": version,
            "seals": [list(seal) for seal in used],
            "workbook": hashlib.sha256(workbook).hexdigest(),
        }
    )
    return hashlib.sha256(content).hexdigest()


def _row(format_: Format, row: SealedProject, permits: Iterable[SealedPermit]) -> dict[str, Any]:
    ordered = sorted(permits, key=lambda permit: permit.kind_code)
    return {
        "project": _values(row, format_.project),
        "permits": [_values(permit, format_.permit) for permit in ordered],
    }


def _values(obj: object, names: Iterable[str]) -> list[Any]:
    return [_plain(getattr(obj, name)) for name in names]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return value


def _bytes(content: Any) -> bytes:
    """Canonical JSON: keys in order, no spaces, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()
