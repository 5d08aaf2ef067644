from django.urls import path, register_converter

from .converters import UsernameConverter
from .views import handover, me, sign_in, units, users

register_converter(UsernameConverter, "username")
app_name = "accounts"
urlpatterns = [
    path("login/", sign_in.login, name="login"),
    path("logout/", sign_in.logout, name="logout"),
    # /me/
    path("me/", me.me, name="me"),
    path("me/edit/", me.me_edit, name="me-edit"),
    path("me/sessions/end/", me.sessions_end, name="sessions-end"),
    path("password/", me.password, name="password"),
    path("large-type/", me.large_type, name="large-type"),
    # /handover/
    path("handover/", handover.handover, name="handover"),
    path("me/handover/", handover.me_handover, name="me-handover"),
    path("me/handover/cancel/", handover.me_handover_cancel, name="me-handover-cancel"),
    # /units/
    path("units/", units.units, name="units"),
    path("units/add/", units.unit_add, name="unit-add"),
    path("units/<slug:code>/", units.unit, name="unit"),
    path("units/<slug:code>/edit/", units.unit_edit, name="unit-edit"),
    path("units/<slug:code>/disable/", units.unit_disable, name="unit-disable"),
    path("units/<slug:code>/restore/", units.unit_restore, name="unit-restore"),
    # /users/
    path("users/", users.users, name="users"),
    path("users/add/", users.user_add, name="user-add"),
    path("users/<username:username>/", users.user, name="user"),
    path("users/<username:username>/edit/", users.user_edit, name="user-edit"),
    path("users/<username:username>/reset/", users.user_reset, name="user-reset"),
    path("users/<username:username>/disable/", users.user_disable, name="user-disable"),
    path("users/<username:username>/restore/", users.user_restore, name="user-restore"),
    path("users/<username:username>/unlock/", users.user_unlock, name="user-unlock"),
    path("users/<username:username>/handover/", handover.user_handover, name="user-handover"),
    path(
        "users/<username:username>/handover/cancel/",
        handover.user_handover_cancel,
        name="user-handover-cancel",
    ),
    path("users/<username:username>/role/", users.user_role, name="user-role"),
]
