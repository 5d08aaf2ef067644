from django.urls import path

from procedures.views import meeting_items as items
from procedures.views import meetings as views

urlpatterns = [
    path("meetings/", views.meeting_list, name="meetings"),
    path("meetings/decisions.xlsx", views.decisions_export, name="decisions-export"),
    path("meetings/add/", views.meeting_add, name="meeting-add"),
    path("meetings/<int:pk>/", views.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", views.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/cancel/", views.meeting_cancel, name="meeting-cancel"),
    path("meetings/<int:pk>/agenda/", views.meeting_agenda, name="meeting-agenda"),
    path("meetings/<int:pk>/subject/", views.meeting_subject, name="meeting-subject"),
    path("meetings/<int:pk>/close/", views.meeting_close_view, name="meeting-close"),
    path("meetings/<int:pk>/reopen/", views.meeting_reopen, name="meeting-reopen"),
    path("meetings/<int:pk>/items/<int:item>/", items.meeting_item, name="meeting-item"),
    path("meetings/<int:pk>/items/<int:item>/move/", items.meeting_move, name="meeting-move"),
    path("meetings/<int:pk>/items/<int:item>/drop/", items.meeting_drop, name="meeting-drop"),
    path("meetings/<int:pk>/agenda.docx", items.agenda_docx, name="agenda-docx"),
    path("meetings/<int:pk>/minutes.docx", items.minutes_docx, name="minutes-docx"),
    path("meetings/<int:pk>/print/", items.meeting_print, name="meeting-print"),
]
