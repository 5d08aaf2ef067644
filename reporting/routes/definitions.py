"""口径, dated."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
