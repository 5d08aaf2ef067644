from django.urls import path

from procedures.views import agent, matrix

urlpatterns = [
    path("permits/matrix/", matrix.matrix, name="matrix"),
    path("permits/matrix/export.xlsx", matrix.matrix_export, name="matrix-export"),
    path("permits/agent/", agent.agent, name="agent"),
    path("permits/agent/<int:pk>/note/", agent.agent_note, name="agent-note"),
]
