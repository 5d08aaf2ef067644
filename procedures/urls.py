from django.urls import path

from .views import catalogue, desk, project

app_name = "procedures"
urlpatterns = [
    # /permits/
    path("permits/", desk.permits, name="permits"),
    path("permits/export.xlsx", desk.permits_export, name="permits-export"),
    # part of /projects/<number>/
    path("projects/<slug:number>/permits/", project.project_permits, name="project-permits"),
    # /catalogue/
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<slug:code>/", catalogue.kind, name="kind"),
]
