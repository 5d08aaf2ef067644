from django.urls import path

from procedures.views import funding

urlpatterns = [
    path("funding/", funding.funding_list, name="funding-list"),
    path("funding/needs/", funding.funding_needs, name="funding-needs"),
    path("funding/needs/<slug:channel>/", funding.needs_edit, name="needs-edit"),
    path("funding/<int:pk>/", funding.funding, name="funding"),
    path("projects/<slug:number>/funding/", funding.project_funding, name="project-funding"),
]
