from django.urls import path

from projects.views import tables

urlpatterns = [
    # /tables/
    path("tables/", tables.index, name="tables"),
    path("tables/<slug:form>/template.xlsx", tables.template, name="table-template"),
    path("tables/<slug:form>/export.xlsx", tables.table_export, name="table-export"),
    # /tables/<form>/import/
    path("tables/<slug:form>/import/", tables.table_import, name="table-import"),
    path("tables/<slug:form>/import/<uuid:key>/", tables.preview, name="table-preview"),
    path("tables/<slug:form>/import/<uuid:key>/answers/", tables.answers, name="table-answers"),
    path("tables/<slug:form>/import/<uuid:key>/apply/", tables.apply, name="table-apply"),
    path("tables/<slug:form>/import/<uuid:key>/undo/", tables.undo, name="table-undo"),
    path("tables/<slug:form>/import/<uuid:key>/marked.xlsx", tables.marked, name="table-marked"),
    # the ledger's import stands where the list links to it
    path("projects/import/", tables.table_import, {"form": "projects"}, name="project-import"),
]
