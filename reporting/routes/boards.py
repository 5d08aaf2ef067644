"""The dashboards of the roles and the big screen."""

from django.urls import URLPattern, path

from reporting.views import boards

urlpatterns: list[URLPattern] = [
    path("screen/", boards.screen, name="screen"),
    path("desk/<slug:key>/", boards.rows_of_desk, name="desk-rows"),
]
