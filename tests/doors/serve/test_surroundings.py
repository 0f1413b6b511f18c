"""A server says what is missing before it starts, all of it at once, and never starts with a guessable secret."""

from __future__ import annotations

import pytest

from handfast.doors.serve.server import assert_loopback
from handfast.doors.serve.settings import settings_for
from handfast.doors.serve.surroundings import Surroundings, demonstration, mail_settings, production
from handfast.errors import BadConfiguration

GOOD = {"HANDFAST_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz", "HANDFAST_HOSTS": "handfast.acme.example"}


def test_enough_is_enough() -> None:
    found = production(GOOD)
    assert found.hosts == ("handfast.acme.example",)
    assert found.https
    assert not found.demo


def test_everything_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(BadConfiguration) as error:
        production({})
    said = str(error.value)
    assert said.count("\n  - ") == 2
    for part in (
        "HANDFAST_SECRET_KEY is not set",
        "token_urlsafe",
        "HANDFAST_HOSTS is not set",
        "handfast demo --serve",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"HANDFAST_SECRET_KEY": "changeme"}, "can be guessed"),
        ({"HANDFAST_SECRET_KEY": "ab" * 40}, "can be guessed"),
        ({"HANDFAST_HOSTS": "*"}, "without"),
        ({"HANDFAST_HOSTS": "https://acme.example"}, "without"),
        ({"HANDFAST_HOSTS": " , "}, "is not set"),
        ({"HANDFAST_OIDC_ISSUER": "https://id.acme.example"}, "HANDFAST_OIDC_CLIENT_ID, HANDFAST_OIDC_CLIENT_SECRET"),
        (
            {
                "HANDFAST_OIDC_ISSUER": "http://id.acme.example",
                "HANDFAST_OIDC_CLIENT_ID": "a",
                "HANDFAST_OIDC_CLIENT_SECRET": "b",
            },
            "must begin with https",
        ),
        ({"HANDFAST_MAIL": "mail.acme.example", "HANDFAST_MAIL_FROM": "x"}, "must be smtp://"),
        ({"HANDFAST_MAIL": "smtp://jo:p#ss@mail.acme.example", "HANDFAST_MAIL_FROM": "x@y"}, "of a password as %23"),
        ({"HANDFAST_MAIL": "smtp://mail.acme.example:many", "HANDFAST_MAIL_FROM": "x@y"}, "must be smtp://"),
        ({"HANDFAST_MAIL": "smtp://mail.acme.example"}, "HANDFAST_MAIL_FROM is not set"),
        ({"HANDFAST_MAIL": "smtp://mail.acme.example", "HANDFAST_MAIL_FROM": "bar"}, "or no address"),
    ],
)
def test_what_is_wrong_is_said_with_its_cure(changed: dict[str, str], said: str) -> None:
    with pytest.raises(BadConfiguration, match=r"Handfast does not start like this") as error:
        production({**GOOD, **changed})
    assert said in str(error.value)


def test_secrets_are_not_shown() -> None:
    assert GOOD["HANDFAST_SECRET_KEY"] not in repr(production(GOOD))


def test_in_production_nobody_visits_and_cookies_travel_by_https_alone() -> None:
    made = settings_for(production({**GOOD, "HANDFAST_DEMO": "yes"}))
    assert made["HANDFAST_DEMO"] is False
    assert made["DEBUG"] is False
    assert made["SESSION_COOKIE_SECURE"] is made["CSRF_COOKIE_SECURE"] is True
    assert made["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert made["SECURE_HSTS_SECONDS"] > 0
    assert made["SECURE_PROXY_SSL_HEADER"] is None, "a header counts only behind a proxy of ours"
    plain = settings_for(production({**GOOD, "HANDFAST_PLAIN_HTTP": "1", "HANDFAST_BEHIND_PROXY": "1"}))
    assert plain["SESSION_COOKIE_SECURE"] is False
    assert plain["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_each_demonstration_has_a_secret_of_its_own_and_listens_to_this_machine() -> None:
    assert demonstration().secret != demonstration().secret
    assert set(settings_for(demonstration())["ALLOWED_HOSTS"]) == {"localhost", "127.0.0.1", "[::1]"}
    for host in ("127.0.0.1", "::1", "localhost"):
        assert_loopback(host)
    for host in ("0.0.0.0", "192.0.2.1", "handfast.acme.example", ""):
        with pytest.raises(BadConfiguration, match="this machine alone"):
            assert_loopback(host)


def test_a_mail_server_is_read_from_its_address() -> None:
    plain = mail_settings("smtp://jo:p%40ss@mail.acme.example")
    assert (plain["EMAIL_HOST"], plain["EMAIL_PORT"], plain["EMAIL_USE_TLS"]) == ("mail.acme.example", 587, True)
    assert (plain["EMAIL_HOST_USER"], plain["EMAIL_HOST_PASSWORD"]) == ("jo", "p@ss")
    assert mail_settings("smtps://mail.acme.example")["EMAIL_PORT"] == 465


def test_a_library_is_told_nothing_of_a_server() -> None:
    assert Surroundings().demo is False
