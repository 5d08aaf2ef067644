"""The words of a document on the screen: its numbers lead to the rows behind them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reporting.papers.blocks import Number, Words
from workplace.official import numeral

register = template.Library()


@register.simple_tag
def said(words: Words, links: Mapping[str, Any]) -> SafeString:
    return format_html_join("", "{}", ((_part(part, links),) for part in words))


def _part(part: "str | Number", links: Mapping[str, Any]) -> str:
    link = links.get(part.ref) if isinstance(part, Number) else None
    if link is None:
        return str(part)
    return format_html(
        '<a class="px-number" href="{}" data-number="{}" data-whole="{}">{}</a>',
        link.href,
        link.numerator,
        link.denominator,
        str(part),
    )


@register.filter
def nth(several: Sequence[Any], place: int) -> Any:
    return several[place]


@register.filter
def chinese(number: int) -> str:
    return numeral(number)
