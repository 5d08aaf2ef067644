"""核对码 of a digest, where a page shows it."""

from django import template

from reporting.sealbook import codes

register = template.Library()
register.filter("short_code", codes.short_code)
