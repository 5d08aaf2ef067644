"""What a printed number leads back to."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
