"""Documents drafted from sealed rows."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
