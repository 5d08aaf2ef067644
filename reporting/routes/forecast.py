"""When permits will be done, and how long they take here."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
