"""Our own files (style, scripts, marks), htmx and what draws charts, under an address that changes with their content.

So browsers may keep them for a year, and nobody ever sees an old one beside a new page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import handfast.doors.web
from handfast.doors.web.vega import NAME as VEGA
from handfast.doors.web.vega import vega_file

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]
"""A WSGI application."""

KEEP = re.compile(r"^/static/[0-9a-f]{12}/")
HTMX = "htmx.js"
_HTMX_FILE = "static/django_htmx/htmx-2.min.js"


def own_files() -> Path:
    """Return the folder of our own files."""
    return Path(handfast.doors.web.__file__).parent / "static"


def htmx_file() -> Path:
    """Return htmx as its wheel carries it."""
    spec = find_spec("django_htmx")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / _HTMX_FILE


def _files() -> Iterator[tuple[str, Path]]:
    for path in sorted(own_files().rglob("*")):
        if path.is_file():
            yield path.relative_to(own_files()).as_posix(), path
    yield HTMX, htmx_file()
    drawing = vega_file()
    if drawing is not None:
        yield VEGA, drawing


@cache
def static_address() -> str:
    """Return the address under which all files lie."""
    digest = hashlib.sha256()
    for name, path in _files():
        digest.update(name.encode() + b"\0" + path.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}/"


def _careful(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def with_statics(application: Application) -> Application:
    """Return a WSGI application that serves the files, and asks `application` for the rest."""
    from whitenoise import WhiteNoise

    served: Any = WhiteNoise(
        application,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: bool(KEEP.match(url)),
        add_headers_function=_careful,
    )
    for name, path in _files():
        served.add_file_to_dictionary(static_address() + name, str(path))
    answer: Application = served
    return answer
