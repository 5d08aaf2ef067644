from django.urls import URLPattern, register_converter

from .converters import DateConverter, VerbConverter

register_converter(DateConverter, "date")
register_converter(VerbConverter, "verb")

from .routes import (  # noqa: E402  they use the converters
    alarms,
    boards,
    campaigns,
    compare,
    definitions,
    excel,
    exports,
    figures,
    forecast,
    lists,
    papers,
    reach,
    references,
    report,
    reserve,
    review,
    sealbook,
    summaries,
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
    *boards.urlpatterns,
    *references.urlpatterns,
    *lists.urlpatterns,
    *compare.urlpatterns,
    *definitions.urlpatterns,
    *reach.urlpatterns,
    *forecast.urlpatterns,
    *papers.urlpatterns,
    *summaries.urlpatterns,
    *exports.urlpatterns,
    *sealbook.urlpatterns,
]
