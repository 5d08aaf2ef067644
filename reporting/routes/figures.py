from django.urls import URLPattern, path

from reporting.views import dashboard, figure

urlpatterns: list[URLPattern] = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("indicators/<slug:key>/", figure.figure, name="figure"),
    path("indicators/<slug:key>/rows.xlsx", figure.figure_export, name="figure-export"),
]
