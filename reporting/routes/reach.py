"""What it takes to reach a target."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
