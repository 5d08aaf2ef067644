from django.urls import path

from projects.views import add, edit, listing, project

urlpatterns = [
    # /projects/
    path("projects/", listing.project_list, name="project-list"),
    path("projects/add/", add.project_add, name="project-add"),
    path("projects/export.xlsx", listing.project_export, name="project-export"),
    # /projects/<number>/
    path("projects/<slug:number>/", project.project, name="project"),
    path("projects/<slug:number>/edit/", edit.project_edit, name="project-edit"),
    path("projects/<slug:number>/dates/", edit.project_dates, name="project-dates"),
    path("projects/<slug:number>/history/", project.project_history, name="project-history"),
    path("projects/<slug:number>/plans/<int:year>/", edit.project_plan, name="project-plan"),
    path(
        "projects/<slug:number>/plans/<int:year>/progress/",
        edit.progress_add,
        name="progress-add",
    ),
]
