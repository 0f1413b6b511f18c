"""Every request has a number, and one line in the log: who asked for what, and how it went."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from handfast.doors.entrance import measures

log = logging.getLogger("handfast.request")
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
HEADER = "X-Request-ID"


class RequestLog:
    """Numbers requests, measures them, and writes their line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and write it down."""
        asked: Any = request
        given = request.headers.get(HEADER, "")
        asked.number = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        asked.address = address_of(request)
        start = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - start
        response.headers[HEADER] = asked.number
        name = request.resolver_match.view_name if request.resolver_match else "-"
        measures.answered(name, request.method or "-", response.status_code, seconds)
        person = getattr(asked, "person", None)
        log.info(
            "%s %s %d",
            request.method,
            request.path,
            response.status_code,
            extra={
                "request": asked.number,
                "address": asked.address,
                "person": person.username if person else "",
                "page": name,
                "milliseconds": round(seconds * 1000, 1),
            },
        )
        return response


def address_of(request: HttpRequest) -> str:
    """Return where a request came from: the proxy's word counts only where a proxy was said to stand in front."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HANDFAST_BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


FIELDS = ("request", "address", "person", "page", "milliseconds")


SAID_IN_A_LINE = "django.security"
"""Logger of what Django refuses by itself, such as too large a form: a refusal, and no fault of ours to be traced."""


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """Return what belongs to a record; a request is told by its number."""
    found = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
    if isinstance(found.get("request"), HttpRequest):
        found["request"] = getattr(found["request"], "number", "")
    return found


def _traceback(record: logging.LogRecord) -> bool:
    return bool(record.exc_info) and not record.name.startswith(SAID_IN_A_LINE)


class JsonLines(logging.Formatter):
    """One JSON object a line, for whatever collects logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as JSON."""
        form: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "log": record.name,
            "message": record.getMessage(),
        }
        form |= _fields(record)
        if _traceback(record) and record.exc_info:
            form["traceback"] = self.formatException(record.exc_info)
        return json.dumps(form, ensure_ascii=False, default=str)


class ConsoleLines(logging.Formatter):
    """Lines for people: time, what, how long, who."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line."""
        line = f"{self.formatTime(record, '%H:%M:%S')} {record.getMessage()}"
        if hasattr(record, "milliseconds"):
            said = [f"{record.milliseconds:.0f} ms", *(getattr(record, name, "") for name in ("person", "request"))]
            line = " ".join(filter(None, [line, *said]))
        elif number := _fields(record).get("request"):
            line += f" {number}"
        if _traceback(record) and record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line
