from django.urls import path

from .views import catalogue, desk, funding, project

app_name = "procedures"
urlpatterns = [
    # /permits/
    path("permits/", desk.permits, name="permits"),
    path("permits/export.xlsx", desk.permits_export, name="permits-export"),
    # part of /projects/<number>/
    path("projects/<slug:number>/permits/", project.project_permits, name="project-permits"),
    # /funding/
    path("funding/", funding.funding_list, name="funding-list"),
    path("funding/needs/", funding.funding_needs, name="funding-needs"),
    path("funding/needs/<slug:channel>/", funding.needs_edit, name="needs-edit"),
    path("funding/<int:pk>/", funding.funding, name="funding"),
    path("projects/<slug:number>/funding/", funding.project_funding, name="project-funding"),
    # /catalogue/
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<slug:code>/", catalogue.kind, name="kind"),
]
