"""封存核验: a code is for whoever may hold the paper, an archive for centre, office and auditor."""

from reporting.models import Seal
from reporting.sealbook import codes
from reporting.services.compile import compile_round
from tests.reporting.filing import file_table

ASKING = dict.fromkeys(
    ["reporter", "outsider", "handler", "centre", "office", "leader", "auditor"], 200
)
OUTSIDE = {"admin": 404, "security": 404, "anonymous": 302}
EXPORT = dict.fromkeys(["reporter", "outsider", "handler", "leader"], 404) | {
    "centre": 200, "office": 200, "auditor": 200,
}  # fmt: skip


def seal_code(cast, who):
    """Of the reporter's table, filed and compiled for this row alone."""
    filed = Seal.objects.filter(submission=cast.submission).first()  # this row asks twice
    seal = filed or file_table(cast.submission, cast.reporter)
    compile_round(round_id=cast.round.pk, by=cast.centre)
    return codes.short_code(seal.digest)


def compiled_on(cast, who):
    seal_code(cast, who)
    return cast.round.cutoff_on


ROWS = [
    ("reporting:seals", {}, ASKING | OUTSIDE),
    (
        "reporting:seal-code",
        {"code": seal_code},
        ASKING | OUTSIDE | {"outsider": 404, "handler": 404},
    ),
    ("reporting:seals-export", {"cutoff": compiled_on}, EXPORT | OUTSIDE),
]
