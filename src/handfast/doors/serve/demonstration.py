"""A demonstration in the browser: the sample company on this machine, where visitors choose a role."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from handfast.doors.serve.server import Listening, assert_free, free_port, serve
from handfast.errors import BadConfiguration


def show_pages(place: str, say: Callable[[str], None]) -> None:
    """Serve a company to this machine and open it in the browser, if there is one, until Ctrl-C."""
    listening = Listening()
    try:
        assert_free(listening)
    except BadConfiguration:  # somebody listens there already
        listening = replace(listening, port=free_port(listening.host))

    def ready(address: str) -> None:
        say(f"\nHandfast is ready at {address} (Ctrl-C ends it)")
        with suppress(webbrowser.Error):
            webbrowser.get().open(f"{address}visit/")

    say("\nOpening its pages ...")
    serve(place, listening, demo=True, log="quiet", ready=ready)
