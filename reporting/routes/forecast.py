"""When permits will be done, and how long they take here."""

from django.urls import URLPattern, path

from reporting.views import forecast

urlpatterns: list[URLPattern] = [
    path("forecast/", forecast.forecast, name="forecast"),
    path("forecast/score/", forecast.forecast_score, name="forecast-score"),
    path("forecast/permits/", forecast.forecast_permits, name="forecast-permits"),
    path("forecast/forecast.xlsx", forecast.forecast_export, name="forecast-export"),
    path("forecast/durations/", forecast.durations, name="durations"),
    path("forecast/durations/durations.xlsx", forecast.durations_export, name="durations-export"),
    path(
        "forecast/durations/<slug:kind>/<slug:level>/",
        forecast.duration_rows,
        name="duration-rows",
    ),
    path("projects/<slug:number>/forecast/", forecast.project_forecast, name="project-forecast"),
]
