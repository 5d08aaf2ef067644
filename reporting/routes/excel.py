from django.urls import URLPattern, path

from reporting.views import excel, exports

urlpatterns: list[URLPattern] = [
    path("report/<date:cutoff>/template.xlsx", exports.template, name="template"),
    path("report/<date:cutoff>/export.xlsx", exports.export, name="export"),
    path("report/<date:cutoff>/import/", excel.import_page, name="import"),
    path("report/<date:cutoff>/import/<uuid:key>/", excel.preview, name="import-preview"),
    path("report/<date:cutoff>/import/<uuid:key>/answers/", excel.answers, name="import-answers"),
    path("report/<date:cutoff>/import/<uuid:key>/apply/", excel.apply, name="import-apply"),
    path("report/<date:cutoff>/import/<uuid:key>/undo/", excel.undo, name="import-undo"),
    path("report/<date:cutoff>/import/<uuid:key>/marked.xlsx", excel.marked, name="import-marked"),
]
