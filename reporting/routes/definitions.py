"""口径, dated."""

from django.urls import URLPattern, path

from reporting.views import definitions

urlpatterns: list[URLPattern] = [
    path("definitions/", definitions.definitions, name="definitions"),
    path("definitions/add/", definitions.definition_add, name="definition-add"),
    path("definitions/<int:pk>/undo/", definitions.definition_undo, name="definition-undo"),
]
