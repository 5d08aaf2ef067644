from django.urls import URLPattern, register_converter

from .converters import DateConverter, VerbConverter

register_converter(DateConverter, "date")
register_converter(VerbConverter, "verb")

from .routes import (  # noqa: E402  they use the converters
    alarms,
    campaigns,
    excel,
    figures,
    report,
    reserve,
    review,
    targets,
)

app_name = "reporting"
# fixed words (check, export.xlsx) come before <unit> in the same folder
urlpatterns: list[URLPattern] = [
    *report.urlpatterns,
    *excel.urlpatterns,
    *review.urlpatterns,
    *figures.urlpatterns,
    *reserve.urlpatterns,
    *campaigns.urlpatterns,
    *targets.urlpatterns,
    *alarms.urlpatterns,
]
