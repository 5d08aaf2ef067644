"""活动总结 of the units, and the appraisal sheet."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
