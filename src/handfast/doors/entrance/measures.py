"""What monitoring reads: requests by page, method and outcome, and how long they took."""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from handfast.doors.entrance.together import FOLDER

REGISTRY = CollectorRegistry()
_BUCKETS = (0.005, 0.01, 0.02, 0.03, 0.06, 0.12, 0.25, 0.5, 1, 2.5, 5, 10)

_requests = Counter("handfast_requests", "Requests answered.", ("page", "method", "status"), registry=REGISTRY)
_seconds = Histogram(
    "handfast_request_seconds", "Seconds until a request was answered.", ("page",), registry=REGISTRY, buckets=_BUCKETS
)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def answered(page: str, method: str, status: int, seconds: float) -> None:
    """Count a request. Pages have names, not addresses: whoever asks for nonsense makes no new series."""
    _requests.labels(page, method if method in _METHODS else "-", str(status)).inc()
    _seconds.labels(page).observe(seconds)


def as_text() -> tuple[bytes, str]:
    """Return all measures in Prometheus' text form, and its content type; those of all processes that serve."""
    registry = REGISTRY
    if FOLDER in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the client is not typed here
    return generate_latest(registry), CONTENT_TYPE_LATEST
