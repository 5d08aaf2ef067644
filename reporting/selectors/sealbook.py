"""封存核验: the compilations that can be taken away, and what stands behind a code on paper."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import User
from reporting import access
from reporting.models import Compilation, Seal
from reporting.sealbook import codes
from reporting.sealbook.qr import qr_svg
from workplace import site


@dataclass(frozen=True)
class Mark:
    """核对码 and its QR, as they are printed below a sealed table."""

    code: str
    url: str
    svg: SafeString


def mark_of(digest: str) -> Mark:
    """The QR holds the page's address; where no address is set up, the code and the digest."""
    code = codes.short_code(digest)
    path = reverse("reporting:seal-code", args=[code])
    held = site.address(path) or f"{code} {digest}"
    return Mark(code, path, qr_svg(held, f"二维码：核对码 {code}"))


def compiled_rounds(user: User, form: str) -> QuerySet[Compilation]:
    """Newest round first, newest version first; without the workbooks."""
    found = access.compilations_for(user).defer("workbook")
    if form:
        found = found.filter(round__campaign__form=form)
    return found.select_related("round__campaign", "by").order_by("-round__cutoff_on", "-version")


def found_by_code(user: User, code: str) -> Seal | Compilation | None:
    """What this person may see of that code."""
    start = codes.prefix_of(code)
    for rows in (
        access.compilations_for(user).select_related("round__campaign__centre", "by"),
        access.seals_for(user).select_related("submission__round__campaign", "submission__unit"),
    ):
        for row in rows.filter(digest__startswith=start):
            if codes.short_code(row.digest) == code:
                return row
    return None


def standing_of_seal(seal: Seal) -> tuple[bool, str]:
    """Does it count, and if not, what took its place?"""
    valid = seal.submission.valid_number
    if seal.number == valid:
        return True, "有效：本期以这次封存为准"
    if seal.number < valid:
        return False, f"已被第{valid}次封存取代"
    return False, "已退回，没有作数"


def standing_of_compilation(compilation: Compilation) -> tuple[bool, str]:
    newest = compilation.round.compilations.order_by("-version").values_list("version", flat=True)
    last = newest[0]
    if compilation.version == last:
        return True, "有效：最新版本"
    return False, f"已被版本 {last} 取代"
