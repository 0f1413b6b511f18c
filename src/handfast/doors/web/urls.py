"""The addresses of all pages. Each name has its line in `handfast.doors.entrance.access.ACCESS`."""

from __future__ import annotations

from django.urls import path

from handfast.doors.web.pages import sign_in, today, visit

urlpatterns = [
    path("", today.today, name="today"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("visit/", visit.visit, name="visit"),
]
