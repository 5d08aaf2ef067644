"""What a kept number says, and whether it still counts to the same."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Unit
from reporting.formulas import SCOPE_WORDS
from reporting.indicators import LEVEL_WORDS, NO_INDUSTRY, SEALED
from reporting.models import FigureReference
from reporting.references import Printed, Reference, parsed
from reporting.rules import Form

from .recount import Unknown, recount


@dataclass(frozen=True)
class ReferenceCard:
    kept: FigureReference
    conditions: list[tuple[str, str]]
    again: Printed | None  # None: it is no figure and no list
    differs: list[tuple[str, str, str]]  # what, as kept, as counted now

    @property
    def agrees(self) -> bool:
        return self.again is not None and not self.differs

    @property
    def href(self) -> str:
        return f"{self.kept.path}?{self.kept.query}"


def reference_card(kept: FigureReference) -> ReferenceCard:
    try:
        asked = parsed(kept.path, kept.query)
        again = recount(asked, kept.centre)
    except (Unknown, ValueError, KeyError):
        return ReferenceCard(kept, [], None, [])
    differs = [
        row
        for row in [
            ("数", kept.shown, again.shown),
            ("分子", kept.numerator, again.numerator),
            ("分母", kept.denominator, again.denominator),
            ("行的核对码", kept.rows_digest[:10], again.check),
        ]
        if row[1] != row[2]
    ]
    return ReferenceCard(kept, list(_conditions(asked, kept.unit)), again, differs)


def _conditions(asked: Reference, unit: Unit | None) -> list[tuple[str, str]]:
    kind = Form(asked.kind).label if asked.kind in Form.values else asked.kind
    industry = NO_INDUSTRY if asked.industry == "" else asked.industry or ""
    known = timezone.localtime(asked.known) if asked.known else None
    words = [
        ("数据时点", f"{asked.as_of:%Y-%m-%d}"),
        ("来源", "上报封存" if asked.source == SEALED else "实时台账"),
        ("数据定格在", f"{known:%Y-%m-%d %H:%M:%S}" if known else ""),
        ("单位", unit.short_name if unit else "全县"),
        ("范围", SCOPE_WORDS[asked.scope] if asked.scope != "all" else ""),
        ("项目级别", LEVEL_WORDS.get(asked.level, asked.level)),
        ("行业", industry),
        ("手续或表", str(kind)),
        ("年度", f"{asked.year}年" if asked.year else ""),
        ("口径", f"第 {asked.definition} 版" if asked.definition else "当日的口径"),
    ]
    return [row for row in words if row[1]]
