from django.urls import path

from procedures.views import permit, project

urlpatterns = [
    path("projects/<slug:number>/permits/", project.project_permits, name="project-permits"),
    path(
        "projects/<slug:number>/permits/<slug:code>/begin/",
        permit.permit_begin,
        name="permit-begin",
    ),
    path("permits/<int:pk>/", permit.permit, name="permit"),
    path("permits/<int:pk>/edit/", permit.permit_edit, name="permit-edit"),
    path("permits/<int:pk>/retract/", permit.permit_retract, name="permit-retract"),
    path("permits/<int:pk>/steps/<slug:step>/", permit.permit_step, name="permit-step"),
    path("permits/<int:pk>/steps/<slug:step>/number/", permit.permit_number, name="permit-number"),
]
