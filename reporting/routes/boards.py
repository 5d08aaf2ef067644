"""The dashboards of the roles and the big screen."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
