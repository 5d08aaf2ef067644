from django.urls import path, register_converter

from projects.converters import TermKindConverter
from projects.views import own_fields, terms

register_converter(TermKindConverter, "termkind")
urlpatterns = [
    # /fields/
    path("fields/", own_fields.fields, name="fields"),
    path("fields/add/", own_fields.field_add, name="field-add"),
    path("fields/<slug:key>/", own_fields.field, name="field"),
    path("fields/<slug:key>/retire/", own_fields.field_retire, name="field-retire"),
    path("fields/<slug:key>/restore/", own_fields.field_restore, name="field-restore"),
    # /terms/
    path("terms/", terms.terms, name="terms"),
    path("terms/add/<termkind:kind>/", terms.term_add, name="term-add"),
    path("terms/<int:pk>/", terms.term, name="term"),
    path("terms/<int:pk>/retire/", terms.term_retire, name="term-retire"),
    path("terms/<int:pk>/restore/", terms.term_restore, name="term-restore"),
]
