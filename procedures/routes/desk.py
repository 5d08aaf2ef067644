from django.urls import path

from procedures.views import desk

urlpatterns = [
    path("permits/", desk.permits, name="permits"),
    path("permits/export.xlsx", desk.permits_export, name="permits-export"),
]
