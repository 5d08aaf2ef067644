"""活动总结 of the units, typical cases, and the appraisal sheet."""

from django.urls import URLPattern, path

from reporting.views import appraisal, cases, summaries

urlpatterns: list[URLPattern] = [
    path("cases/", cases.cases, name="cases"),
    path("summaries/", summaries.summaries, name="summaries"),
    path("summaries/export.xlsx", summaries.summaries_export, name="summaries-export"),
    path("summaries/<slug:unit>/", summaries.summary, name="summary"),
    path("summaries/<slug:unit>/draft/", summaries.summary_draft, name="summary-draft"),
    path("summaries/<slug:unit>/save/", summaries.summary_save, name="summary-save"),
    path("summaries/<slug:unit>/submit/", summaries.summary_submit, name="summary-submit"),
    path("summaries/<slug:unit>/accept/", summaries.summary_accept, name="summary-accept"),
    path("summaries/<slug:unit>/return/", summaries.summary_return, name="summary-return"),
    path("summaries/<slug:unit>/summary.docx", summaries.summary_word, name="summary-word"),
    path("appraisal/", appraisal.sheet, name="appraisal"),
    path("appraisal/rule/", appraisal.rule_add, name="appraisal-rule"),
    path("appraisal/export.xlsx", appraisal.sheet_export, name="appraisal-export"),
    path("appraisal/<slug:unit>/", appraisal.sheet_of_unit, name="appraisal-unit"),
]
