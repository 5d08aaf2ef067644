from django.urls import path

from procedures.views import agent, desk, desk_steps

urlpatterns = [
    path("permits/", desk.permits, name="permits"),
    path("permits/export.xlsx", desk.permits_export, name="permits-export"),
    path("permits/steps/retract/", desk_steps.permits_retract, name="permits-retract"),
    path("permits/steps/<slug:step>/", desk_steps.permits_step, name="permits-step"),
    path("permits/officer/", agent.permits_officer, name="permits-officer"),
]
