from django.urls import path

from procedures.views import issues as views

urlpatterns = [
    path("issues/", views.issues, name="issues"),
    path("issues/<int:pk>/", views.issue, name="issue"),
]
