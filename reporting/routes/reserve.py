"""谋划储备: the pool of the coming year."""

from django.urls import URLPattern, path

from reporting.views import reserve

urlpatterns: list[URLPattern] = [
    path("reserve/", reserve.reserve, name="reserve"),
]
