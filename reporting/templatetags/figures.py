"""A number on a page is a link to its rows, and says what it is (docs/decisions.md, 出处)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reporting.formulas import Share
from reporting.references import Printed

register = template.Library()


@register.simple_tag
def number(printed: Printed | None, text: str = "") -> SafeString:
    """{% number figure.printed %}, or with other words for the same number."""
    if printed is None:
        return format_html("{}", text)
    return format_html(
        '<a class="px-number" href="{}" data-number="{}" data-whole="{}">{}</a>',
        printed.reference.href,
        printed.numerator,
        printed.denominator,
        text or printed.shown,
    )


@register.simple_tag
def machine_value(printed: Printed) -> SafeString:
    """The number of the page itself, for whoever recounts it from the rows."""
    return format_html(
        '<data id="px-value" value="{}" data-whole="{}" data-digest="{}"></data>',
        printed.numerator,
        printed.denominator,
        printed.digest,
    )


@register.simple_tag
def row_adds(shares: Sequence[Share], place: int) -> SafeString:
    """What a row adds to the number, on its <tr>."""
    share = shares[place]
    whole = "" if share.denominator is None else share.denominator
    return format_html('data-number="{}" data-whole="{}"', share.numerator, whole)


@register.simple_tag
def keep_asked(answers: Mapping[str, Any], *but: str) -> SafeString:
    """Hidden fields for all that the page was asked for, except what the form asks itself."""
    kept = [(key, value) for key, value in answers.items() if value and key not in but]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)
