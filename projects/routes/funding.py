from django.urls import URLPattern, path

from projects.views import funding

# /funding/, /funding/<pk>/ and /projects/<number>/funding/ are pages of procedures
urlpatterns: list[URLPattern] = [
    path("projects/<slug:number>/funding/add/", funding.funding_add, name="funding-add"),
    path("funding/<int:pk>/edit/", funding.funding_edit, name="funding-edit"),
    path(
        "funding/<int:pk>/reject/", funding.funding_move, {"verb": "reject"}, name="funding-reject"
    ),
    path(
        "funding/<int:pk>/reopen/", funding.funding_move, {"verb": "reopen"}, name="funding-reopen"
    ),
]
