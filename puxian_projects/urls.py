"""All pages; what each needs is said by its view's guard and listed in tests/permissions/."""

from django.urls import include, path

from . import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("livez", health.livez, name="livez"),
    path("accounts/", include("accounts.urls")),
    path("", include("workplace.urls")),
    path("", include("projects.urls")),
    path("", include("procedures.urls")),
    path("", include("reporting.urls")),
]

handler400 = "puxian_projects.errors.bad_request"
handler403 = "puxian_projects.errors.forbidden"
handler404 = "puxian_projects.errors.not_found"
handler500 = "puxian_projects.errors.server_error"
