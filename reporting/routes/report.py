"""The table of one's own unit: what is owed, the grid, checking, filing."""

from django.urls import URLPattern, path

from reporting.views import owe, report, rows, seals, submit

urlpatterns: list[URLPattern] = [
    path("", owe.owe, name="owe"),
    path("report/", report.report_current, name="report-current"),
    path("report/<date:cutoff>/", report.report, name="report"),
    path("report/<date:cutoff>/cells/", report.report_cells, name="report-cells"),
    path("report/<date:cutoff>/cell/", report.report_cell, name="report-cell"),
    path("report/<date:cutoff>/add/", rows.row_add, name="row-add"),
    path("report/<date:cutoff>/row/<slug:number>/", rows.report_row, name="report-row"),
    path("report/<date:cutoff>/check/", submit.report_check, name="report-check"),
    path("report/<date:cutoff>/submit/", submit.report_submit, name="report-submit"),
    path("report/<date:cutoff>/no-change/", submit.no_change, name="no-change"),
    path("report/<date:cutoff>/zero/", submit.zero, name="zero"),
    path("report/<date:cutoff>/receipt/<int:number>/", submit.receipt, name="receipt"),
    path("report/<date:cutoff>/print/", submit.report_print, name="report-print"),
    path("projects/<slug:number>/seals/", seals.project_seals, name="project-seals"),
    path("seals/issues/<int:pk>/", seals.issue_seals, name="issue-seals"),
]
