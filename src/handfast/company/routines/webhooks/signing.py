"""Signatures as Standard Webhooks 1.0 describes them, so that receivers can check them with public libraries."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """Return a new secret, which sender and receiver share."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(secret: str, message: str, moment: dt.datetime, body: bytes) -> dict[str, str]:
    """Return the headers that say which message it is, when it was sent, and that it is ours.

    The signature is HMAC-SHA256 of ``id.timestamp.body``: neither can be changed, and an old message can be refused.
    """
    timestamp = str(int(moment.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signature = hmac.new(key, b".".join((message.encode(), timestamp.encode(), body)), hashlib.sha256).digest()
    return {
        "webhook-id": message,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }
