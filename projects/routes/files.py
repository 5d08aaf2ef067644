from django.urls import URLPattern, path

from projects.views import files

urlpatterns: list[URLPattern] = [
    path("projects/<slug:number>/files/", files.project_files, name="project-files"),
    path("projects/<slug:number>/files/add/", files.project_files_add, name="project-files-add"),
    path("funding/<int:pk>/files/add/", files.funding_files_add, name="funding-files-add"),
]
