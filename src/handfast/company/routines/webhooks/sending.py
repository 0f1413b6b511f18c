"""Sending one message: to the address that was judged, no redirect, no proxy, little read, and an end in any case."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handfast.company.routines.webhooks.addresses import (
    LookUp,
    Network,
    Refused,
    address_of,
    checked_url,
    is_public,
    look_up,
)
from handfast.errors import DataError

SECONDS = 10.0
"""How long a receiver may take, from knocking to the last byte that is read."""

MOST_READ = 4_096
SHOWN = 200


@dataclass(frozen=True)
class Sent:
    """What came of a message; `status` is None where there was no answer."""

    delivered: bool
    status: int | None
    words: str


def send(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    networks: Sequence[Network] = (),
    look: LookUp = look_up,
    seconds: float = SECONDS,
) -> Sent:
    """Send a message and return what came of it; nothing that a receiver does raises."""
    try:
        parts = checked_url(url, networks)
        secure = parts.scheme == "https"
        host, port = parts.hostname or "", parts.port or (443 if secure else 80)
        address = address_of(host, port, networks, look)
        if not secure and is_public_text(address):
            raise Refused("it is not encrypted. Use https")
    except Refused as refused:
        return Sent(False, None, f"Not sent: {refused}.")
    except DataError as error:
        return Sent(False, None, f"Not sent: {error}")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Connection(host, port, address, secure=secure, seconds=seconds)
    timer = threading.Timer(seconds, connection.give_up)
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", path, body, {**headers, "Host": parts.netloc, "Connection": "close"})
        answer = connection.getresponse()
        text = answer.read(MOST_READ).decode(errors="replace")
        return _judged(answer.status, text)
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = connection.given_up
        return Sent(False, None, f"No answer within {seconds:g} seconds." if late else f"No answer: {_said(error)}.")
    finally:
        timer.cancel()
        connection.close()


def is_public_text(address: str) -> bool:
    """Return whether an address, as a text, is one of the public internet's."""
    return is_public(ipaddress.ip_address(address))


def _judged(status: int, text: str) -> Sent:
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    said = " ".join(shown.split())[:SHOWN]
    if 200 <= status < 300:
        return Sent(True, status, said)
    if 300 <= status < 400:
        return Sent(False, status, "It answered with a redirect, which is not followed. Give the final address.")
    return Sent(False, status, said)


def _said(error: Exception) -> str:
    return " ".join((getattr(error, "strerror", None) or str(error) or type(error).__name__).split())[:SHOWN]


class _Connection(http.client.HTTPConnection):
    """A connection to an address, in the name of a host."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self.given_up = False
        self._address = address
        self._context = ssl.create_default_context() if secure else None

    def connect(self) -> None:
        """Connect to the address that was judged, and to no other."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)

    def give_up(self) -> None:
        """End it, whatever it waits for: a receiver that sends a byte now and then is never idle."""
        self.given_up = True
        sock = self.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has just ended by itself
