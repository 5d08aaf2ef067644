from django.urls import path

from procedures.views import project

urlpatterns = [
    path("projects/<slug:number>/permits/", project.project_permits, name="project-permits"),
]
