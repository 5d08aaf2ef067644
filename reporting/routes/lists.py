"""The rows behind numbers that are the length of a list."""

from django.urls import URLPattern, path

from reporting.views import lists

urlpatterns: list[URLPattern] = [
    path("lists/<slug:key>/", lists.rows_of_list, name="list"),
]
