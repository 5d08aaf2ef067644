from .routes import (
    catalogue,
    decompose,
    desk,
    evidence,
    funding,
    issues,
    letters,
    matrix,
    meetings,
    nudges,
    permit,
)

app_name = "procedures"
urlpatterns = [
    *desk.urlpatterns,
    *matrix.urlpatterns,
    *decompose.urlpatterns,
    *nudges.urlpatterns,
    *permit.urlpatterns,
    *evidence.urlpatterns,
    *issues.urlpatterns,
    *meetings.urlpatterns,
    *letters.urlpatterns,
    *funding.urlpatterns,
    *catalogue.urlpatterns,
]
