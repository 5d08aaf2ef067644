"""Two days side by side."""

from django.urls import URLPattern, path

from reporting.views import compare

urlpatterns: list[URLPattern] = [
    path("compare/", compare.compare, name="compare"),
    path("compare/compare.xlsx", compare.compare_export, name="compare-export"),
]
