"""Documents drafted from sealed rows."""

from django.urls import URLPattern, path

from reporting.views import paper_acts, papers

urlpatterns: list[URLPattern] = [
    path("papers/", papers.papers, name="papers"),
    path("papers/export.xlsx", papers.papers_workbook, name="papers-export"),
    path("papers/add/", paper_acts.paper_add, name="paper-add"),
    path("papers/ranking/", paper_acts.ranking, name="paper-ranking"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/document.docx", papers.paper_document, name="paper-docx"),
    path("papers/<int:pk>/edit/", paper_acts.paper_edit, name="paper-edit"),
    path("papers/<int:pk>/redraft/", paper_acts.paper_redraft, name="paper-redraft"),
    path("papers/<int:pk>/issue/", paper_acts.paper_issue, name="paper-issue"),
    path("papers/<int:pk>/withdraw/", paper_acts.paper_withdraw, name="paper-withdraw"),
    path("papers/<int:pk>/correct/", paper_acts.paper_correct, name="paper-correct"),
]
