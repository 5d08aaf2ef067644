"""The rows behind numbers that are the length of a list."""

from django.urls import URLPattern, path

from reporting.views import lists

urlpatterns: list[URLPattern] = [
    path("lists/<slug:key>/", lists.list_rows, name="list"),
    path("lists/<slug:key>/rows.json", lists.list_json, name="list-rows"),
    path("lists/<slug:key>/rows.xlsx", lists.list_export, name="list-export"),
    path("lists/<slug:key>/keep/", lists.list_keep, name="list-keep"),
]
