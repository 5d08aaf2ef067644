from django.urls import path

from procedures.views import letters as views

urlpatterns = [
    path("letters/", views.letters, name="letters"),
    path("letters/export.xlsx", views.upward_export, name="upward-export"),
    path("letters/add/", views.letter_add, name="letter-add"),
    path("letters/sent/", views.letters_sent, name="letters-sent"),
    path("letters/<int:pk>/", views.letter, name="letter"),
    path("letters/<int:pk>/document.docx", views.letter_document, name="letter-document"),
    path("letters/<int:pk>/list.xlsx", views.letter_workbook, name="letter-workbook"),
    path("issues/<int:pk>/order.docx", views.issue_order, name="order-docx"),
]
