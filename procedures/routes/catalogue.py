from django.urls import path

from procedures.views import catalogue

urlpatterns = [
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<slug:code>/", catalogue.kind, name="kind"),
    path("catalogue/<slug:code>/limits/", catalogue.kind_limit, name="kind-limit"),
]
