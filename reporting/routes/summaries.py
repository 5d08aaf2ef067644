"""活动总结 of the units, typical cases, and the appraisal sheet."""

from django.urls import URLPattern, path

from reporting.views import appraisal

urlpatterns: list[URLPattern] = [
    path("appraisal/", appraisal.sheet, name="appraisal"),
    path("appraisal/rule/", appraisal.rule_add, name="appraisal-rule"),
    path("appraisal/export.xlsx", appraisal.sheet_export, name="appraisal-export"),
    path("appraisal/<slug:unit>/", appraisal.sheet_of_unit, name="appraisal-unit"),
]
