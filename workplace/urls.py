from django.urls import path, register_converter

from .converters import DayConverter
from .views import attachments, audit, bell, calendar, people, robots

register_converter(DayConverter, "day")
app_name = "workplace"
urlpatterns = [
    # /notifications/
    path("notifications/", bell.notifications, name="notifications"),
    path("notifications/read/", bell.notifications_read, name="notifications-read"),
    path("notifications/<int:pk>/", bell.notification, name="notification"),
    path("notifications/settings/", bell.preference, name="preference"),
    path("notifications/digest/<int:pk>/", bell.digest, name="digest"),
    path(
        "notifications/digest/<int:pk>/acknowledge/",
        bell.digest_acknowledge,
        name="digest-acknowledge",
    ),
    # /permits/nudges/robots/: beside the reminders that they carry
    path("permits/nudges/robots/", robots.robot_list, name="robots"),
    path("permits/nudges/robots/add/", robots.robot_add, name="robot-add"),
    path("permits/nudges/robots/<int:pk>/", robots.robot, name="robot"),
    path("permits/nudges/robots/<int:pk>/test/", robots.robot_test, name="robot-test"),
    # /calendar/
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/fill/", calendar.calendar_fill, name="calendar-fill"),
    path("calendar/<day:day>/", calendar.calendar_day, name="calendar-day"),
    path("calendar/<day:day>/save/", calendar.calendar_day_save, name="calendar-day-save"),
    path("calendar/<day:day>/delete/", calendar.calendar_day_delete, name="calendar-day-delete"),
    # /files/
    path("files/<int:pk>/", attachments.file, name="file"),
    path("files/<int:pk>/view/", attachments.file_view, name="file-view"),
    path("files/<int:pk>/thumb/", attachments.file_thumb, name="file-thumb"),
    path("files/<int:pk>/remove/", attachments.file_remove, name="file-remove"),
    path("files/<int:pk>/restore/", attachments.file_restore, name="file-restore"),
    # /accounts/users/import/: the register of accounts stands below and may not know imports
    path("accounts/users/import/", people.people_import, name="people-import"),
    path("accounts/users/import/template.xlsx", people.people_template, name="people-template"),
    path("accounts/users/import/<uuid:key>/", people.people_preview, name="people-preview"),
    path("accounts/users/import/<uuid:key>/apply/", people.people_apply, name="people-apply"),
    path(
        "accounts/users/import/<uuid:key>/marked.xlsx", people.people_marked, name="people-marked"
    ),
    # /audit/
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.audit_export, name="audit-export"),
]
