"""疑点: the list, one of them, what is looked for."""

from django.urls import URLPattern, path

from reporting.views import alarms

urlpatterns: list[URLPattern] = [
    path("alarms/", alarms.alarms, name="alarms"),
    path("alarms/list.xlsx", alarms.alarms_export, name="alarms-export"),
    path("alarms/rules/", alarms.alarm_rules, name="alarm-rules"),
    path("alarms/look/", alarms.alarms_look, name="alarms-look"),
    path("alarms/<int:pk>/", alarms.alarm, name="alarm"),
    path("alarms/<int:pk>/clear/", alarms.alarm_clear, name="alarm-clear"),
    path("alarms/<int:pk>/undo/", alarms.alarm_undo, name="alarm-undo"),
    path("alarms/<int:pk>/ask/", alarms.alarm_ask, name="alarm-ask"),
]
