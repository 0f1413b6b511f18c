"""Signing in by a directory: a small one stands in for the company's, with keys of its own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, override_settings
from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.doors.conftest import Served

from handfast.company.models.people import Audit, User
from handfast.doors.serve.server import free_port

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


class Directory(HTTPServer):
    """Says what it is told to say."""

    claims: dict[str, Any] = {}
    key = KEY
    nonce = ""
    asked: dict[str, list[str]] = {}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    server: Directory

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        issuer = self.server.issuer
        self._answer(
            {"keys": [KEY.as_dict(private=False)]}
            if self.path == "/keys"
            else {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def do_POST(self) -> None:
        self.server.asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        claims = {
            "iss": self.server.issuer,
            "aud": "handfast",
            "sub": "42",
            "nonce": self.server.nonce,
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            **self.server.claims,
        }
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.server.key)
        self._answer({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token})

    def _answer(self, form: dict[str, Any]) -> None:
        body = json.dumps(form).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def directory(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Directory]:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    server = Directory(("127.0.0.1", 0), Answers)
    server.claims = {"email": "Ina@acme.example", "email_verified": True}
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with served.company.database.here():
        User.objects.filter(username="sales").update(email="ina@acme.example")
    with override_settings(HANDFAST_OIDC=(server.issuer, "handfast", "told to nobody")):
        yield server
    server.shutdown()
    server.server_close()
    thread.join()


def sent(client: Client, directory: Directory) -> dict[str, list[str]]:
    answer = client.get("/sign-in/directory/?next=/account/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{directory.issuer}/authorize?")
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    directory.nonce = query["nonce"][0]
    return query


def test_who_was_invited_comes_in(served: Served, directory: Directory) -> None:
    client = served.browser()
    assert b"the company's directory" in client.get("/sign-in/").content
    query = sent(client, directory)
    assert query["code_challenge_method"] == ["S256"]
    answer = client.get(f"/sign-in/directory/back/?code=c&state={query['state'][0]}")
    assert answer.headers["Location"] == "/account/"
    assert "code_verifier" in directory.asked
    assert client.get("/account/").status_code == 200
    with served.company.database.here():
        assert Audit.objects.get(kind="signed_in").said == {"how": "directory"}


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@acme.example"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": ""},
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"exp": 1},
    ],
)
def test_nobody_else_does(served: Served, directory: Directory, claims: dict[str, Any]) -> None:
    client = served.browser()
    query = sent(client, directory)
    directory.claims = {**directory.claims, **claims}
    answer = client.get(f"/sign-in/directory/back/?code=c&state={query['state'][0]}")
    assert answer.status_code == 403
    assert client.get("/account/").status_code == 302


def test_a_token_with_another_key_is_refused(served: Served, directory: Directory) -> None:
    client = served.browser()
    query = sent(client, directory)
    directory.key = OTHER_KEY
    assert client.get(f"/sign-in/directory/back/?code=c&state={query['state'][0]}").status_code == 403


def test_an_answer_that_nobody_asked_for_is_refused(served: Served, directory: Directory) -> None:
    query = sent(served.browser(), directory)
    stranger = served.browser()
    assert stranger.get(f"/sign-in/directory/back/?code=c&state={query['state'][0]}").status_code == 403
    assert stranger.get("/sign-in/directory/back/").status_code == 403
    assert stranger.get("/sign-in/directory/back/?error=access_denied").status_code == 403


def test_a_directory_that_does_not_answer_is_said(served: Served) -> None:
    issuer = f"http://127.0.0.1:{free_port('127.0.0.1')}"
    with override_settings(HANDFAST_OIDC=(issuer, "handfast", "told to nobody")):
        answer = served.browser().get("/sign-in/directory/")
    assert answer.status_code == 503
    assert b"does not answer just now" in answer.content


def test_without_a_directory_there_is_no_such_way(looked_at: Served) -> None:
    assert looked_at.browser().get("/sign-in/directory/").status_code == 404
    assert looked_at.browser().get("/sign-in/directory/back/").status_code == 404
    assert b"directory" not in looked_at.browser().get("/sign-in/").content
