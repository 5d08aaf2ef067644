"""封存核验: an archive for strangers, and proof for those who hold a code."""

from accounts.errors import Refused
from accounts.models import User
from reporting.models import Compilation, Seal
from reporting.sealbook.archive import archive_name, archive_of, files_of
from reporting.sealbook.check_seals import BROKEN, check_files
from workplace import acts

from .compilations import faults_of_compilation
from .verifying import DAMAGED, faults_of_seal

__all__ = ["archive_name", "compilation_proof", "export_archive", "seal_proof"]


def seal_proof(seal: Seal) -> list[str]:
    """What of a seal is no longer as it was sealed, in words; [] = 完好."""
    return [
        f"第{fault.row.split(' ')[0]}行 {fault.row.partition(' ')[2]}：{fault.what}"
        if fault.row
        else fault.what
        for fault in faults_of_seal(seal)
    ]


def compilation_proof(compilation: Compilation) -> list[str]:
    """The same of a compiled table, its seals and every cell of its workbook."""
    found = [fault.what for fault in faults_of_compilation(compilation)]
    try:
        return found + check_files(files_of(compilation))
    except Refused as refused:
        return [*found, refused.why]
    except (*DAMAGED, *BROKEN):
        return [*found, "汇总表读不出，存的内容坏了"]


def export_archive(compilation: Compilation, *, by: User | None) -> bytes:
    body = archive_of(compilation)
    round_ = compilation.round
    acts.record(
        by=by, verb="seals-export", target=f"{round_.campaign.form} {round_.cutoff_on}",
        version=compilation.version, digest=compilation.digest,
    )  # fmt: skip
    return body
