from django.urls import path

from procedures.views import evidence

urlpatterns = [
    path("permits/<int:pk>/files/", evidence.permit_files, name="permit-files"),
    path("permits/<int:pk>/files/add/", evidence.permit_files_add, name="permit-files-add"),
    path("permits/<int:pk>/offers/", evidence.permit_offers, name="permit-offers"),
]
