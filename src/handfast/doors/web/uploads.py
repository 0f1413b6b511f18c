"""Files on their way in: those that are too large are turned away by what they say of themselves, unread."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 50_000_000
"""Bytes of all files of a request together."""

_AROUND_THEM = 100_000
"""What a form may hold besides its files."""


class NotTooLarge(FileUploadHandler):
    """Stands before the handlers that keep files, and refuses before anything is read."""

    def handle_raw_input(self, *given: Any, **_named: Any) -> None:
        """Look at how long the request says it is, the third of what Django gives; the server reads no further."""
        content_length = int(given[2])
        if content_length > MOST_BYTES + _AROUND_THEM:
            raise RequestDataTooBig(f"{content_length} bytes")

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes:
        """Hand on what came."""
        return raw_data

    def file_complete(self, _file_size: int) -> None:
        """Leave the file to the next handler."""
