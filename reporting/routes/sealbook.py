"""A sealed round to be checked by strangers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
