from django.urls import path

from procedures.views import nudges

urlpatterns = [
    path("permits/nudges/", nudges.nudges, name="nudges"),
    path("permits/nudges/export.xlsx", nudges.nudges_export, name="nudges-export"),
    path("permits/nudges/chase/", nudges.nudges_chase, name="nudges-chase"),
    path("permits/nudges/settings/", nudges.nudges_settings, name="nudges-settings"),
]
