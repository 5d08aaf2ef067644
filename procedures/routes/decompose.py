from django.urls import path

from procedures.views import decompose, orders, templates

urlpatterns = [
    path("permits/decompose/", decompose.queue, name="decompose"),
    path("permits/decompose/export.xlsx", decompose.queue_export, name="decompose-export"),
    path("permits/decompose/preview/", decompose.bulk, name="decompose-bulk"),
    path("permits/decompose/<uuid:key>/undo/", decompose.undo, name="decompose-undo"),
    path(
        "projects/<slug:number>/decompose/",
        decompose.project_decompose,
        name="project-decompose",
    ),
    path(
        "projects/<slug:number>/critical-path/",
        decompose.critical_path,
        name="critical-path",
    ),
    path("permits/templates/", templates.template_list, name="template-list"),
    path("permits/templates/new/", templates.template_add, name="template-add"),
    path("permits/templates/<slug:code>/", templates.template, name="template"),
    path("permits/templates/<slug:code>/copy/", templates.template_copy, name="template-copy"),
    path(
        "permits/templates/<slug:code>/retire/", templates.template_retire, name="template-retire"
    ),
    path(
        "permits/templates/<slug:code>/restore/",
        templates.template_restore,
        name="template-restore",
    ),
    path("permits/orders/", orders.orders, name="orders"),
    path("permits/orders/acknowledge/", orders.orders_acknowledge, name="orders-acknowledge"),
    path("permits/orders/edit/", orders.orders_edit, name="orders-edit"),
    path("permits/orders/print/", orders.orders_print, name="orders-print"),
    path("permits/orders/export.xlsx", orders.orders_export, name="orders-export"),
]
