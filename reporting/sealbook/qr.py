"""A QR code as SVG that stands in the page itself: no picture to load, no style to allow."""

from collections.abc import Iterator

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 4  # modules of white around, as the standard asks


def qr_svg(text: str, label: str) -> SafeString:
    """Black modules as one path; `label` says to those who do not see it what it holds."""
    matrix = segno.make(text, error="m", micro=False).matrix
    size = len(matrix) + 2 * QUIET
    return format_html(
        '<svg class="px-qr" viewBox="0 0 {} {}" role="img" aria-label="{}" '
        'shape-rendering="crispEdges"><path class="px-qr-paper" d="M0 0h{}v{}H0z"/>'
        '<path class="px-qr-ink" d="{}"/></svg>',
        size, size, label, size, size, "".join(_runs(matrix)),
    )  # fmt: skip


def _runs(matrix: tuple[bytearray, ...]) -> Iterator[str]:
    for y, line in enumerate(matrix):
        x = 0
        while x < len(line):
            start = x
            while x < len(line) and line[x]:
                x += 1
            if x > start:
                yield f"M{start + QUIET} {y + QUIET}h{x - start}v1h-{x - start}z"
            x += 1
