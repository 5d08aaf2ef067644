from django.urls import path

from procedures.views import issue, issue_files, issue_stats, issues

urlpatterns = [
    path("issues/", issues.issues, name="issues"),
    path("issues/export.xlsx", issues.issues_export, name="issues-export"),
    path("issues/stats/", issue_stats.issue_stats, name="issue-stats"),
    path("issues/add/", issues.issue_add, name="issue-add"),
    path("issues/<int:pk>/", issue.issue, name="issue"),
    path("issues/<int:pk>/order/", issue.issue_order, name="issue-order"),
    path("issues/<int:pk>/files/add/", issue_files.issue_files_add, name="issue-files-add"),
    path("issues/<int:pk>/<str:step>/", issue.issue_step, name="issue-step"),
]
