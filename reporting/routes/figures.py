from django.urls import URLPattern, path

from reporting.views import dashboard, figure

urlpatterns: list[URLPattern] = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("indicators/<slug:key>/", figure.figure, name="figure"),
    path("indicators/<slug:key>/rows.json", figure.figure_rows, name="figure-rows"),
    path("indicators/<slug:key>/rows.xlsx", figure.figure_export, name="figure-export"),
    path("indicators/<slug:key>/keep/", figure.figure_keep, name="figure-keep"),
]
