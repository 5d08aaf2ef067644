"""What a printed number leads back to."""

from django.urls import URLPattern, path

from reporting.views import references

urlpatterns: list[URLPattern] = [
    path("f/", references.reference_find, name="reference-find"),
    path("f/<str:code>/", references.reference, name="reference"),
]
