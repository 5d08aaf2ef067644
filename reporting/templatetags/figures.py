"""A number on a page is a link to its rows, and says what it is (docs/decisions.md, 出处)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reporting.references import Printed

register = template.Library()


@register.simple_tag
def number(printed: Printed, text: str = "") -> SafeString:
    """{% number figure.printed %}, or with other words for the same number."""
    return format_html(
        '<a class="px-number" href="{}" data-number="{}" data-whole="{}">{}</a>',
        printed.reference.href,
        printed.numerator,
        printed.denominator,
        text or printed.shown,
    )
