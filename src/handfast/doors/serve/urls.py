"""All addresses: the server's own, the pages', the API's."""

from __future__ import annotations

from django.urls import path

from handfast.doors.api.urls import urls as api
from handfast.doors.entrance import health
from handfast.doors.web.urls import urlpatterns as pages

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", api),
    *pages,
]

handler400 = "handfast.doors.web.refusals.bad_request"
handler403 = "handfast.doors.web.refusals.forbidden"
handler404 = "handfast.doors.web.refusals.not_found"
handler500 = "handfast.doors.web.refusals.broken"
