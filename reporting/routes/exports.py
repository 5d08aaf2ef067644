"""Export profiles, and the lists of others compared with ours."""

from django.urls import URLPattern, path

from reporting.views import city_lists, profile_templates, profiles

urlpatterns: list[URLPattern] = [
    path("exports/", profiles.exports, name="exports"),
    path("exports/add/", profiles.export_add, name="export-add"),
    path("exports/upload/", profile_templates.export_upload, name="export-upload"),
    path("exports/upload/<uuid:key>/", profile_templates.export_mapping, name="export-mapping"),
    path("exports/<int:pk>/", profiles.export_profile, name="export-profile"),
    path("exports/<int:pk>/file.xlsx", profiles.export_file, name="export-file"),
    path("exports/<int:pk>/edit/", profiles.export_edit, name="export-edit"),
    path("exports/<int:pk>/copy/", profiles.export_copy, name="export-copy"),
    path("exports/<int:pk>/archive/", profiles.export_archive, name="export-archive"),
    path("city-lists/", city_lists.city_lists, name="city-lists"),
    path("city-lists/upload/<uuid:key>/", city_lists.city_list_check, name="city-list-check"),
    path("city-lists/<int:pk>/", city_lists.city_list, name="city-list"),
    path("city-lists/<int:pk>/match/", city_lists.city_list_match, name="city-list-match"),
    path("city-lists/<int:pk>/remark/", city_lists.city_list_remark, name="city-list-remark"),
    path("city-lists/<int:pk>/comparison.xlsx", city_lists.city_list_file, name="city-list-file"),
]
