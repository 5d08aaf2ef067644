"""All pages; what each needs is said by its view's guard and listed in tests/permissions/."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("", include("workplace.urls")),
    path("", include("projects.urls")),
    path("", include("procedures.urls")),
    path("", include("reporting.urls")),
]
