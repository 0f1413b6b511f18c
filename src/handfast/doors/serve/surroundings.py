"""What the server is told by its surroundings, and whether that is enough to start.

In production nothing has a default that would be unsafe: what is missing is named, all of it at once, with its cure.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from handfast.errors import BadConfiguration

SHORTEST_SECRET = 32
FEWEST_CHARACTERS = 8
API_PER_MINUTE = 3_000
YES = {"1", "yes", "true", "on"}
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

SECRET = "HANDFAST_SECRET_KEY"
HOSTS = "HANDFAST_HOSTS"
PLAIN_HTTP = "HANDFAST_PLAIN_HTTP"
PROXY = "HANDFAST_BEHIND_PROXY"
METRICS = "HANDFAST_METRICS_TOKEN"
MAIL = "HANDFAST_MAIL"
MAIL_FROM = "HANDFAST_MAIL_FROM"
API_RATE = "HANDFAST_API_PER_MINUTE"
OIDC = ("HANDFAST_OIDC_ISSUER", "HANDFAST_OIDC_CLIENT_ID", "HANDFAST_OIDC_CLIENT_SECRET")

MAKE_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


@dataclass(frozen=True)
class Surroundings:
    """What a server knows of where it runs.

    Parameters
    ----------
    demo
        Whether visitors may choose a role without a password: on this machine alone.
    secret
        Signs sessions, links and second factors.
    hosts
        Names under which it may be addressed.
    https
        Whether browsers reach it by HTTPS: then cookies never travel without.
    behind_proxy
        Whether a proxy of ours stands in front and says who asks and how.
    metrics_token
        Lets monitoring in; empty: this machine alone.
    mail
        Address of the mail server, ``smtp://user:password@host:587``; empty: none, links are handed on by people.
    mail_from
        Sender of its mails.
    oidc
        Issuer, client and its secret, of a directory that signs people in; None: passwords only.
    api_per_minute
        Requests to the API that one program may make a minute.
    """

    demo: bool = False
    secret: str = field(default="", repr=False)
    hosts: tuple[str, ...] = LOOPBACK
    https: bool = False
    behind_proxy: bool = False
    metrics_token: str = field(default="", repr=False)
    mail: str = field(default="", repr=False)
    mail_from: str = ""
    oidc: tuple[str, str, str] | None = field(default=None, repr=False)
    api_per_minute: int = API_PER_MINUTE


def production(environment: Mapping[str, str]) -> Surroundings:
    """Return the surroundings of a server that others reach.

    Raises
    ------
    BadConfiguration
        Something is missing or unsafe; the message names all of it, with the cure.
    """
    secret, hosts = environment.get(SECRET, ""), _hosts(environment.get(HOSTS, ""))
    oidc = tuple(environment.get(name, "") for name in OIDC)
    faults = [
        *_secret_faults(secret),
        *_host_faults(hosts),
        *_oidc_faults(oidc),
        *_mail_faults(environment),
        *_rate_faults(environment),
    ]
    if faults:
        raise BadConfiguration(
            "Handfast does not start like this:\n"
            + "\n".join(f"  - {fault}" for fault in faults)
            + "\nTo try it on this machine alone, without any of that: handfast demo --serve"
        )
    return Surroundings(
        demo=False,
        secret=secret,
        hosts=hosts,
        https=not _yes(environment.get(PLAIN_HTTP)),
        behind_proxy=_yes(environment.get(PROXY)),
        metrics_token=environment.get(METRICS, ""),
        mail=environment.get(MAIL, ""),
        mail_from=environment.get(MAIL_FROM, ""),
        oidc=None if not any(oidc) else (oidc[0], oidc[1], oidc[2]),
        api_per_minute=int(environment.get(API_RATE) or API_PER_MINUTE),
    )


def demonstration() -> Surroundings:
    """Return the surroundings of a demonstration: this machine alone, a secret that ends with the process."""
    return Surroundings(demo=True, secret=secrets.token_urlsafe(48))


def mail_settings(address: str) -> dict[str, object]:
    """Return Django's settings for a mail server's address."""
    parts = urlsplit(address)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 10,
    }


def _yes(value: str | None) -> bool:
    return (value or "").strip().lower() in YES


def _hosts(value: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in value.split(",") if host.strip())


def _rate_faults(environment: Mapping[str, str]) -> list[str]:
    said = environment.get(API_RATE) or str(API_PER_MINUTE)
    if said.isascii() and said.isdecimal() and int(said) > 0:
        return []
    return [f"{API_RATE} is '{said}': write how many requests a minute one program may make, like {API_PER_MINUTE}."]


def _secret_faults(secret: str) -> list[str]:
    if not secret:
        return [f"{SECRET} is not set. It signs sessions. Make one, and keep it secret: {MAKE_SECRET}"]
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS:
        return [f"{SECRET} can be guessed. Make a longer one by chance: {MAKE_SECRET}"]
    return []


def _host_faults(hosts: tuple[str, ...]) -> list[str]:
    if not hosts:
        return [f"{HOSTS} is not set. Name the hosts that people type: {HOSTS}=handfast.acme.example"]
    if any("*" in host or "/" in host for host in hosts):
        return [f"{HOSTS} must hold names of hosts, without * and without https://: {HOSTS}=handfast.acme.example"]
    return []


def _oidc_faults(oidc: tuple[str, ...]) -> list[str]:
    if any(oidc) and not all(oidc):
        missing = ", ".join(name for name, value in zip(OIDC, oidc, strict=True) if not value)
        return [f"To sign in by your directory, this is missing too: {missing}."]
    if oidc[0] and not oidc[0].startswith("https://"):
        return [f"{OIDC[0]} must begin with https://."]
    return []


def _mail_faults(environment: Mapping[str, str]) -> list[str]:
    mail = environment.get(MAIL, "")
    if mail and not _is_mail_server(mail):
        signs = "Write #, @, : and / of a password as %23, %40, %3A and %2F."
        return [f"{MAIL} must be smtp://user:password@host:587 or smtps://... {signs}"]
    if mail and "@" not in environment.get(MAIL_FROM, ""):
        return [f"{MAIL_FROM} is not set, or no address: who sends the mails? {MAIL_FROM}=handfast@acme.example"]
    return []


def _is_mail_server(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # its port is no number: often the rest of a password
        return False
