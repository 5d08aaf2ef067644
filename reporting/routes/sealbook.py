"""A sealed round to be checked by strangers."""

from django.urls import URLPattern, path

from reporting.views import sealbook

urlpatterns: list[URLPattern] = [
    path("seals/", sealbook.seals, name="seals"),
    path("seals/c/<str:code>/", sealbook.seal_code, name="seal-code"),
    path("seals/<date:cutoff>/export.zip", sealbook.seals_export, name="seals-export"),
]
