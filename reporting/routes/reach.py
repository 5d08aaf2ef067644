"""What it takes to reach a target."""

from django.urls import URLPattern, path

from reporting.views import reach

urlpatterns: list[URLPattern] = [
    path("reach/", reach.reach, name="reach"),
    path("reach/<int:pk>/<slug:goal>/", reach.reach_try, name="reach-try"),
    path("reach/<int:pk>/<slug:goal>/export.xlsx", reach.reach_export, name="reach-export"),
]
