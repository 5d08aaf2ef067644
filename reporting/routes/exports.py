"""Export profiles, and the lists of others compared with ours."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
