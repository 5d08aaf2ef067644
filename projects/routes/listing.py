from django.urls import path

from projects.views import bulk, listing, saved_views

urlpatterns = [
    # /projects/list.xlsx
    path("projects/list.xlsx", listing.list_export, name="list-export"),
    # /projects/views/
    path("projects/views/", saved_views.views, name="views"),
    path("projects/views/save/", saved_views.view_save, name="view-save"),
    path("projects/views/<int:pk>/", saved_views.view_rename, name="view-rename"),
    path("projects/views/<int:pk>/delete/", saved_views.view_delete, name="view-delete"),
    # /projects/bulk/
    path("projects/bulk/", bulk.bulk_start, name="bulk-start"),
    path("projects/bulk/<uuid:key>/", bulk.bulk_page, name="bulk"),
    path("projects/bulk/<uuid:key>/propose/", bulk.bulk_propose, name="bulk-propose"),
    path("projects/bulk/<uuid:key>/apply/", bulk.bulk_apply, name="bulk-apply"),
    path("projects/bulk/<uuid:key>/undo/", bulk.bulk_undo, name="bulk-undo"),
]
